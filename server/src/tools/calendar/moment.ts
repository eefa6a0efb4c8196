import type { Json } from '../../kernel/json.ts';
import { failed } from '../action.ts';
import { readWrittenDate } from './date-forms.ts';
import type { WrittenDate } from './date-forms.ts';
import type { ZoneClock } from './zone.ts';
import { checkedEpoch } from './zone.ts';

/** A point in time, and whether it was given as a calendar date alone. */
export interface Moment {
  readonly epochMs: number;
  readonly isDateOnly: boolean;
}

/** Numbers below this are taken for seconds (until the year 5138), the rest for milliseconds. */
const SECONDS_BELOW = 1e11;

/** @throws ToolFailure FAILED when the value is no date, INVALID_INPUT when it is out of range */
export function readMoment(value: Json, clock: ZoneClock, isDayFirst = false): Moment {
  const moment = readMomentOrNull(value, clock, isDayFirst);
  if (moment === null) throw failed(`${JSON.stringify(value).slice(0, 80)} is not a date`);
  return moment;
}

/** Reads a written date, or epoch seconds or milliseconds as a number or its digits; null for anything else. */
export function readMomentOrNull(value: Json, clock: ZoneClock, isDayFirst = false): Moment | null {
  if (typeof value === 'number') return { epochMs: epochOfNumber(value), isDateOnly: false };
  if (typeof value !== 'string') return null;
  const written = readWrittenDate(value, isDayFirst);
  if (written !== null) return momentOf(written, clock);
  return /^-?\d{9,14}$/.test(value.trim()) ? { epochMs: epochOfNumber(Number(value)), isDateOnly: false } : null;
}

/** A date without a time is midnight in the clock's zone; a time without an offset is the clock's. */
export function momentOf(written: WrittenDate, clock: ZoneClock): Moment {
  const { time, ...day } = written;
  const { hour, minute, second, millisecond } = time ?? { hour: 0, minute: 0, second: 0, millisecond: 0 };
  const epochMs = clock.toEpoch({ ...day, hour, minute, second, millisecond });
  const offset = time?.offsetMinutes ?? null;
  if (offset === null) return { epochMs, isDateOnly: time === null };
  return { epochMs: epochMs + (clock.offsetMinutes(epochMs) - offset) * 60_000, isDateOnly: false };
}

export function epochOfNumber(value: number): number {
  return checkedEpoch(Math.round(Math.abs(value) < SECONDS_BELOW ? value * 1000 : value));
}
