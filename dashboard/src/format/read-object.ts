import type { JsonObject, JsonValue } from '@forgeyard/sdk';

/** Either the object that a person typed as JSON, or what is wrong with the text. */
export type ReadObject = { readonly value: JsonObject; readonly fault: null } | { readonly value: null; readonly fault: string };

/** Reads a JSON object out of a text; never throws. */
export function readObject(text: string): ReadObject {
  try {
    const value: JsonValue = JSON.parse(text);
    if (isObject(value)) return { value, fault: null };
    return { value: null, fault: 'This must be a JSON object, such as {"csv": "a,b"}.' };
  } catch (thrown) {
    return { value: null, fault: `This is not JSON: ${thrown instanceof Error ? thrown.message : 'unknown fault'}` };
  }
}

function isObject(value: JsonValue): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
