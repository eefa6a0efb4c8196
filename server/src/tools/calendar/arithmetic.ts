import { invalidInput } from '../action.ts';
import { daysInMonth } from './date-forms.ts';
import { weekdayOf } from './date-format.ts';
import type { ZoneClock, ZonedTime } from './zone.ts';
import { checkedEpoch } from './zone.ts';

const FIXED_MS: ReadonlyMap<string, number> = new Map([
  ['milliseconds', 1],
  ['seconds', 1000],
  ['minutes', 60_000],
  ['hours', 3_600_000],
]);
const AMOUNT_MAX = 1e9;

/** `day` and `days` are one unit. @throws ToolFailure INVALID_INPUT */
export function unitNamed(name: string): string {
  const plural = name.endsWith('s') ? name : `${name}s`;
  if (FIXED_MS.has(plural) || ['days', 'weeks', 'months', 'quarters', 'years'].includes(plural)) return plural;
  throw invalidInput(`There is no unit "${name.slice(0, 40)}"`);
}

/** Adds calendar units in the clock's zone (a day keeps its clock time, 31 January plus a month is the last of February); hours and less are exact. */
export function addUnits(epochMs: number, amount: number, unit: string, clock: ZoneClock): number {
  if (!(Math.abs(amount) <= AMOUNT_MAX)) throw invalidInput('The amount is out of range');
  const fixed = FIXED_MS.get(unit);
  if (fixed !== undefined) return checkedEpoch(Math.round(epochMs + amount * fixed));
  if (!Number.isInteger(amount)) throw invalidInput(`Whole ${unit} only`);
  const time = clock.toZoned(epochMs);
  if (unit === 'days' || unit === 'weeks')
    return checkedEpoch(clock.toEpoch({ ...time, day: time.day + amount * (unit === 'weeks' ? 7 : 1) }));
  const months = time.year * 12 + time.month - 1 + amount * (unit === 'years' ? 12 : unit === 'quarters' ? 3 : 1);
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1];
  if (Math.abs(year) > 200_000) throw invalidInput('The date is out of range');
  return checkedEpoch(clock.toEpoch({ ...time, year, month, day: Math.min(time.day, daysInMonth(year, month)) }));
}

/** How many units lie between; whole units unless `isExact`, negative when `to` is earlier. */
export function unitsBetween(from: number, to: number, unit: string, clock: ZoneClock, isExact: boolean): number {
  const exact = exactUnits(from, to, unit, clock);
  return isExact ? Number(exact.toFixed(6)) : Math.trunc(exact) + 0;
}

function exactUnits(from: number, to: number, unit: string, clock: ZoneClock): number {
  const fixed = FIXED_MS.get(unit);
  if (fixed !== undefined) return (to - from) / fixed;
  const [left, right] = [clock.toZoned(from), clock.toZoned(to)];
  if (unit === 'days' || unit === 'weeks') return (calendarMs(right) - calendarMs(left)) / (unit === 'weeks' ? 7 * 86_400_000 : 86_400_000);
  const perUnit = unit === 'years' ? 12 : unit === 'quarters' ? 3 : 1;
  return monthsBetween(from, to, left, right, clock) / perUnit;
}

function monthsBetween(from: number, to: number, left: ZonedTime, right: ZonedTime, clock: ZoneClock): number {
  const estimate = (right.year - left.year) * 12 + right.month - left.month;
  const anchor = addUnits(from, estimate, 'months', clock);
  const neighbour = addUnits(from, estimate + (to >= anchor ? 1 : -1), 'months', clock);
  const part = anchor === neighbour ? 0 : (to - anchor) / Math.abs(neighbour - anchor);
  return estimate + part;
}

function calendarMs(time: ZonedTime): number {
  return Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second, time.millisecond);
}

/** The first moment of the unit that holds the moment; weeks start on Monday unless `isSundayFirst`. */
export function startOf(epochMs: number, unit: string, clock: ZoneClock, isSundayFirst: boolean): number {
  const time = clock.toZoned(epochMs);
  const midnight = { ...time, hour: 0, minute: 0, second: 0, millisecond: 0 };
  if (unit === 'minutes') return clock.toEpoch({ ...time, second: 0, millisecond: 0 });
  if (unit === 'hours') return clock.toEpoch({ ...time, minute: 0, second: 0, millisecond: 0 });
  if (unit === 'days') return clock.toEpoch(midnight);
  if (unit === 'weeks')
    return clock.toEpoch({ ...midnight, day: time.day - (isSundayFirst ? weekdayOf(time).number % 7 : weekdayOf(time).number - 1) });
  if (unit === 'months') return clock.toEpoch({ ...midnight, day: 1 });
  if (unit === 'quarters') return clock.toEpoch({ ...midnight, day: 1, month: Math.floor((time.month - 1) / 3) * 3 + 1 });
  if (unit === 'years') return clock.toEpoch({ ...midnight, day: 1, month: 1 });
  throw invalidInput(`There is no start of ${unit}`);
}
