import type { CellId, CellResult } from '../measure/cells.ts';
import type { Samples } from '../measure/rounds.ts';
import { spread, type Spread } from '../load/statistics.ts';

const TOKENS_OF_LONG = 1_000;

/** One number per round, in the order of the rounds; NaN for a round without one. */
export type Series = readonly number[];

export function series(samples: Samples, system: string, cell: CellId, pick: (result: CellResult) => number): Series {
  return (samples.get(system)?.get(cell) ?? []).map((result) => (result === null ? Number.NaN : pick(result)));
}

/** Round by round: the ratio to the other system in the same round, then the spread of those ratios. */
export function ratio(own: Series, other: Series): Spread {
  return spread(own.map((value, round) => value / (other[round] ?? Number.NaN)));
}

export function difference(own: Series, other: Series): Spread {
  return spread(own.map((value, round) => value - (other[round] ?? Number.NaN)));
}

/** CPU microseconds per forwarded token: a streamed run of 1,000 tokens less a streamed run of one sentence. */
export function cpuPerTokenUs(samples: Samples, system: string): Series {
  const long = series(samples, system, 'longStreamed', (result) => result.cpuMsPerRun);
  const short = series(samples, system, 'oneStreamed', (result) => result.cpuMsPerRun);
  return long.map((value, round) => ((value - (short[round] ?? Number.NaN)) * 1_000) / TOKENS_OF_LONG);
}

/** Three significant digits, thousands separated; a dash where there is no number. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return Math.round(value).toLocaleString('en-US');
  if (magnitude >= 10) return value.toFixed(1);
  return value.toFixed(magnitude >= 1 ? 2 : 3);
}

export function shownSpread(value: Spread): string {
  return Number.isFinite(value.median) ? `${shown(value.median)} (${shown(value.min)}–${shown(value.max)})` : '-';
}
