import type { Json, JsonObject } from '../../kernel/json.ts';
import { emptyRecord, failed, invalidInput, namesAt, rowsAt, textOr, valueAt } from '../action.ts';
import { isForbiddenKey } from '../forbidden-keys.ts';
import { groupName } from '../json/grouping.ts';
import { getAt, parsePath } from '../json/member-path.ts';
import { canonicalText, compareJson } from '../json/order.ts';

interface Measure {
  readonly op: string;
  readonly field: string;
  readonly name: string;
}

interface Group {
  /** None of the fields grouped by has a value. */
  readonly isEmpty: boolean;
  readonly first: JsonObject;
  readonly name: string;
  readonly rows: JsonObject[];
}

/**
 * Groups rows and measures each group; groups keep the order in which they first appear. Sums are rounded to 15 significant digits.
 * The `object` form leaves out rows without a group.
 * @throws ToolFailure FAILED when a value to be summed is not a number; empty values are left out
 */
export function aggregate(input: JsonObject): Json {
  const fields = namesAt(input, 'group_by');
  const measures = measuresFrom(input);
  const groups = grouped(rowsAt(input, 'data'), fields);
  if (textOr(input, 'as', 'rows') === 'object') return { result: asObject(groups, measures) };
  const data = groups.map((group) => {
    const row = emptyRecord();
    for (const field of fields) if (!isForbiddenKey(field)) row[field] = getAt(group.first, parsePath(field)) ?? null;
    for (const measure of measures) row[measure.name] = measured(group.rows, measure);
    return row;
  });
  return { data, group_count: data.length };
}

function asObject(groups: readonly Group[], measures: readonly Measure[]): Json {
  const result = emptyRecord();
  for (const group of groups) {
    if (group.isEmpty || isForbiddenKey(group.name)) continue;
    const [only] = measures;
    if (only !== undefined && measures.length === 1) {
      result[group.name] = measured(group.rows, only);
      continue;
    }
    const members = emptyRecord();
    for (const measure of measures) members[measure.name] = measured(group.rows, measure);
    result[group.name] = members;
  }
  return result;
}

function grouped(rows: readonly JsonObject[], fields: readonly string[]): readonly Group[] {
  const paths = fields.map(parsePath);
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const values = paths.map((steps) => getAt(row, steps) ?? null);
    const key = canonicalText(values);
    const isEmpty = fields.length > 0 && values.every((value) => value === null || value === '');
    const group = groups.get(key) ?? { isEmpty, first: row, name: fields.length === 0 ? 'all' : groupName(row, paths), rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function measuresFrom(input: JsonObject): readonly Measure[] {
  const listed = valueAt(input, 'measures') === null ? [] : rowsAt(input, 'measures');
  const given = listed.length > 0 ? listed : [input];
  return given.map((measure) => {
    const op = textOr(measure, 'op', 'count');
    const field = textOr(measure, 'field', '');
    if (field === '' && op !== 'count') throw invalidInput(`The measure "${op}" needs a "field"`);
    const name = textOr(measure, 'name', field === '' ? op : `${field}_${op}`);
    if (isForbiddenKey(name)) throw invalidInput(`The name "${name}" is not allowed`);
    return { op, field, name };
  });
}

function measured(rows: readonly JsonObject[], { op, field }: Measure): Json {
  if (op === 'count' && field === '') return rows.length;
  const steps = parsePath(field);
  const values = rows.map((row) => getAt(row, steps) ?? null).filter((value) => value !== null && value !== '');
  if (op === 'count') return values.length;
  if (op === 'count_distinct') return new Set(values.map(canonicalText)).size;
  if (op === 'list') return values;
  if (op === 'first') return values[0] ?? null;
  if (op === 'last') return values.at(-1) ?? null;
  if (op === 'min') return values.reduce<Json>((best, value) => (best === null || compareJson(value, best) < 0 ? value : best), null);
  if (op === 'max') return values.reduce<Json>((best, value) => (best === null || compareJson(value, best) > 0 ? value : best), null);
  return ofNumbers(
    op,
    values.map((value) => asNumber(value, field)),
  );
}

function ofNumbers(op: string, numbers: readonly number[]): Json {
  const total = numbers.reduce((sum, number) => sum + number, 0);
  if (op === 'sum') return rounded(total);
  if (numbers.length === 0) return null;
  if (op === 'avg') return rounded(total / numbers.length);
  const sorted = [...numbers].sort((left, right) => left - right);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return sorted.length % 2 === 1 ? middle : rounded(((sorted[sorted.length / 2 - 1] ?? 0) + middle) / 2);
}

function asNumber(value: Json, field: string): number {
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw failed(`"${field}" holds ${JSON.stringify(value).slice(0, 60)}, which is not a number`);
}

/** 0.1 + 0.2 is 0.3: binary noise past the fifteenth digit is not part of a sum of decimals. */
function rounded(value: number): number {
  return Number(value.toPrecision(15));
}
