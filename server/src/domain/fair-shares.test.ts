import { expect, it } from 'vitest';
import { fairShares } from './fair-shares.ts';

const shares = (waiting: readonly [id: string, count: number, room: number][], places: number) =>
  Object.fromEntries(
    fairShares(
      waiting.map(([id, count, room]) => ({ id, count, room })),
      places,
    ),
  );

it.each<[string, readonly [string, number, number][], number, Record<string, number>]>([
  ['one alone gets all that its room allows', [['a', 90, 25]], 50, { a: 25 }],
  [
    'a long backlog leaves others their share',
    [
      ['a', 900, 25],
      ['b', 1, 25],
      ['c', 3, 25],
    ],
    10,
    { a: 6, b: 1, c: 3 },
  ],
  [
    'who holds fewer places comes first, however long the others have waited',
    [
      ['a', 9, 2],
      ['b', 9, 25],
    ],
    3,
    { b: 3 },
  ],
  [
    'of equals, the one that has waited longest',
    [
      ['a', 9, 4],
      ['b', 9, 4],
    ],
    3,
    { a: 2, b: 1 },
  ],
  [
    'no room, no place',
    [
      ['a', 9, 0],
      ['b', 9, -1],
    ],
    5,
    {},
  ],
  ['no places at all', [['a', 9, 4]], 0, {}],
])('%s', (_, waiting, places, expected) => {
  expect(shares(waiting, places)).toEqual(expected);
});
