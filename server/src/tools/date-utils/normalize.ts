import type { Json, JsonObject } from '../../kernel/json.ts';
import type { ActionContext } from '../action.ts';
import { flagOr, listAt, namesAt, rowsAt, valueAt } from '../action.ts';
import { areDayFirst, readWrittenDate } from '../calendar/date-forms.ts';
import { momentOf, readMomentOrNull } from '../calendar/moment.ts';
import { readNaturalDate } from '../calendar/natural-language.ts';
import { copyOf } from '../json/member-path.ts';
import { clockOf, isoOf, momentAt } from './input.ts';

/** At most this many unreadable values are listed. */
const UNPARSED_MAX = 100;

type Reader = (value: Json) => string | null;

/**
 * Writes dates in ISO form: the `values` of a list, or some `fields` of the rows in `data` (without `fields`, those that hold only written dates).
 * What cannot be read becomes null and is listed in `unparsed`.
 */
export function normalize(input: JsonObject, context: ActionContext): Json {
  if (valueAt(input, 'values') !== null) return normalizeList(listAt(input, 'values'), input, context);
  const rows = rowsAt(input, 'data').map(copyOf);
  const named = namesAt(input, 'fields');
  const fields = named.length > 0 ? named : dateFields(rows);
  const unparsed: Json[] = [];
  for (const field of fields) {
    const read = readerFor(
      rows.map((row) => row[field] ?? null),
      input,
      context,
    );
    for (const [at, row] of rows.entries()) {
      if (!Object.hasOwn(row, field)) continue;
      const value = row[field] ?? null;
      row[field] = read(value);
      if (row[field] === null && value !== null && value !== '' && unparsed.length < UNPARSED_MAX) unparsed.push({ row: at, field, value });
    }
  }
  return { data: rows, fields, unparsed };
}

function normalizeList(values: readonly Json[], input: JsonObject, context: ActionContext): Json {
  const read = readerFor(values, input, context);
  const data = values.map(read);
  const unparsed = values.flatMap((value, row) =>
    data[row] === null && value !== null && value !== '' ? [{ row, field: null, value }] : [],
  );
  return { data, fields: [], unparsed: unparsed.slice(0, UNPARSED_MAX) };
}

/** Members that hold nothing but written dates (and empty values), and at least one. */
function dateFields(rows: readonly JsonObject[]): readonly string[] {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return fields.filter((field) => {
    const values = rows.map((row) => row[field] ?? null).filter((value) => value !== null && value !== '');
    return values.length > 0 && values.every(isWrittenDate);
  });
}

function isWrittenDate(value: Json): boolean {
  return typeof value === 'string' && (readWrittenDate(value, false) !== null || readWrittenDate(value, true) !== null);
}

function readerFor(values: readonly Json[], input: JsonObject, context: ActionContext): Reader {
  const clock = clockOf(input);
  const texts = values.filter((value) => typeof value === 'string');
  const isDayFirst = valueAt(input, 'day_first') === null ? areDayFirst(texts) : flagOr(input, 'day_first', false);
  const reference = valueAt(input, 'reference') === null ? context.now() : momentAt(input, 'reference').epochMs;
  const keepsTime = flagOr(input, 'keep_time', false);
  return (value) => {
    const written = typeof value === 'string' ? readWrittenDate(value, isDayFirst) : null;
    if (written !== null && !keepsTime) return isoOf({ ...momentOf({ ...written, time: null }, clock), isDateOnly: true }, clock);
    const natural = typeof value === 'string' ? readNaturalDate(value, { reference, clock, isDayFirst }) : null;
    const moment = readMomentOrNull(value, clock, isDayFirst) ?? natural;
    if (moment === null) return null;
    return isoOf(keepsTime ? moment : { ...moment, isDateOnly: true }, clock);
  };
}
