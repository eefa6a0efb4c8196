import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { actionTable, flagOr, invalidInput, listAt, namesAt, numberOr, textOr, valueAt } from '../action.ts';
import { isForbiddenKey } from '../forbidden-keys.ts';
import { conditionFrom } from '../json/conditions.ts';
import { getAt, parsePath } from '../json/member-path.ts';
import { groupBy, itemKey, unique } from '../json/grouping.ts';
import { compareJson } from '../json/order.ts';
import { aggregate } from './aggregate.ts';

const ZIP_LISTS_MAX = 100;

export const rowActions = actionTable({
  group_by: (input) => ({ result: groupBy(listAt(input, 'data'), namesAt(input, 'field')) }),
  sort_by: (input) => ({ data: sortBy(listAt(input, 'data'), valueAt(input, 'by'), textOr(input, 'order', 'asc')) }),
  unique: (input) => ({ data: unique(listAt(input, 'data'), namesAt(input, 'by')) }),
  filter: (input) => filterRows(input),
  aggregate: (input) => aggregate(input),
  chunk: (input) => ({ data: chunk(listAt(input, 'data'), numberOr(input, 'size', 1)) }),
  zip: (input) => ({ data: zip(input) }),
  union: (input) => ({ data: unique(lists(input).flat(), namesAt(input, 'by')) }),
  intersection: (input) => ({ data: intersection(input) }),
  difference: (input) => ({ data: difference(input) }),
});

function sortBy(items: readonly Json[], by: Json, order: string): Json[] {
  const direction = order === 'desc' ? -1 : 1;
  const given = by === null ? [''] : Array.isArray(by) ? by : [by];
  const keys = given.map((key: Json) => {
    if (!isJsonObject(key)) return { steps: parsePath(key), direction };
    return { steps: parsePath(key['field'] ?? ''), direction: key['order'] === 'desc' ? -1 : 1 };
  });
  return [...items].sort((left, right) => {
    for (const key of keys) {
      const leftValue = getAt(left, key.steps) ?? null;
      const rightValue = getAt(right, key.steps) ?? null;
      const byValue = compareJson(leftValue, rightValue);
      if (byValue !== 0) return leftValue === null || rightValue === null ? byValue : byValue * key.direction;
    }
    return 0;
  });
}

function filterRows(input: JsonObject): Json {
  const condition = conditionFrom(input);
  const data = listAt(input, 'data').filter((row) => condition(row) !== flagOr(input, 'invert', false));
  return { data, count: data.length };
}

function chunk(items: readonly Json[], size: number): Json[] {
  const chunks: Json[] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

function lists(input: JsonObject): readonly (readonly Json[])[] {
  return listAt(input, 'lists').map((list) => {
    if (!Array.isArray(list)) throw invalidInput('"lists" must be a list of lists');
    return list;
  });
}

function zip(input: JsonObject): Json[] {
  const given = lists(input);
  const fields = namesAt(input, 'fields');
  if (given.length > ZIP_LISTS_MAX) throw invalidInput(`At most ${ZIP_LISTS_MAX} lists can be zipped`);
  if (fields.length > 0 && fields.length !== given.length) throw invalidInput('"fields" must name every list');
  const length = Math.max(0, ...given.map((list) => list.length));
  return Array.from({ length }, (_, at) => {
    const values = given.map((list) => list[at] ?? null);
    if (fields.length === 0) return values;
    return Object.fromEntries(fields.filter((field) => !isForbiddenKey(field)).map((field, index) => [field, values[index] ?? null]));
  });
}

function intersection(input: JsonObject): Json[] {
  const { first, others, keyOf } = comparison(input);
  return first.filter((item) => others.every((keys) => keys.has(keyOf(item))));
}

function difference(input: JsonObject): Json[] {
  const { first, others, keyOf } = comparison(input);
  return first.filter((item) => !others.some((keys) => keys.has(keyOf(item))));
}

function comparison(input: JsonObject) {
  const paths = namesAt(input, 'by').map(parsePath);
  const keyOf = (item: Json): string => itemKey(item, paths);
  const [first = [], ...rest] = lists(input);
  return { first, others: rest.map((list) => new Set(list.map(keyOf))), keyOf };
}
