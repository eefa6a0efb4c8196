import type { FieldError, JsonObject, JsonValue } from '@forgeyard/sdk';
import { isObject, type Shape } from './shape.ts';

/**
 * A form while it is written: the value, and by JSON Pointer the texts of fields that are not a value yet, such as a number that is being
 * typed.
 */
export interface FormDraft {
  readonly value: JsonValue;
  readonly texts: Readonly<Record<string, string>>;
}

/** What is wrong with fields, by JSON Pointer; `` is the whole form. */
export type Faults = Readonly<Record<string, string>>;

export function draftOf(value: JsonValue): FormDraft {
  return { value: value ?? {}, texts: {} };
}

/** The pointer of a member of what `pointer` points at (RFC 6901). */
export function below(pointer: string, name: string | number): string {
  return `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Puts a value, or with undefined nothing, in the place of another. */
export function withValue(draft: FormDraft, pointer: string, value: JsonValue | undefined): FormDraft {
  const texts = Object.fromEntries(Object.entries(draft.texts).filter(([at]) => at !== pointer && !at.startsWith(`${pointer}/`)));
  return { value: put(draft.value, segmentsOf(pointer), value) ?? null, texts };
}

/** Keeps a text that is read when the form is sent; what can be read now is the value at once. */
export function withText(draft: FormDraft, pointer: string, text: string, shape: Shape = { kind: 'json' }): FormDraft {
  const read = readText(text, shape);
  const next = 'fault' in read || read.value === undefined ? draft : withValue(draft, pointer, read.value);
  return { ...next, texts: { ...next.texts, [pointer]: text } };
}

function segmentsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function put(whole: JsonValue | undefined, path: readonly string[], value: JsonValue | undefined): JsonValue | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(whole)) {
    const entries: readonly JsonValue[] = whole;
    return entries.flatMap((entry, place) => {
      if (String(place) !== name) return [entry];
      const next = put(entry, rest, value);
      return next === undefined ? [] : [next];
    });
  }
  const before: JsonObject = isObject(whole) ? whole : {};
  const next = put(before[name], rest, value);
  const others = Object.entries(before).filter(([key]) => key !== name);
  if (next === undefined) return Object.fromEntries(others);
  return name in before
    ? Object.fromEntries(Object.entries(before).map(([key, old]) => [key, key === name ? next : old]))
    : { ...before, [name]: next };
}

/** Either the object that the form means, or what is wrong with its fields. */
export type ReadDraft = { readonly value: JsonObject; readonly faults: null } | { readonly value: null; readonly faults: Faults };

/** Reads a form; texts that are still open become values. */
export function readDraft(draft: FormDraft, shapeAt: ReadonlyMap<string, Shape>): ReadDraft {
  const faults: Record<string, string> = {};
  let { value } = draft;
  for (const [pointer, text] of Object.entries(draft.texts)) {
    const read = readText(text, shapeAt.get(pointer) ?? { kind: 'json' });
    const parent = shapeAt.get(pointer.slice(0, Math.max(0, pointer.lastIndexOf('/'))));
    if ('fault' in read) faults[pointer] = read.fault;
    else if (read.value === undefined && pointer !== '' && parent?.kind === 'list') faults[pointer] = 'Fill this in, or remove the entry.';
    else value = put(value, segmentsOf(pointer), read.value) ?? null;
  }
  if (Object.keys(faults).length > 0) return { value: null, faults };
  return isObject(value) ? { value, faults: null } : { value: null, faults: { '': 'The input must be a JSON object.' } };
}

function readText(text: string, shape: Shape): { readonly value: JsonValue | undefined } | { readonly fault: string } {
  const typed = text.trim();
  if (shape.kind === 'number') {
    if (typed === '') return { value: shape.isNullable ? null : undefined };
    const number = Number(typed.replace(',', '.'));
    if (!Number.isFinite(number)) return { fault: 'This is not a number.' };
    return shape.isWhole && !Number.isInteger(number) ? { fault: 'This must be a whole number.' } : { value: number };
  }
  if (typed === '') return { value: undefined };
  try {
    return { value: JSON.parse(typed) };
  } catch (thrown) {
    return { fault: `This is not JSON: ${thrown instanceof Error ? thrown.message : 'unknown fault'}` };
  }
}

/** The shapes of all fields by their pointer, so that open texts can be read. */
export function shapesOf(
  shape: Shape,
  value: JsonValue | undefined,
  pointer = '',
  into: Map<string, Shape> = new Map(),
): Map<string, Shape> {
  into.set(pointer, shape);
  if (shape.kind === 'group') {
    for (const member of shape.members)
      shapesOf(member.shape, isObject(value) ? value[member.name] : undefined, below(pointer, member.name), into);
  }
  if (shape.kind === 'list' && Array.isArray(value)) {
    for (const [place, entry] of value.entries()) shapesOf(shape.item, entry, below(pointer, place), into);
  }
  return into;
}

/** The refusals of a server that point into the input, by the pointer of their field. */
export function faultsOf(errors: readonly FieldError[]): Faults {
  const found = errors.filter(({ pointer }) => pointer === '/input' || pointer.startsWith('/input/'));
  return Object.fromEntries(found.map(({ pointer, detail }) => [pointer.slice('/input'.length), detail]));
}
