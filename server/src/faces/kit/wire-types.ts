import { Type } from 'typebox';
import type { TSchema } from 'typebox';

/** Text without control characters, so that names are safe in logs, headers and both store engines. */
export function plainText(maxLength: number, minLength = 0, description?: string) {
  return Type.String({
    minLength,
    maxLength,
    pattern: '^[^\\u0000-\\u001f\\u007f]*$',
    ...(description === undefined ? {} : { description }),
  });
}

/** Longer text in which line breaks and tabs are allowed, NUL is not. */
export function longText(maxLength: number, minLength = 0, description?: string) {
  return Type.String({ minLength, maxLength, pattern: '^[^\\u0000]*$', ...(description === undefined ? {} : { description }) });
}

export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** One of some words. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return Type.Unsafe<Words[number]>({ type: 'string', enum: [...words] });
}

export const timestamp = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' });
export const anyJson = Type.Unknown();
export const jsonObject = Type.Record(Type.String(), Type.Unknown());
