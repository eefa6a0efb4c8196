import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { actionTable, emptyRecord, flagOr, listAt, namesAt, recordAt, textOr, valueAt } from '../action.ts';
import { isForbiddenKey } from '../forbidden-keys.ts';
import { getAt, parsePath, setAt } from '../json/member-path.ts';
import { equalJson } from '../json/order.ts';
import { flatten, merge, omit, pick, unflatten } from '../json/shape.ts';
import type { ListMerge } from '../json/shape.ts';

const LIST_MERGES: ReadonlyMap<string, ListMerge> = new Map([
  ['replace', 'replace'],
  ['concat', 'concat'],
  ['by_index', 'by_index'],
]);

export const shapeActions = actionTable({
  flatten: (input) => ({ result: flatten(valueAt(input, 'data'), textOr(input, 'separator', '.')) }),
  unflatten: (input) => ({ result: unflatten(recordAt(input, 'data'), textOr(input, 'separator', '.')) }),
  merge: (input) => ({ result: merge(listAt(input, 'values'), flagOr(input, 'deep', false), listMergeOf(input)) }),
  pick: (input) => ({ result: pick(valueAt(input, 'data'), namesAt(input, 'fields')) }),
  omit: (input) => ({ result: omit(valueAt(input, 'data'), namesAt(input, 'fields')) }),
  get: (input) => ({ result: getAt(valueAt(input, 'data'), parsePath(valueAt(input, 'path'))) ?? valueAt(input, 'default') }),
  set: (input) => ({ result: setAt(valueAt(input, 'data'), parsePath(valueAt(input, 'path')), valueAt(input, 'value')) }),
  map_keys: (input) => ({ result: mapKeys(valueAt(input, 'data'), recordAt(input, 'keys'), textOr(input, 'case', 'keep')) }),
  diff: (input) => ({ result: differences(valueAt(input, 'before'), valueAt(input, 'after'), '') }),
});

function listMergeOf(input: JsonObject): ListMerge {
  return LIST_MERGES.get(textOr(input, 'lists', 'replace')) ?? 'replace';
}

function mapKeys(value: Json, renamed: JsonObject, style: string): Json {
  if (!isJsonObject(value)) return Array.isArray(value) ? value.map((item: Json) => mapKeys(item, renamed, style)) : value;
  const result = emptyRecord();
  for (const [key, member] of Object.entries(value)) {
    const wanted = Object.hasOwn(renamed, key) ? renamed[key] : inCase(key, style);
    const name = typeof wanted === 'string' ? wanted : key;
    if (!isForbiddenKey(name)) result[name] = member;
  }
  return result;
}

function inCase(key: string, style: string): string {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '');
  const lower = words.map((word) => word.toLowerCase());
  if (style === 'snake') return lower.join('_');
  if (style === 'kebab') return lower.join('-');
  if (style === 'camel') return lower.map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
  if (style === 'lower') return key.toLowerCase();
  return style === 'upper' ? key.toUpperCase() : key;
}

function differences(before: Json, after: Json, path: string): Json[] {
  if (equalJson(before, after)) return [];
  const areBothRecords = isJsonObject(before) && isJsonObject(after);
  const areBothLists = Array.isArray(before) && Array.isArray(after);
  if (!areBothRecords && !areBothLists) return [{ path, change: 'changed', before, after }];
  const left = new Map<string, Json>(Object.entries(before));
  const right = new Map<string, Json>(Object.entries(after));
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    const place = path === '' ? key : `${path}.${key}`;
    const [was, is] = [left.get(key), right.get(key)];
    if (was === undefined) return [{ path: place, change: 'added', before: null, after: is ?? null }];
    if (is === undefined) return [{ path: place, change: 'removed', before: was, after: null }];
    return differences(was, is, place);
  });
}
