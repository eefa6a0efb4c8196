import type { Json, JsonObject } from '../kernel/json.ts';
import { isJsonObject } from '../kernel/json.ts';

const MEMBER = '$jsonata';
const DEPTH_MAX = 64;

/** The expression of a `{"$jsonata": "<expression>"}` object; null for anything else. */
export function expressionOf(value: JsonObject): string | null {
  if (!Object.hasOwn(value, MEMBER)) return null;
  const expression = value[MEMBER];
  return typeof expression === 'string' && Object.keys(value).length === 1 ? expression : null;
}

/** True when the template holds an expression anywhere within 64 levels. */
export function hasExpression(template: Json, depth = 0): boolean {
  if (typeof template !== 'object' || template === null || depth > DEPTH_MAX) return false;
  if (!isJsonObject(template)) return template.some((item) => hasExpression(item, depth + 1));
  return expressionOf(template) !== null || Object.values(template).some((member) => hasExpression(member, depth + 1));
}
