/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [member: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses text that this server itself wrote; anything else must go through the wire schemas. */
export function fromOwnJson<T>(text: string): T {
  return JSON.parse(text) as T;
}
