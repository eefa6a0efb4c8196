import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { JsonRecord } from '../action.ts';
import { emptyRecord, invalidInput } from '../action.ts';
import { isForbiddenKey } from '../forbidden-keys.ts';
import { copyOf, getAt, parsePath, removeAt, setAt } from './member-path.ts';

/** One level of members named by their path (`a.b.0`); empty objects and lists stay as they are. */
export function flatten(value: Json, separator: string): JsonRecord {
  const flat = emptyRecord();
  const walk = (member: Json, name: string): void => {
    const entries = typeof member === 'object' && member !== null ? Object.entries(member) : [];
    if (entries.length === 0) flat[name] = member;
    for (const [key, inner] of entries) if (!isForbiddenKey(key)) walk(inner, name === '' ? key : `${name}${separator}${key}`);
  };
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return flat;
  walk(value, '');
  return flat;
}

/** The reverse of `flatten`; a run of numbered members becomes a list. @throws ToolFailure INVALID_INPUT */
export function unflatten(flat: JsonObject, separator: string): Json {
  if (separator === '') throw invalidInput('"separator" must not be empty');
  const tree: Tree = new Map();
  for (const [name, member] of Object.entries(flat)) plant(tree, parsePath(name.split(separator)), member);
  return fromTree(tree);
}

type Tree = Map<string, Tree | { readonly leaf: Json }>;

function plant(tree: Tree, steps: readonly string[], leaf: Json): void {
  let here = tree;
  for (const step of steps.slice(0, -1)) {
    const next = here.get(step);
    const branch: Tree = next instanceof Map ? next : new Map();
    here.set(step, branch);
    here = branch;
  }
  here.set(steps.at(-1) ?? '', { leaf });
}

function fromTree(tree: Tree): Json {
  const members = [...tree].map(([key, node]) => [key, node instanceof Map ? fromTree(node) : node.leaf] as const);
  const isList = members.length > 0 && members.every(([key], at) => key === String(at));
  if (isList) return members.map(([, member]) => member);
  const record = emptyRecord();
  for (const [key, member] of members) record[key] = member;
  return record;
}

export type ListMerge = 'replace' | 'concat' | 'by_index';

/** Later values win; with `isDeep` objects are merged member by member and lists as `lists` says. */
export function merge(values: readonly Json[], isDeep: boolean, lists: ListMerge): Json {
  return values.reduce((merged, value) => mergeTwo(merged, value, isDeep, lists), {});
}

function mergeTwo(under: Json, over: Json, isDeep: boolean, lists: ListMerge): Json {
  if (isJsonObject(under) && isJsonObject(over)) {
    const merged = copyOf(under);
    for (const [key, member] of Object.entries(copyOf(over))) {
      const below = merged[key];
      merged[key] = isDeep && below !== undefined ? mergeTwo(below, member, isDeep, lists) : member;
    }
    return merged;
  }
  if (!Array.isArray(under) || !Array.isArray(over) || lists === 'replace') return over;
  if (lists === 'concat') return [...under, ...over];
  const longer = under.length > over.length ? under : over;
  return longer.map((_, at) => {
    if (at >= over.length) return under[at];
    return at >= under.length ? over[at] : mergeTwo(under[at], over[at], isDeep, lists);
  });
}

/** Only the named members (paths are kept as nested members); a list is done item by item. */
export function pick(value: Json, fields: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((item: Json) => pick(item, fields));
  let picked: Json = emptyRecord();
  for (const field of fields) {
    const steps = parsePath(field);
    const member = getAt(value, steps);
    if (member !== undefined) picked = setAt(picked, steps, member);
  }
  return picked;
}

/** Everything but the named members; a list is done item by item. */
export function omit(value: Json, fields: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((item: Json) => omit(item, fields));
  return fields.reduce((rest, field) => removeAt(rest, parsePath(field)), value);
}
