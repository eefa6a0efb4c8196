import type { ModelErrorClass } from '../kernel/model.ts';

const TRIES_MAX = 3;
const BASE_MS = 500;
const CAP_MS = 20_000;
const RETRY_AFTER_MS_MAX = 60_000;
const RETRIED: readonly ModelErrorClass[] = ['rate_limited', 'overloaded', 'unavailable', 'timeout'];

/**
 * Milliseconds to wait before trying a failed model call again, or null for "give up".
 * Full jitter from 500 ms doubling to 20 s; a provider's Retry-After is waited out in full, and one beyond 60 s is not worth holding a run for.
 * @param tryNumber the try that has just failed, from 1; after the third there is none.
 * @param random a number in [0, 1).
 */
export function retryDelayMs(
  errorClass: ModelErrorClass,
  tryNumber: number,
  retryAfterMs: number | null,
  random: () => number,
): number | null {
  if (!RETRIED.includes(errorClass) || tryNumber >= TRIES_MAX) return null;
  if (retryAfterMs !== null && retryAfterMs > RETRY_AFTER_MS_MAX) return null;
  const jitter = random() * Math.min(CAP_MS, BASE_MS * 2 ** (tryNumber - 1));
  return Math.round(retryAfterMs === null ? jitter : Math.max(jitter, retryAfterMs + random() * (BASE_MS / 2)));
}
