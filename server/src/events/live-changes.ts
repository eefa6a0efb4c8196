import { isThingChanged } from '../domain/changed.ts';
import { isEventsAppended } from '../domain/sessions/index.ts';
import type { EventsAppended } from '../domain/sessions/index.ts';
import { liveTopics } from '../kernel/live.ts';
import type { LiveChange, LiveFeed, LiveTopic } from '../kernel/live.ts';
import type { Signal, Store } from '../store/index.ts';

const gatherMs = 100;
/** With more of one topic in one batch, they are not named any more. */
const namedMax = 50;
const hintStart = 'live/';

type Listener = (changes: readonly LiveChange[]) => void;
/** Ids of a topic; null once there were too many. */
type Gathered = Map<LiveTopic, Set<string> | null>;

/** Gathers what commits change, tells who looks on here, and hints the other processes, which only learn the topic. */
export class LiveChanges implements LiveFeed {
  readonly #store: Store;
  readonly #listeners = new Map<string, Set<Listener>>();
  #own = new Map<string, Gathered>();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store) {
    this.#store = store;
    store.onCommitted((signals) => {
      for (const signal of signals) this.#take(signal);
    });
    store.onHint((topics) => {
      for (const topic of topics) if (topic.startsWith(hintStart)) this.#hinted(topic);
    });
  }

  watch(orgId: string, listener: Listener): () => void {
    const group = this.#listeners.get(orgId) ?? new Set();
    this.#listeners.set(orgId, group.add(listener));
    return () => {
      group.delete(listener);
      if (group.size === 0 && this.#listeners.get(orgId) === group) this.#listeners.delete(orgId);
    };
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #take(signal: Signal): void {
    if (isThingChanged(signal)) this.#gather(signal.orgId, signal.topic, signal.id);
    else if (isEventsAppended(signal)) this.#takeEvents(signal);
  }

  #takeEvents({ orgId, sessionId, events }: EventsAppended): void {
    for (const { type, runId, payload } of events) {
      if (type.startsWith('run.') && runId !== null) this.#gather(orgId, 'runs', runId);
      if (type.startsWith('interaction.') && 'interaction_id' in payload) this.#gather(orgId, 'interactions', payload.interaction_id);
    }
    if (events.some(({ type }) => isNews(type))) this.#gather(orgId, 'sessions', sessionId);
  }

  #gather(orgId: string, topic: LiveTopic, id: string): void {
    if (this.#store.capabilities.isExclusive && !this.#listeners.has(orgId)) return;
    const topics: Gathered = this.#own.get(orgId) ?? new Map<LiveTopic, Set<string> | null>();
    const ids = topics.get(topic);
    if (ids === undefined) topics.set(topic, new Set([id]));
    else if (ids !== null) topics.set(topic, ids.size < namedMax ? ids.add(id) : null);
    this.#own.set(orgId, topics);
    this.#timer ??= setTimeout(() => this.#flush(), gatherMs).unref();
  }

  #flush(): void {
    this.#timer = undefined;
    const gathered = this.#own;
    this.#own = new Map();
    for (const [orgId, topics] of gathered) {
      this.#tell(
        orgId,
        [...topics].map(([topic, ids]) => ({ topic, ids: ids === null ? null : [...ids] })),
      );
      this.#store.hint([...topics.keys()].map((topic) => `${hintStart}${orgId}/${topic}`));
    }
  }

  #hinted(hint: string): void {
    const [, orgId = '', word] = hint.split('/');
    const topic = liveTopics.find((one) => one === word);
    if (topic !== undefined) this.#tell(orgId, [{ topic, ids: null }]);
  }

  #tell(orgId: string, changes: readonly LiveChange[]): void {
    for (const listener of this.#listeners.get(orgId) ?? []) listener(changes);
  }
}

/** Steps and text of a run change nothing that lists show. */
function isNews(type: string): boolean {
  return !type.startsWith('step.') && !type.startsWith('message.delta') && !type.startsWith('reasoning.') && !type.startsWith('tool.');
}
