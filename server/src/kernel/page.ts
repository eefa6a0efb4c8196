import { Refusal } from './refusal.ts';

/** Part of a list in keyset order. `nextCursor` is null on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** Part of a list where a contract documents offsets. `total` counts all rows, not the page. */
export interface OffsetPage<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

/** Packs the sort key of the last row of a page. Lists are filtered by tenant anyway, so a forged key reveals nothing. */
export function encodePageKey(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

/** @throws Refusal `invalid` page.cursor */
export function decodePageKey(cursor: string | undefined, isKey: (key: string) => boolean): string | null {
  if (cursor === undefined || cursor === '') return null;
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!isKey(key)) throw new Refusal('invalid', 'page.cursor', 'The cursor is not one that this list returned.');
  return key;
}

/** Cuts `limit + 1` fetched rows to a page. */
export function toPage<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => string): Page<Row> {
  if (rows.length <= limit) return { items: rows, nextCursor: null };
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last === undefined ? null : encodePageKey(keyOf(last)) };
}
