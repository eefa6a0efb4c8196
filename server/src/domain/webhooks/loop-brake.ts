import { LRUCache } from 'lru-cache';

const perMinuteMax = 100;
const minuteMs = 60_000;
const spacingMs = minuteMs / perMinuteMax;
const pairsMax = 10_000;
/** What a receiver that works in circles piles up before it is cut off. */
const waitMsMax = 24 * 3_600_000;

/**
 * Slows down agents whose webhooks cause the very events that they are told of: beyond 100 a minute, deliveries about one agent and event are
 * spread out evenly instead of going out at once, so that a circle cannot run faster and nothing is lost. Counts are kept by this process.
 */
export class LoopBrake {
  readonly #due = new LRUCache<string, number>({ max: pairsMax });

  /** When the next delivery may go out, epoch milliseconds; null when more than a day of them waits already. */
  next(agentId: string, event: string, now: number): number | null {
    const key = `${agentId} ${event}`;
    const due = Math.max(now, this.#due.get(key) ?? now);
    if (due - now > waitMsMax) return null;
    this.#due.set(key, due + spacingMs);
    return Math.max(now, Math.ceil(due - minuteMs));
  }
}
