import type { Json, JsonObject } from '../../kernel/json.ts';
import { actionTable, emptyRecord, failed, listAt, namesAt, textOr, valueAt } from '../action.ts';
import { isForbiddenKey } from '../forbidden-keys.ts';
import { conditionFrom } from '../json/conditions.ts';
import { groupBy, groupName } from '../json/grouping.ts';
import { getAt, parsePath } from '../json/member-path.ts';
import { pick } from '../json/shape.ts';

const EXPRESSION_ITEMS_MAX = 10_000;

export const listActions = actionTable({
  filter: (input) => ({ result: listAt(input, 'data').filter(conditionFrom(input)) }),
  find: (input) => ({ result: listAt(input, 'data').find(conditionFrom(input)) ?? null }),
  find_all: (input) => ({ result: findAll(input) }),
  map: (input, context) => mapped(input, (expression, data) => context.evaluate(expression, data)),
  count: (input) => ({ result: count(input) }),
  sum: (input) => ({ result: sum(listAt(input, 'data'), textOr(input, 'field', '')) }),
  group_by: (input) => ({ result: groupBy(listAt(input, 'data'), namesAt(input, 'field')) }),
  key_by: (input) => ({ result: keyBy(listAt(input, 'data'), namesAt(input, 'field')) }),
});

function hasCondition(input: JsonObject): boolean {
  return valueAt(input, 'field') !== null || valueAt(input, 'where') !== null || valueAt(input, 'op') !== null;
}

/** Every item that meets the condition, with the place it was found at. */
function findAll(input: JsonObject): Json[] {
  const condition = conditionFrom(input);
  return listAt(input, 'data').flatMap((value, index) => (condition(value) ? [{ index, value }] : []));
}

async function mapped(input: JsonObject, evaluate: (expression: string, data: Json) => Promise<Json>): Promise<Json> {
  const items = listAt(input, 'data');
  const fields = namesAt(input, 'fields');
  if (fields.length > 0) return { result: items.map((item) => pick(item, fields)) };
  const expression = textOr(input, 'expression', null);
  const steps = parsePath(valueAt(input, 'field') ?? '');
  if (expression === null) return { result: items.map((item) => getAt(item, steps) ?? null) };
  if (items.length > EXPRESSION_ITEMS_MAX) throw failed(`An expression is run for at most ${EXPRESSION_ITEMS_MAX} items`);
  const result: Json[] = [];
  for (const item of items) result.push(await evaluate(expression, item));
  return { result };
}

function count(input: JsonObject): number {
  const data = valueAt(input, 'data');
  if (Array.isArray(data)) return hasCondition(input) ? data.filter(conditionFrom(input)).length : data.length;
  return typeof data === 'object' && data !== null ? Object.keys(data).length : Number(data !== null);
}

function sum(items: readonly Json[], field: string): number {
  const steps = parsePath(field);
  const total = items.reduce<number>((sumSoFar, item) => {
    const value = getAt(item, steps) ?? null;
    if (value === null || value === '') return sumSoFar;
    const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN;
    if (!Number.isFinite(number)) throw failed(`${JSON.stringify(value).slice(0, 60)} is not a number`);
    return sumSoFar + number;
  }, 0);
  return Number(total.toPrecision(15));
}

/** One item per key; a later item replaces an earlier one. */
function keyBy(items: readonly Json[], fields: readonly string[]): JsonObject {
  const paths = fields.map(parsePath);
  const result = emptyRecord();
  for (const item of items) {
    const name = groupName(item, paths);
    if (!isForbiddenKey(name)) result[name] = item;
  }
  return result;
}
