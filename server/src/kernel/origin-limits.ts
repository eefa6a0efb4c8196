import { LRUCache } from 'lru-cache';
import type { Clock } from './clock.ts';

export interface OriginLimitOptions {
  /** Requests to one origin at the same time. */
  readonly atOnceMax: number;
  /** Requests to one origin in a minute, spread evenly beyond the first `burst`. */
  readonly perMinuteMax: number;
  readonly burst: number;
}

const originsMax = 10_000;
const minuteMs = 60_000;

/** Keeps one receiver from getting more than it should from this process. Counts are kept by this process alone. */
export class OriginLimits {
  readonly #options: OriginLimitOptions;
  readonly #clock: Clock;
  readonly #open = new Map<string, number>();
  /** When the next request of an origin would be due if it came evenly (monotonic milliseconds). */
  readonly #due = new LRUCache<string, number>({ max: originsMax });

  constructor(options: OriginLimitOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** Takes a place, which `leave` gives back; false when there is none now. */
  enter(origin: string): boolean {
    const { atOnceMax, perMinuteMax, burst } = this.#options;
    const open = this.#open.get(origin) ?? 0;
    const now = this.#clock.monotonic();
    const due = Math.max(now, this.#due.get(origin) ?? now);
    const spacingMs = minuteMs / perMinuteMax;
    if (open >= atOnceMax || due - now > spacingMs * burst) return false;
    this.#open.set(origin, open + 1);
    this.#due.set(origin, due + spacingMs);
    return true;
  }

  leave(origin: string): void {
    const open = (this.#open.get(origin) ?? 1) - 1;
    if (open <= 0) this.#open.delete(origin);
    else this.#open.set(origin, open);
  }
}
