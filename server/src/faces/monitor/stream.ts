import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import type { LoggedEvent } from '../../kernel/event.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { At } from '../../domain/home.ts';
import { lookAtSession } from '../../domain/messages/index.ts';
import type { SessionLook } from '../../domain/messages/index.ts';
import { wordsOf } from '../../domain/sessions/index.ts';
import type { SseStream } from '../kit/index.ts';
import { showMessage } from './show.ts';

/** How often the session is looked at for what its log does not tell: signs of life, and their absence. */
const lookMs = 5_000;
const heartbeatMs = 30_000;
/** Events, and characters in them, that wait to be sent; whoever is further behind comes again from its last id. */
const waitingMax = 5_000;
const waitingCharactersMax = 8_000_000;
const batchMax = 200;

/** Events that say something to a follower, by words or by what follows from them. */
function matters(event: LoggedEvent): boolean {
  if (wordsOf(event) !== null) return true;
  return /^(?:session|interaction|run)\.|^message\.input_requested$/.test(event.type);
}

function sizeOf(event: LoggedEvent): number {
  return wordsOf(event)?.length ?? 0;
}

/**
 * One client's view of one session, made of its log: `connected` first, then `message`, `message_update`, `status_update`, `git_diff_update`
 * and `agent_heartbeat` as things happen, `heartbeat` every 30 s. Each frame's id is the place in the log to resume from.
 */
export class MonitorStream {
  readonly #at: At;
  readonly #stream: SseStream;
  readonly #timers: NodeJS.Timeout[];
  readonly #stop: () => void;
  #waiting: LoggedEvent[] = [];
  #characters = 0;
  #isPumping = false;
  #isDue = false;
  #isOver = false;
  #seq: number;
  #look: SessionLook;

  constructor(at: At, stream: SseStream, look: SessionLook, after: number) {
    this.#at = at;
    this.#stream = stream;
    this.#look = look;
    this.#seq = after;
    this.#send('connected', { ...this.#state(), last_heartbeat_at: toRfc3339OrNull(look.heartbeatAt) });
    this.#timers = [
      setInterval(() => this.#lookAgain(), lookMs),
      setInterval(() => this.#send('heartbeat', { timestamp: toRfc3339(at.home.clock.now()) }), heartbeatMs),
    ];
    this.#stop = at.home.feed.follow(
      { orgId: at.caller.orgId, sessionId: look.sessionId, after: { seq: after, offset: 0 } },
      { event: (event) => this.#take(event), delta: () => undefined, lost: () => this.#fail('The log cannot be read just now.') },
    );
    stream.onClose(() => this.#close());
  }

  /** @throws Refusal when the session is not the caller's to see any more */
  async judge(): Promise<void> {
    await lookAtSession(this.#at, { sessionId: this.#look.sessionId, events: [], withDiff: false });
  }

  #state() {
    return { agent_instance_id: this.#look.sessionId, status: this.#look.status, liveness: this.#look.liveness };
  }

  #send(event: string, data: object): void {
    if (!this.#isOver) this.#stream.send({ id: String(this.#seq), event, data });
  }

  #take(event: LoggedEvent): void {
    if (this.#isOver || !matters(event)) return;
    this.#waiting.push(event);
    this.#characters += sizeOf(event);
    if (this.#waiting.length > waitingMax || this.#characters > waitingCharactersMax) this.#stop();
    this.#lookAgain();
  }

  #lookAgain(): void {
    this.#isDue = true;
    if (this.#isPumping || this.#isOver) return;
    this.#isPumping = true;
    void this.#pump()
      .catch((error: unknown) => this.#fail(error instanceof Refusal ? error.message : 'The session cannot be read just now.'))
      .finally(() => {
        this.#isPumping = false;
      });
  }

  /** One read for all that came meanwhile. */
  async #pump(): Promise<void> {
    while (this.#isDue && !this.#isOver) {
      const batch = this.#waiting.splice(0, batchMax);
      this.#isDue = this.#waiting.length > 0;
      for (const event of batch) this.#characters -= sizeOf(event);
      if (batch.some((event) => event.type === 'session.ended' && event.payload.status === 'DELETED')) {
        this.#gone(batch);
        return;
      }
      const withDiff = batch.some(({ type }) => type === 'session.diff_changed');
      const look = await lookAtSession(this.#at, { sessionId: this.#look.sessionId, events: batch, withDiff });
      for (const event of batch) this.#show(event, look);
      this.#compare(look);
    }
  }

  #show(event: LoggedEvent, look: SessionLook): void {
    this.#seq = event.seq;
    const message = look.messages.get(event.seq);
    if (message !== undefined) this.#send('message', showMessage(message));
    if (event.type === 'message.input_requested') {
      const id = event.payload.message_id;
      this.#send('message_update', { id, agent_instance_id: look.sessionId, requires_user_input: true });
    }
    if (event.type === 'session.diff_changed') {
      this.#send('git_diff_update', { agent_instance_id: look.sessionId, git_diff: look.gitDiff ?? null });
    }
  }

  #compare(look: SessionLook): void {
    const before = this.#look;
    this.#look = look;
    if (look.status !== before.status || look.liveness !== before.liveness) this.#send('status_update', this.#state());
    if (look.heartbeatAt === before.heartbeatAt) return;
    this.#send('agent_heartbeat', { agent_instance_id: look.sessionId, last_heartbeat_at: toRfc3339OrNull(look.heartbeatAt) });
  }

  /** A deleted session says so and no more. */
  #gone(batch: readonly LoggedEvent[]): void {
    this.#seq = batch.at(-1)?.seq ?? this.#seq;
    this.#look = { ...this.#look, status: 'DELETED', liveness: null };
    this.#send('status_update', this.#state());
    this.#end();
  }

  #fail(detail: string): void {
    this.#send('error', { detail, code: 'STREAM_ENDED' });
    this.#end();
  }

  #end(): void {
    this.#close();
    this.#stream.end();
  }

  #close(): void {
    this.#isOver = true;
    for (const timer of this.#timers) clearInterval(timer);
    // The feed may say that the log is lost before it has answered how to stop it.
    queueMicrotask(() => this.#stop());
  }
}
