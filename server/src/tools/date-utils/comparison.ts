import type { Json, JsonObject } from '../../kernel/json.ts';
import { actionTable, flagOr, invalidInput, numberOr, textOr, valueAt } from '../action.ts';
import { daysInMonth } from '../calendar/date-forms.ts';
import { readFormatted, weekdayOf } from '../calendar/date-format.ts';
import { readMomentOrNull } from '../calendar/moment.ts';
import { clockOf, momentAt } from './input.ts';

export const comparisonActions = actionTable({
  is_valid: (input) => ({ result: isValid(input) }),
  is_before: (input) => ({ result: momentAt(input, 'date').epochMs < momentAt(input, 'other').epochMs }),
  is_after: (input) => ({ result: momentAt(input, 'date').epochMs > momentAt(input, 'other').epochMs }),
  is_between: (input) => ({ result: isBetween(input) }),
  get_weekday: (input) => {
    const { name, number } = weekdayOf(clockOf(input).toZoned(momentAt(input, 'date').epochMs));
    return { result: name, number };
  },
  get_days_in_month: (input) => ({ result: monthLength(input) }),
});

function isValid(input: JsonObject): boolean {
  const date = valueAt(input, 'date');
  const format = textOr(input, 'format', null);
  if (format !== null) return typeof date === 'string' && readFormatted(date, format) !== null;
  return readMomentOrNull(date, clockOf(input), flagOr(input, 'day_first', false)) !== null;
}

function isBetween(input: JsonObject): boolean {
  const [date, from, to] = [momentAt(input, 'date').epochMs, momentAt(input, 'from').epochMs, momentAt(input, 'to').epochMs];
  return flagOr(input, 'inclusive', true) ? date >= from && date <= to : date > from && date < to;
}

function monthLength(input: JsonObject): Json {
  if (valueAt(input, 'date') !== null) {
    const { year, month } = clockOf(input).toZoned(momentAt(input, 'date').epochMs);
    return daysInMonth(year, month);
  }
  const [year, month] = [numberOr(input, 'year', null), numberOr(input, 'month', null)];
  if (year === null || month === null) throw invalidInput('Give "date", or "year" and "month"');
  return daysInMonth(year, month);
}
