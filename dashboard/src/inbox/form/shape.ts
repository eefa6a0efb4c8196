import type { JsonObject, JsonValue } from '@forgeyard/sdk';

/**
 * What a value in a form looks like, read from its JSON Schema, or from the value itself where the schema says nothing.
 * `json` is everything that a form cannot show: it is written as JSON.
 */
export type Shape =
  | { readonly kind: 'text'; readonly isLong: boolean; readonly isNullable: boolean }
  | { readonly kind: 'number'; readonly isWhole: boolean; readonly isNullable: boolean }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly choices: readonly (string | number | boolean | null)[] }
  | { readonly kind: 'group'; readonly members: readonly Member[] }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'json' };

export interface Member {
  readonly name: string;
  readonly label: string;
  readonly hint: string | null;
  readonly isRequired: boolean;
  readonly shape: Shape;
}

const depthMax = 4;
const membersMax = 40;
const choicesMax = 100;
const longChars = 60;
const json: Shape = { kind: 'json' };

/** Reads the shape of a value; never throws. */
export function shapeOf(schema: JsonValue | undefined, value: JsonValue | undefined, depth = 0): Shape {
  if (depth > depthMax) return json;
  if (!isObject(schema) || Object.keys(schema).length === 0) return shapeOfValue(value, depth);
  const choices = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const']] : null;
  if (choices !== null) return choices.length <= choicesMax && choices.every(isPlain) ? { kind: 'choice', choices } : json;
  const { type, isNullable } = typeOf(schema['type']);
  switch (type) {
    case 'string':
      return { kind: 'text', isLong: isLong(schema, value), isNullable };
    case 'integer':
    case 'number':
      return { kind: 'number', isWhole: type === 'integer', isNullable };
    case 'boolean':
      return isNullable ? { kind: 'choice', choices: [true, false, null] } : { kind: 'boolean' };
    case 'object':
      return isNullable ? json : groupOf(schema, value, depth);
    case 'array':
      return isNullable ? json : listOf(schema['items'], value, depth);
    default:
      return isObject(schema['properties']) ? groupOf(schema, value, depth) : json;
  }
}

function typeOf(type: JsonValue | undefined): { readonly type: JsonValue | undefined; readonly isNullable: boolean } {
  if (!Array.isArray(type)) return { type, isNullable: false };
  const others = type.filter((each) => each !== 'null');
  return { type: others.length === 1 ? others[0] : undefined, isNullable: others.length < type.length };
}

function isLong(schema: JsonObject, value: JsonValue | undefined): boolean {
  const most = schema['maxLength'];
  if (typeof value === 'string' && (value.length > longChars || value.includes('\n'))) return true;
  return typeof most === 'number' && most > 400;
}

function groupOf(schema: JsonObject, value: JsonValue | undefined, depth: number): Shape {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const given = isObject(value) ? value : {};
  const names = [...new Set([...Object.keys(properties), ...Object.keys(given)])];
  if (names.length === 0 || names.length > membersMax) return json;
  return {
    kind: 'group',
    members: names.map((name) => memberOf(name, properties[name], given[name], { depth, isRequired: required.includes(name) })),
  };
}

function memberOf(
  name: string,
  schema: JsonValue | undefined,
  value: JsonValue | undefined,
  { depth, isRequired }: { readonly depth: number; readonly isRequired: boolean },
): Member {
  const said = isObject(schema) ? schema : {};
  return {
    name,
    label: typeof said['title'] === 'string' ? said['title'] : name,
    hint: typeof said['description'] === 'string' ? said['description'] : null,
    isRequired,
    shape: shapeOf(schema, value, depth + 1),
  };
}

/** A list in which every entry looks the same. */
function listOf(items: JsonValue | undefined, value: JsonValue | undefined, depth: number): Shape {
  const entries = Array.isArray(value) ? value : [];
  // Entries may have different members: the form shows all of them in each.
  const example = entries.length > 0 && entries.every(isObject) ? Object.assign({}, ...entries.toReversed()) : entries[0];
  const item = shapeOf(items, example, depth + 1);
  const isSimple = item.kind !== 'json' && item.kind !== 'list';
  return isSimple && (isObject(items) || entries.every((entry) => typeof entry === typeof entries[0])) ? { kind: 'list', item } : json;
}

function shapeOfValue(value: JsonValue | undefined, depth: number): Shape {
  if (typeof value === 'string') return { kind: 'text', isLong: isLong({}, value), isNullable: false };
  if (typeof value === 'number') return { kind: 'number', isWhole: false, isNullable: false };
  if (typeof value === 'boolean') return { kind: 'boolean' };
  if (Array.isArray(value) && value.length > 0) return listOf(undefined, value, depth);
  return isObject(value) ? groupOf({}, value, depth) : json;
}

/** What a new entry of this shape begins with. */
export function blankOf(shape: Shape): JsonValue {
  switch (shape.kind) {
    case 'text':
      return '';
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'choice':
      return shape.choices[0] ?? null;
    case 'list':
      return [];
    case 'group':
      return Object.fromEntries(shape.members.filter(({ isRequired }) => isRequired).map((each) => [each.name, blankOf(each.shape)]));
    default:
      return null;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlain(value: JsonValue | undefined): value is string | number | boolean | null {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
