import { expect, test } from 'vitest';
import { waitWords } from './wait-words.ts';

test.each([
  [0, '1 second'],
  [1_200, '2 seconds'],
  [60_000, '1 minute'],
  [61_000, '2 minutes'],
  [3_600_000, '1 hour'],
  [null, 'a minute'],
])('%s ms is %s', (waitMs, words) => {
  expect(waitWords(waitMs)).toBe(words);
});
