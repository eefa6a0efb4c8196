import type { Json, JsonObject } from '../../kernel/json.ts';
import { emptyRecord } from '../action.ts';
import { isForbiddenKey } from '../forbidden-keys.ts';
import { getAt, parsePath } from './member-path.ts';
import { canonicalText } from './order.ts';

/** The name of an item's group: the values of the fields, joined by ` | ` when there are several. */
export function groupName(item: Json, fields: readonly (readonly string[])[]): string {
  const values = fields.map((steps) => getAt(item, steps) ?? null);
  return values.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(' | ');
}

/** Items by the value of their field(s), in order of first appearance. */
export function groupBy(items: readonly Json[], fields: readonly string[]): JsonObject {
  const paths = fields.map(parsePath);
  const members = new Map<string, Json[]>();
  for (const item of items) {
    const name = groupName(item, paths);
    const group = members.get(name) ?? [];
    group.push(item);
    members.set(name, group);
  }
  const groups = emptyRecord();
  for (const [name, group] of members) if (!isForbiddenKey(name)) groups[name] = group;
  return groups;
}

/** Equal for items that are equal, or that are equal in all the fields when there are any. */
export function itemKey(item: Json, paths: readonly (readonly string[])[]): string {
  return canonicalText(paths.length === 0 ? item : paths.map((steps) => getAt(item, steps) ?? null));
}

/** The first of every set of items with the same key. */
export function unique(items: readonly Json[], fields: readonly string[]): Json[] {
  const paths = fields.map(parsePath);
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = itemKey(item, paths);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
