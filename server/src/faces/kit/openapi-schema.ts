import type { TSchema } from 'typebox';
import { isJsonObject } from '../../kernel/json.ts';
import type { Json } from '../../kernel/json.ts';
import type { SchemaDoc } from './openapi-document.ts';

const anyName = new Set(['^.*$', '^(.*)$']);

/** A wire schema as plain JSON Schema: without the marks of the library that built it, and with its roundabout forms made plain. */
export function toSchemaDoc(schema: TSchema): SchemaDoc {
  return asSchemaDoc(clean(toJson(schema)));
}

/** A value as JSON carries it: without members that are undefined, functions or symbols. */
export function toJson(value: unknown): Json {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? null : asJson(JSON.parse(text));
}

/** Guaranteed by `JSON.parse`, which makes nothing else. */
function asJson(value: unknown): Json {
  return value as Json;
}

/** Guaranteed by the wire schemas: each is a JSON Schema object, and `clean` keeps objects objects. */
function asSchemaDoc(value: Json): SchemaDoc {
  return value as SchemaDoc;
}

function clean(value: Json): Json {
  if (Array.isArray(value)) return value.map(clean);
  if (!isJsonObject(value)) return value;
  const { patternProperties, anyOf, ...rest } = value;
  const members = Object.entries(rest).filter(([name]) => !name.startsWith('~'));
  return Object.fromEntries([
    ...members.map(([name, member]): [string, Json] => [name, clean(member)]),
    ...Object.entries(plainMap(patternProperties)),
    ...Object.entries(plainChoice(anyOf)),
  ]);
}

/** A map of any names to one schema is said with `additionalProperties`. */
function plainMap(patterns: Json | undefined): { readonly [name: string]: Json } {
  if (patterns === undefined) return {};
  const entries = isJsonObject(patterns) ? Object.entries(patterns) : [];
  const [first] = entries;
  if (entries.length !== 1 || first === undefined || !anyName.has(first[0])) return { patternProperties: clean(patterns) };
  const values = clean(first[1]);
  return { additionalProperties: isJsonObject(values) && Object.keys(values).length === 0 ? true : values };
}

/** A choice between constants is said with `enum`. */
function plainChoice(choices: Json | undefined): { readonly [name: string]: Json } {
  if (choices === undefined) return {};
  const constants = Array.isArray(choices) ? choices.map(constantOf) : [undefined];
  if (constants.length === 0 || constants.includes(undefined)) return { anyOf: clean(choices) };
  return { type: 'string', enum: constants.filter((constant) => constant !== undefined) };
}

function constantOf(schema: Json): string | undefined {
  if (!isJsonObject(schema)) return undefined;
  const isBare = Object.keys(schema).every((name) => name === 'const' || name === 'type');
  return isBare && typeof schema['const'] === 'string' ? schema['const'] : undefined;
}
