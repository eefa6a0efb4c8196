import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCursor, parseCursor } from './cursor.ts';
import { isUuid, newId } from './id.ts';
import { decodePageKey, encodePageKey, toPage } from './page.ts';
import { Refusal } from './refusal.ts';

describe('a cursor into a log', () => {
  it('comes back as it was given out', () => {
    const number = fc.integer({ min: 0, max: 999_999_999_999_999 });
    fc.assert(
      fc.property(number, number, (seq, offset) => {
        expect(parseCursor(formatCursor(seq, offset))).toEqual({ seq, offset });
      }),
    );
  });

  it.each(['', ' 1', '1 ', '-1', '+1', '1.', '.1', '1.2.3', '1,2', '1e3', '0x1', 'NaN', '1'.repeat(16), `1.${'1'.repeat(16)}`, '1\n', '١'])(
    '%j is none of ours',
    (text) => {
      expect(parseCursor(text)).toBeNull();
    },
  );
});

describe('a page of a list', () => {
  const id = newId(Date.now());

  it('its key comes back as it was given out; no cursor and an empty one mean the first page', () => {
    expect(decodePageKey(encodePageKey(id), isUuid)).toBe(id);
    expect(decodePageKey(undefined, isUuid)).toBeNull();
    expect(decodePageKey('', isUuid)).toBeNull();
  });

  it('a key that this list never returned is refused, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.base64String({ minLength: 4 })), (text) => {
        expect(() => decodePageKey(text, isUuid)).toThrow(Refusal);
      }),
    );
    expect(() => decodePageKey(encodePageKey(`${id}' or 1=1`), isUuid)).toThrow('not one that this list returned');
  });

  it('following the cursors gives every row once, in order, whatever the limit', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { maxLength: 30 }), fc.integer({ min: 1, max: 8 }), (ids, limit) => {
        const all = ids.toSorted();
        const seen: string[] = [];
        for (let cursor: string | null = ''; cursor !== null && seen.length <= all.length;) {
          const after: string = decodePageKey(cursor, isUuid) ?? '';
          const page = toPage(all.filter((one) => one > after).slice(0, limit + 1), limit, (one) => one);
          expect(page.items.length).toBeLessThanOrEqual(limit);
          seen.push(...page.items);
          cursor = page.nextCursor;
        }
        expect(seen).toEqual(all);
      }),
    );
  });
});
