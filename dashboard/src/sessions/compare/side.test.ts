import { expect, test } from 'vitest';
import { spanFrom } from '../../traces/span.fixture.ts';
import { pairsOf, workOf } from './side.ts';

test('steps of one name are added up, and those of two sessions lie side by side', () => {
  const one = workOf([
    spanFrom('root', null, [0, 100], { kind: 'agent' }),
    spanFrom('b', 'root', [20, 50], { name: 'search', kind: 'tool', status: 'error' }),
    spanFrom('a', 'root', [0, 20], { name: 'chat', kind: 'model', input_tokens: 3, output_tokens: 4 }),
    spanFrom('c', 'root', [50, 60], { name: 'search', kind: 'tool' }),
  ]);
  expect(one).toEqual([
    { name: 'chat', kind: 'model', count: 1, failed: 0, ms: 20, tokens: 7 },
    { name: 'search', kind: 'tool', count: 2, failed: 1, ms: 40, tokens: 0 },
  ]);
  const other = workOf([
    spanFrom('d', null, [0, 5], { name: 'mail', kind: 'tool' }),
    spanFrom('e', null, [5, 6], { name: 'chat', kind: 'model' }),
  ]);
  expect(pairsOf(one, other).map(({ name, one: left, other: right }) => [name, left?.count, right?.count])).toEqual([
    ['chat', 1, 1],
    ['search', 2, undefined],
    ['mail', undefined, 1],
  ]);
});
