/** The value below which `share` (0..1) of the samples lie, nearest rank; NaN without samples. */
export function quantile(samples: readonly number[], share: number): number {
  if (samples.length === 0) return Number.NaN;
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Median of the rounds with the smallest and largest; rounds that gave no number are left out. */
export function spread(samples: readonly number[]): Spread {
  const usable = samples.filter((sample) => Number.isFinite(sample)).sort((a, b) => a - b);
  const middle = (usable.length - 1) / 2;
  const low = usable[Math.floor(middle)] ?? Number.NaN;
  const high = usable[Math.ceil(middle)] ?? Number.NaN;
  return { median: (low + high) / 2, min: usable[0] ?? Number.NaN, max: usable.at(-1) ?? Number.NaN };
}
