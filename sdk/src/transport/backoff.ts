import { ConnectionError, RateLimitError, ServerError } from '../errors.ts';
import type { Environment } from './environment.ts';

const baseMs = 400;
const ceilingMs = 10_000;
/** A server that asks for a longer pause is believed, and the caller is told instead of kept waiting. */
const patienceMs = 60_000;

/**
 * How long to wait before trying again, or null when trying again is not allowed or not useful.
 *
 * Only 429, 503 and lost connections qualify. Without `Retry-After` the pause is full jitter: 0 to 400 ms doubling per try, at most 10 s.
 */
export function retryDelayMs(error: unknown, failures: number, environment: Pick<Environment, 'random'>): number | null {
  if (!isPassing(error)) return null;
  const asked = 'retryAfterMs' in error ? error.retryAfterMs : null;
  if (asked === null) return environment.random() * Math.min(ceilingMs, baseMs * 2 ** failures);
  return asked > patienceMs ? null : asked;
}

/** Whether the same request may well succeed a little later. */
export function isPassing(error: unknown): error is ConnectionError | RateLimitError | ServerError {
  if (error instanceof ConnectionError || error instanceof RateLimitError) return true;
  return error instanceof ServerError && error.status === 503;
}
