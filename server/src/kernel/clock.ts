/** Time as the rest of the server sees it. Wall time orders and labels; monotonic time measures and times out. */
export interface Clock {
  /** Wall time, integer epoch milliseconds. */
  now(): number;
  /** Monotonic milliseconds from an arbitrary origin; unaffected by clock jumps. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** RFC 3339 in UTC with milliseconds. */
export function toRfc3339(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

export function toRfc3339OrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : toRfc3339(epochMs);
}
