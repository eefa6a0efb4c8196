import type { Json } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';

const RANKS: Readonly<Record<string, number>> = { boolean: 0, number: 1, string: 2, object: 3 };

/** Orders any two JSON values: booleans, numbers, text (by code unit), then the rest by their text; null always last. */
export function compareJson(left: Json, right: Json): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  const byKind = (RANKS[typeof left] ?? 4) - (RANKS[typeof right] ?? 4);
  if (byKind !== 0) return byKind;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const leftText = typeof left === 'object' ? canonicalText(left) : String(left);
  const rightText = typeof right === 'object' ? canonicalText(right) : String(right);
  return leftText < rightText ? -1 : Number(leftText > rightText);
}

/** True when two values are the same JSON, whatever the order of their members. */
export function equalJson(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (!isJsonObject(left) || !isJsonObject(right)) {
    if (isJsonObject(left) || isJsonObject(right)) return false;
    return left.length === right.length && left.every((item, at) => equalJson(item, right[at] ?? null));
  }
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equalJson(left[key] ?? null, right[key] ?? null));
}

/** The same text for equal values, so that it can be a map's key. */
export function canonicalText(value: Json): string {
  return JSON.stringify(sortedKeys(value));
}

/** A copy whose objects have their members in order, at every level. */
export function sortedKeys(value: Json, direction: 1 | -1 = 1): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (!isJsonObject(value)) return value.map((item) => sortedKeys(item, direction));
  const keys = Object.keys(value).sort((left, right) => (left < right ? -direction : direction));
  return Object.fromEntries(keys.map((key) => [key, sortedKeys(value[key] ?? null, direction)]));
}
