import type { Span } from '@forgeyard/sdk';

/** Where moments lie on the time axis. Long pauses in which nothing went on are cut out. */
export interface TimeScale {
  /** The axis' length in milliseconds of work, without the pauses. */
  readonly totalMs: number;
  readonly hasCuts: boolean;
  /** From 0 at the beginning to 1 at the end. */
  readonly place: (atMs: number) => number;
}

interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  /** Where it begins on the axis, in milliseconds. */
  readonly at: number;
  readonly lengthMs: number;
}

const pauseShareMax = 0.15;
const pauseMsMin = 1_000;

export function startOf(span: Span): number {
  return span.started_us / 1_000;
}

/** When a span ended; one that goes on ends now. */
export function endOf(span: Span, nowMs: number): number {
  if (span.duration_ms !== null) return startOf(span) + span.duration_ms;
  return span.ended_at === null ? Math.max(nowMs, startOf(span)) : Date.parse(span.ended_at);
}

/** Makes the scale for these spans; the roots of a tree are enough, because their children lie within them. */
export function scaleOf(spans: readonly Span[], nowMs: number): TimeScale {
  const merged = mergedOf(spans.map((span) => [startOf(span), endOf(span, nowMs)] as const));
  const busyMs = merged.reduce((sum, [from, to]) => sum + to - from, 0);
  const pauseMsMax = Math.max(pauseMsMin, busyMs * pauseShareMax);
  const stretches: Stretch[] = [];
  let at = 0;
  let hasCuts = false;
  for (const [place, [fromMs, toMs]] of merged.entries()) {
    const before = merged[place - 1];
    if (before !== undefined) {
      const pauseMs = fromMs - before[1];
      const lengthMs = pauseMs > pauseMsMax ? Math.max(1, busyMs * 0.02) : pauseMs;
      hasCuts ||= lengthMs < pauseMs;
      stretches.push({ fromMs: before[1], toMs: fromMs, at, lengthMs });
      at += lengthMs;
    }
    stretches.push({ fromMs, toMs, at, lengthMs: toMs - fromMs });
    at += toMs - fromMs;
  }
  const totalMs = Math.max(1, at);
  return { totalMs, hasCuts, place: (ms) => axisMs(stretches, ms) / totalMs };
}

/** Intervals in their order, with those that overlap made one. */
function mergedOf(intervals: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const merged: [number, number][] = [];
  for (const [from, to] of intervals.toSorted((one, other) => one[0] - other[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, Math.max(from, to)]);
  }
  return merged;
}

function axisMs(stretches: readonly Stretch[], ms: number): number {
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.toMs ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  const stretch = stretches[low];
  if (stretch === undefined) return 0;
  const spanMs = stretch.toMs - stretch.fromMs;
  const share = spanMs <= 0 ? 0 : Math.min(1, Math.max(0, (ms - stretch.fromMs) / spanMs));
  return stretch.at + share * stretch.lengthMs;
}
