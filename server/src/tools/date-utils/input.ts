import type { JsonObject } from '../../kernel/json.ts';
import { flagOr, textOr, valueAt } from '../action.ts';
import type { Moment } from '../calendar/moment.ts';
import { readMoment } from '../calendar/moment.ts';
import type { ZoneClock } from '../calendar/zone.ts';
import { zoneClock } from '../calendar/zone.ts';

/** The clock of the zone the input names; UTC when it names none. */
export function clockOf(input: JsonObject): ZoneClock {
  return zoneClock(textOr(input, 'timezone', 'UTC'));
}

export function momentAt(input: JsonObject, member: string): Moment {
  return readMoment(valueAt(input, member), clockOf(input), flagOr(input, 'day_first', false));
}

/** ISO 8601 in UTC, or `YYYY-MM-DD` for a calendar date. */
export function isoOf(moment: Moment, clock: ZoneClock): string {
  if (!moment.isDateOnly) return new Date(moment.epochMs).toISOString();
  const { year, month, day } = clock.toZoned(moment.epochMs);
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}
