import type { Json, JsonObject } from '../../kernel/json.ts';
import type { ActionContext } from '../action.ts';
import { actionTable, failed, flagOr, numberOr, textAt, textOr, valueAt } from '../action.ts';
import { DEFAULT_FORMAT, formatMoment, readFormatted } from '../calendar/date-format.ts';
import type { Moment } from '../calendar/moment.ts';
import { epochOfNumber, momentOf, readMomentOrNull } from '../calendar/moment.ts';
import { readNaturalDate } from '../calendar/natural-language.ts';
import { checkedEpoch } from '../calendar/zone.ts';
import { clockOf, isoOf, momentAt } from './input.ts';

export const conversionActions = actionTable({
  format: (input) => ({ result: formatMoment(momentAt(input, 'date').epochMs, textOr(input, 'format', DEFAULT_FORMAT), clockOf(input)) }),
  parse,
  now: (input, context) => {
    const epochMs = nowOf(input, context);
    const format = textOr(input, 'format', null);
    const iso = new Date(epochMs).toISOString();
    return {
      result: format === null ? iso : formatMoment(epochMs, format, clockOf(input)),
      unix: Math.floor(epochMs / 1000),
      unix_ms: epochMs,
    };
  },
  to_iso: (input) => ({ result: new Date(momentAt(input, 'date').epochMs).toISOString() }),
  to_unix: (input) => {
    const { epochMs } = momentAt(input, 'date');
    return { result: textOr(input, 'unit', 'seconds') === 'milliseconds' ? epochMs : Math.floor(epochMs / 1000) };
  },
  from_unix: fromUnix,
});

/** The input's own `now`, when it states one, or the worker's clock. */
export function nowOf(input: JsonObject, context: ActionContext): number {
  return valueAt(input, 'now') === null ? context.now() : momentAt(input, 'now').epochMs;
}

function parse(input: JsonObject, context: ActionContext): Json {
  const clock = clockOf(input);
  const moment = parsed(input, context);
  if (moment === null) throw failed(`"${textAt(input, 'text').slice(0, 80)}" is not a date`);
  return {
    result: isoOf(moment, clock),
    date: isoOf({ ...moment, isDateOnly: true }, clock),
    unix_ms: moment.epochMs,
    has_time: !moment.isDateOnly,
  };
}

function parsed(input: JsonObject, context: ActionContext): Moment | null {
  const text = textAt(input, 'text');
  const clock = clockOf(input);
  const isDayFirst = flagOr(input, 'day_first', false);
  const format = textOr(input, 'format', null);
  if (format !== null) {
    const written = readFormatted(text, format);
    return written === null ? null : momentOf(written, clock);
  }
  const reference = valueAt(input, 'reference') === null ? context.now() : momentAt(input, 'reference').epochMs;
  return readMomentOrNull(text, clock, isDayFirst) ?? readNaturalDate(text, { reference, clock, isDayFirst });
}

function fromUnix(input: JsonObject): Json {
  const timestamp = numberOr(input, 'timestamp', 0);
  const unit = textOr(input, 'unit', 'auto');
  const epochMs = unit === 'auto' ? epochOfNumber(timestamp) : checkedEpoch(Math.round(timestamp * (unit === 'seconds' ? 1000 : 1)));
  const format = textOr(input, 'format', null);
  return { result: format === null ? new Date(epochMs).toISOString() : formatMoment(epochMs, format, clockOf(input)) };
}
