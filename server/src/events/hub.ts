import type { EventFeed, FeedSink, FollowRequest } from '../kernel/feed.ts';
import { isEventsAppended, readEvents } from '../domain/sessions/index.ts';
import type { EventsAppended } from '../domain/sessions/index.ts';
import type { Store } from '../store/index.ts';
import { Follower } from './follower.ts';
import { OpenMessages } from './open-messages.ts';

const readMax = 500;
const pollMsMin = 250;
const pollMsMax = 5_000;
const readFailuresMax = 5;

/**
 * The live side of the log. Commits of this process are handed to followers as they happen; news of other processes comes as hints, with
 * polling behind them; whatever is missing is read from the store, which alone is the truth.
 */
export class EventHub implements EventFeed {
  readonly #store: Store;
  readonly #followers = new Map<string, Set<Follower>>();
  readonly #open = new OpenMessages();
  readonly #polls = new Map<string, { dueAt: number; waitMs: number }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store) {
    this.#store = store;
    store.onCommitted((signals) => {
      for (const signal of signals) if (isEventsAppended(signal)) this.#committed(signal);
    });
    store.onHint((sessionIds) => {
      for (const sessionId of sessionIds) this.#news(sessionId);
    });
    if (!store.capabilities.isExclusive) this.#timer = setInterval(() => this.#poll(), pollMsMin).unref();
  }

  follow(request: FollowRequest, sink: FeedSink): () => void {
    const follower = new Follower(request, sink);
    const group = this.#followers.get(request.sessionId) ?? new Set();
    this.#followers.set(request.sessionId, group.add(follower));
    this.#polls.set(request.sessionId, { dueAt: performance.now() + pollMsMin, waitMs: pollMsMin });
    if (follower.isLive) this.#catchUp(follower);
    else void this.#read(follower);
    return () => {
      follower.isStopped = true;
      group.delete(follower);
      if (group.size > 0) return;
      this.#followers.delete(request.sessionId);
      this.#polls.delete(request.sessionId);
    };
  }

  /** Says that a run of this process begins to write a message. */
  messageStarted(sessionId: string, runId: string): void {
    this.#open.open(sessionId, runId);
  }

  /** Text just arrived; followers get it before it is recorded. */
  delta(sessionId: string, runId: string, kind: 'text' | 'reasoning', text: string): void {
    const end = this.#open.add(sessionId, kind, text);
    const group = this.#followers.get(sessionId);
    if (group === undefined) return;
    for (const follower of group) if (follower.isLive) follower.piece(kind, runId, text, end - text.length);
  }

  messageEnded(sessionId: string): void {
    this.#open.close(sessionId);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const group of this.#followers.values()) for (const follower of [...group]) follower.lost();
  }

  #committed(signal: EventsAppended): void {
    this.#store.hint([signal.sessionId]);
    const group = this.#followers.get(signal.sessionId);
    if (group === undefined) return;
    for (const follower of [...group]) {
      if (!follower.isLive) follower.hasNews = true;
      else if (!signal.events.every((event) => follower.isStopped || follower.take(event))) void this.#read(follower);
    }
  }

  #news(sessionId: string): void {
    const group = this.#followers.get(sessionId);
    if (group === undefined) return;
    this.#polls.set(sessionId, { dueAt: performance.now() + pollMsMin, waitMs: pollMsMin });
    for (const follower of [...group]) void this.#read(follower);
  }

  /** Looks after sessions whose hints may have been lost, ever more rarely while nothing comes. */
  #poll(): void {
    const now = performance.now();
    for (const [sessionId, poll] of this.#polls) {
      if (poll.dueAt > now || this.#open.of(sessionId) !== undefined) continue;
      poll.waitMs = Math.min(poll.waitMs * 2, pollMsMax);
      poll.dueAt = now + poll.waitMs;
      for (const follower of this.#followers.get(sessionId) ?? []) void this.#read(follower);
    }
  }

  /** Reads the log from where the follower stands to its end and makes it live there. */
  async #read(follower: Follower): Promise<void> {
    follower.hasNews = true;
    if (follower.isReading) return;
    follower.isReading = true;
    follower.isLive = false;
    let failures = 0;
    while (follower.hasNews && !follower.isStopped) {
      follower.hasNews = false;
      const slice = { sessionId: follower.sessionId, after: follower.seq, limit: readMax };
      try {
        const events = await this.#store.read((tx) => readEvents(tx, slice));
        for (const event of events) if (!follower.isStopped) follower.take(event);
        if (events.length === readMax) follower.hasNews = true;
      } catch {
        failures += 1;
        follower.hasNews = failures < readFailuresMax;
        if (!follower.hasNews) follower.lost();
      }
    }
    follower.isReading = false;
    if (follower.isStopped) return;
    follower.isLive = true;
    this.#catchUp(follower);
  }

  #catchUp(follower: Follower): void {
    const message = this.#open.of(follower.sessionId);
    if (message !== undefined) follower.catchUp(message);
  }
}
