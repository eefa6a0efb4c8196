import type { Forgeyard, LiveChange, LiveMessage, LiveTopic, StreamedEvent } from '@forgeyard/sdk';
import type { LiveLink } from '../events/live-link.ts';
import { isPassing } from './failure.ts';
import type { ChangeListener, Live } from './live.ts';

interface FollowedLog {
  cursor: string | undefined;
  readonly onEvent: (event: StreamedEvent) => void;
}

const settleMs = 40;
const retryMsMax = 10_000;
const graceMs = 5_000;

/**
 * The one live connection of a page: changes of the organisation and the logs of the sessions that are looked at, over a single stream
 * (browsers open about six to a host). It goes on where it was after a cut, closes while the tab is hidden, and is opened only when
 * somebody listens.
 */
export class LiveConnection implements Live {
  readonly #forge: Forgeyard;
  readonly #link: LiveLink;
  readonly #listeners = new Map<ChangeListener, ReadonlySet<LiveTopic>>();
  readonly #logs = new Map<string, FollowedLog>();
  #control: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** News from before the stream was open have to be asked for: what the page shows is older than the connection, also the first one. */
  #isBehind = true;

  constructor(forge: Forgeyard, link: LiveLink) {
    this.#forge = forge;
    this.#link = link;
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#closeSoon(graceMs) : this.#restart(0)));
    addEventListener('online', () => {
      this.#isBehind = true;
      this.#restart(0);
    });
  }

  /** Calls the listener for each change of these topics, and for each of them whenever something may have been missed. */
  onChange(topics: readonly LiveTopic[], listener: ChangeListener): () => void {
    this.#listeners.set(listener, new Set(topics));
    if (this.#control === undefined) this.#restart(settleMs);
    return () => {
      this.#listeners.delete(listener);
      this.#closeWhenUnused();
    };
  }

  /** Follows a session's log behind a cursor; of one session one log at a time. */
  follow(sessionId: string, after: string | undefined, onEvent: (event: StreamedEvent) => void): () => void {
    const log: FollowedLog = { cursor: after, onEvent };
    this.#logs.set(sessionId, log);
    this.#restart(settleMs);
    return () => {
      if (this.#logs.get(sessionId) !== log) return;
      this.#logs.delete(sessionId);
      this.#restart(settleMs);
    };
  }

  #closeWhenUnused(): void {
    if (this.#listeners.size === 0 && this.#logs.size === 0) this.#closeSoon(graceMs);
  }

  #closeSoon(afterMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!document.hidden && (this.#listeners.size > 0 || this.#logs.size > 0)) return;
      this.#control?.abort();
      this.#control = undefined;
      this.#isBehind = true;
      this.#link.set('idle');
    }, afterMs);
  }

  #restart(afterMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (document.hidden || (this.#listeners.size === 0 && this.#logs.size === 0)) return;
      let before = this.#control;
      const dropBefore = () => {
        before?.abort();
        before = undefined;
      };
      const control = new AbortController();
      this.#control = control;
      control.signal.addEventListener('abort', dropBefore);
      void this.#read(control, dropBefore);
    }, afterMs);
  }

  /** Reads until it is aborted. The stream before it is left open until this one is, so that no change falls between them. */
  async #read(control: AbortController, onReady: () => void): Promise<void> {
    const { signal } = control;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        const sessions = Object.fromEntries([...this.#logs].map(([id, { cursor }]) => [id, cursor]));
        for await (const message of this.#forge.live({ sessions, signal, reconnectsMax: 0 })) {
          if (signal.aborted) return;
          failures = 0;
          if (message.type === 'ready') onReady();
          if (control === this.#control || message.type === 'changed') this.#take(message);
        }
      } catch (thrown) {
        if (signal.aborted) return;
        if (!isPassing(thrown)) return this.#link.set('offline');
      }
      if (control !== this.#control) return;
      this.#isBehind = true;
      this.#link.set('reconnecting');
      await pause(Math.min(retryMsMax, 250 * 2 ** Math.min(failures, 6)), signal);
    }
  }

  #take(message: LiveMessage): void {
    if (message.type === 'ready') this.#opened();
    else if (message.type === 'changed') this.#tell(message);
    else this.#log(message);
  }

  #opened(): void {
    this.#link.set('live');
    if (!this.#isBehind) return;
    this.#isBehind = false;
    for (const [listener, topics] of this.#listeners) for (const topic of topics) listener({ topic, ids: null });
  }

  #tell({ topic, ids }: LiveChange): void {
    for (const [listener, topics] of this.#listeners) if (topics.has(topic)) listener({ topic, ids });
  }

  #log(message: Extract<LiveMessage, { readonly type: 'event' | 'delta' }>): void {
    const log = this.#logs.get(message.session_id);
    if (log === undefined) return;
    log.cursor = message.cursor;
    log.onEvent(message.type === 'event' ? { ...message.event, cursor: message.cursor } : asDelta(message));
  }
}

/** Live text in the shape of an event that has no place in the log yet. */
function asDelta({ cursor, kind, run_id, text, offset }: Extract<LiveMessage, { readonly type: 'delta' }>): StreamedEvent {
  const place = { seq: null, at: new Date().toISOString(), run_id, cursor, payload: { text, offset } };
  return kind === 'text' ? { ...place, type: 'message.delta' } : { ...place, type: 'reasoning.delta' };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
