import type { Json } from '../../kernel/json.ts';
import type { MediaDoc, SchemaDoc } from '../../faces/kit/openapi-document.ts';
import { objectIn } from './lookup.ts';
import type { Lookup } from './lookup.ts';

const depthMax = 6;

/** The documented example of a body, or else a made-up value of its shape. */
export function sampleOf(media: MediaDoc, lookup: Lookup, wants: 'all' | 'required' = 'all'): Json {
  return media.example ?? shapeOf(media.schema, { lookup, wants }, 0);
}

interface Wish {
  readonly lookup: Lookup;
  readonly wants: 'all' | 'required';
}

function shapeOf(schema: SchemaDoc, wish: Wish, depth: number): Json {
  const whole = wish.lookup.schema(schema);
  if (whole.const !== undefined) return whole.const;
  if (whole.default !== undefined) return whole.default;
  if (whole.enum?.[0] !== undefined) return whole.enum[0];
  const [first] = whole.anyOf ?? [];
  if (first !== undefined) return shapeOf(first, wish, depth);
  if (whole.items !== undefined) return depth >= depthMax ? [] : [shapeOf(whole.items, wish, depth + 1)];
  const object = typeof whole.additionalProperties === 'object' ? undefined : objectIn(whole, wish.lookup);
  return object === undefined ? plainValue(whole) : membersOf(object, wish, depth);
}

function membersOf(object: SchemaDoc, wish: Wish, depth: number): Json {
  const entries = depth >= depthMax ? [] : Object.entries(object.properties ?? {});
  const shown = entries.filter(([name]) => wish.wants === 'all' || object.required?.includes(name) === true);
  return Object.fromEntries(shown.map(([name, member]): [string, Json] => [name, shapeOf(member, wish, depth + 1)]));
}

function plainValue(schema: SchemaDoc): Json {
  if (schema.format === 'date-time') return '2026-11-22T10:00:00.000Z';
  if (schema.type === 'string') return 'string';
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 0;
  if (schema.type === 'boolean') return true;
  return schema.type === 'array' ? [] : schema.type === 'null' ? null : {};
}
