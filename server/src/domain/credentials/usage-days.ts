/** How many UTC days of use are shown. */
export const usageDays = 30;
const dayMs = 24 * 3_600_000;

/** Whole UTC days since the epoch. */
export function utcDay(epochMs: number): number {
  return Math.floor(epochMs / dayMs);
}

/** `2026-11-22` */
export function dateOfUtcDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
