import type { Json, JsonObject } from '../../kernel/json.ts';
import type { Action, ActionContext } from '../action.ts';
import { actionTable, flagOr, numberOr, textOr, valueAt } from '../action.ts';
import { addUnits, startOf, unitNamed, unitsBetween } from '../calendar/arithmetic.ts';
import type { Moment } from '../calendar/moment.ts';
import { clockOf, isoOf, momentAt } from './input.ts';

const RELATIVE_STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365.25 * 86_400_000],
  ['month', 30.4375 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];
const CALENDAR_UNITS = ['days', 'weeks', 'months', 'quarters', 'years'];

export const arithmeticActions = actionTable({
  add: (input) => moved(input, 1, unitNamed(textOr(input, 'unit', 'days'))),
  subtract: (input) => moved(input, -1, unitNamed(textOr(input, 'unit', 'days'))),
  ...Object.fromEntries(['minutes', 'hours', 'days', 'weeks', 'months', 'years'].map((unit) => [`add_${unit}`, adding(unit)])),
  diff: (input) => {
    const unit = unitNamed(textOr(input, 'unit', 'days'));
    const [from, to] = [momentAt(input, 'from').epochMs, momentAt(input, 'to').epochMs];
    return { result: unitsBetween(from, to, unit, clockOf(input), flagOr(input, 'exact', false)) };
  },
  start_of: (input) => ({ result: edge(input, false) }),
  end_of: (input) => ({ result: edge(input, true) }),
  relative_time: relativeTime,
});

function adding(unit: string): Action {
  return (input) => moved(input, 1, unit);
}

function moved(input: JsonObject, direction: number, unit: string): Json {
  const clock = clockOf(input);
  const moment = momentAt(input, 'date');
  const epochMs = addUnits(moment.epochMs, direction * numberOr(input, 'amount', 0), unit, clock);
  const result: Moment = { epochMs, isDateOnly: moment.isDateOnly && CALENDAR_UNITS.includes(unit) };
  return { result: isoOf(result, clock) };
}

function edge(input: JsonObject, isEnd: boolean): string {
  const clock = clockOf(input);
  const unit = unitNamed(textOr(input, 'unit', 'day'));
  const start = startOf(momentAt(input, 'date').epochMs, unit, clock, textOr(input, 'week_starts', 'monday') === 'sunday');
  return new Date(isEnd ? addUnits(start, 1, unit, clock) - 1 : start).toISOString();
}

function relativeTime(input: JsonObject, context: ActionContext): Json {
  const reference = valueAt(input, 'reference') === null ? context.now() : momentAt(input, 'reference').epochMs;
  const distance = momentAt(input, 'date').epochMs - reference;
  const [unit, size] = RELATIVE_STEPS.find(([, stepMs]) => Math.abs(distance) >= stepMs) ?? (['second', 1000] as const);
  return { result: new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.trunc(distance / size) + 0, unit) };
}
