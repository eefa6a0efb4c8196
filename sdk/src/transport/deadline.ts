/** A time limit tied to the caller's own signal. */
export interface Deadline {
  /** Aborts when the time is up or when the caller aborts. */
  readonly signal: AbortSignal;
  readonly isOver: () => boolean;
  /** Lifts the time limit; the caller's signal keeps working. */
  readonly lift: () => void;
}

export function startDeadline(timeoutMs: number, caller: AbortSignal | undefined): Deadline {
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), timeoutMs);
  return {
    signal: caller === undefined ? clock.signal : AbortSignal.any([clock.signal, caller]),
    isOver: () => clock.signal.aborted,
    lift: () => clearTimeout(timer),
  };
}
