import { LRUCache } from 'lru-cache';
import type { Clock } from './clock.ts';
import { Refusal } from './refusal.ts';

export interface BurstLimitOptions {
  /** Spread evenly beyond the first `burst`. */
  readonly perMinuteMax: number;
  readonly burst: number;
  /** Of the refusal, such as `message.too_many`. */
  readonly reason: string;
}

const keysMax = 20_000;
const minuteMs = 60_000;

/** Bounds how often something may be done under a key: a burst, then evenly. Counts are kept by this process alone, for the keys used last. */
export class BurstLimit {
  readonly #options: BurstLimitOptions;
  readonly #clock: Clock;
  /** When the next one under a key would be due if they came evenly (monotonic milliseconds). */
  readonly #due = new LRUCache<string, number>({ max: keysMax });

  constructor(options: BurstLimitOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** @throws Refusal `limited` with the reason of the options */
  take(key: string): void {
    const waitMs = this.#waitMs(key);
    if (waitMs <= 0) return;
    throw new Refusal('limited', this.#options.reason, 'Too many at once. Wait and try again.', {
      retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)),
    });
  }

  /** Takes one when there is room for it; false, and nothing taken, otherwise. */
  admits(key: string): boolean {
    return this.#waitMs(key) <= 0;
  }

  /** How long one more has to wait; when not at all, it is counted. */
  #waitMs(key: string): number {
    const { perMinuteMax, burst } = this.#options;
    const now = this.#clock.monotonic();
    const spacingMs = minuteMs / perMinuteMax;
    const due = Math.max(now, this.#due.get(key) ?? now);
    const waitMs = due - now - spacingMs * (burst - 1);
    if (waitMs <= 0) this.#due.set(key, due + spacingMs);
    return waitMs;
  }
}
