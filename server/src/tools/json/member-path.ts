import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { JsonRecord } from '../action.ts';
import { emptyRecord, invalidInput } from '../action.ts';
import { isForbiddenKey } from '../forbidden-keys.ts';

/** A list position that `set` may create a list up to. */
const INDEX_MAX = 10_000;
const DEPTH_MAX = 64;
const SEGMENT = /\[(?:(\d+)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\]|([^.[\]]+)|(\.)/y;

/** The steps of a path: `a.b[0]["x.y"]`, `$.a.b`, the JSON Pointer `/a/b/0`, or the steps themselves. @throws ToolFailure INVALID_INPUT */
export function parsePath(path: Json): readonly string[] {
  const steps = Array.isArray(path) ? path.map(String) : stepsOf(typeof path === 'string' ? path : String(path));
  if (steps.length > DEPTH_MAX) throw invalidInput(`A path may have at most ${DEPTH_MAX} steps`);
  const forbidden = steps.find(isForbiddenKey);
  if (forbidden !== undefined) throw invalidInput(`The path step "${forbidden}" is not allowed`);
  return steps;
}

function stepsOf(path: string): readonly string[] {
  if (path === '' || path === '$') return [];
  if (path.startsWith('/'))
    return path
      .slice(1)
      .split('/')
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const steps: string[] = [];
  const rest = path.startsWith('$') && /^\$[.[]/.test(path) ? path.slice(1) : path;
  SEGMENT.lastIndex = 0;
  while (SEGMENT.lastIndex < rest.length) {
    const match = SEGMENT.exec(rest);
    if (match === null) throw invalidInput(`The path "${path.slice(0, 100)}" cannot be read`);
    const step = match[1] ?? unescaped(match[2] ?? match[3]) ?? match[4];
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

function unescaped(quoted: string | undefined): string | undefined {
  return quoted?.replace(/\\(.)/g, '$1');
}

/** The value at the path, own members only; undefined when there is none. */
export function getAt(value: Json, steps: readonly string[]): Json | undefined {
  let here: Json | undefined = value;
  for (const step of steps) {
    if (here === undefined) return undefined;
    here = memberOf(here, step);
  }
  return here;
}

function memberOf(value: Json, step: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isJsonObject(value)) return Object.hasOwn(value, step) ? value[step] : undefined;
  return /^\d{1,9}$/.test(step) ? value[Number(step)] : undefined;
}

/** A copy of `value` with `member` at the path; missing objects and lists on the way are made. */
export function setAt(value: Json, steps: readonly string[], member: Json): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return member;
  const isIndex = /^\d+$/.test(step);
  if (Array.isArray(value) || (isIndex && !isJsonObject(value))) {
    const items: Json[] = Array.isArray(value) ? [...value] : [];
    const index = isIndex ? Number(step) : Number.NaN;
    if (!(index <= INDEX_MAX + items.length)) throw invalidInput(`The list position "${step}" cannot be set`);
    while (items.length < index) items.push(null);
    items[index] = setAt(items[index] ?? null, rest, member);
    return items;
  }
  const copy = copyOf(isJsonObject(value) ? value : {});
  copy[step] = setAt(copy[step] ?? null, rest, member);
  return copy;
}

/** A copy of `value` without what is at the path. */
export function removeAt(value: Json, steps: readonly string[]): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return null;
  const member = memberOf(value, step);
  if (member === undefined || typeof value !== 'object' || value === null) return value;
  if (!isJsonObject(value)) {
    const index = Number(step);
    if (rest.length === 0) return value.filter((_, at) => at !== index);
    return value.map((item, at) => (at === index ? removeAt(item, rest) : item));
  }
  const copy = copyOf(value);
  if (rest.length === 0) delete copy[step];
  else copy[step] = removeAt(member, rest);
  return copy;
}

/** A copy that has no prototype; members that could reach one are left out. */
export function copyOf(record: JsonObject): JsonRecord {
  const copy = emptyRecord();
  for (const [key, member] of Object.entries(record)) if (!isForbiddenKey(key)) copy[key] = member;
  return copy;
}
