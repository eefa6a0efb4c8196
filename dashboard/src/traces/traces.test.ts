import { expect, test } from 'vitest';
import { firstFailure, treeOf, visibleRows } from './span-tree.ts';
import { spanFrom } from './span.fixture.ts';
import { scaleOf } from './time-scale.ts';

const all = { words: '', onlyFailed: false, collapsed: new Set<string>() };
const ids = (rows: readonly { readonly span: { readonly id: string }; readonly depth: number }[]) =>
  rows.map(({ span, depth }) => `${'-'.repeat(depth)}${span.id}`);

const spans = [
  spanFrom('tool', 'model', [30, 60], { status: 'error' }),
  spanFrom('model', 'run', [10, 90], { input_tokens: 5, output_tokens: 2 }),
  spanFrom('again', 'run', [95, 99], { input_tokens: 1 }),
  spanFrom('run', null, [0, 100]),
  spanFrom('lost', 'nobody', [200, 210]),
];

test('spans that came in any order lie below their parents in the order of time; one without its parent is a root', () => {
  expect(ids(treeOf(spans).rows)).toEqual(['run', '-model', '--tool', '-again', 'lost']);
});

test('a row tells what lies below it, added up', () => {
  const [run] = treeOf(spans).rows;
  expect(run).toMatchObject({ below: 3, errorsBelow: 1, tokens: 8, childCount: 2 });
});

test('spans that are each other’s parents are shown once each', () => {
  expect(ids(treeOf([spanFrom('a', 'b', [0, 1]), spanFrom('b', 'a', [0, 1])]).rows).toSorted()).toEqual(['-b', 'a']);
});

test('a second try of what failed is counted', () => {
  const tries = [
    spanFrom('r', null, [0, 9]),
    ...[1, 2, 3].map((n) => spanFrom(`c${n}`, 'r', [n, n + 1], { name: 'call', status: n < 3 ? 'error' : 'ok' })),
  ];
  expect(treeOf(tries).rows.map(({ attempt }) => attempt)).toEqual([1, 1, 2, 3]);
});

test('what failed, and what was searched for, is shown with everything above it; what lies below a closed row is not', () => {
  const tree = treeOf(spans);
  expect(ids(visibleRows(tree, { ...all, onlyFailed: true }))).toEqual(['run', '-model', '--tool']);
  expect(ids(visibleRows(tree, { ...all, words: 'AGAIN' }))).toEqual(['run', '-again']);
  expect(ids(visibleRows(tree, { ...all, collapsed: new Set(['t:model']) }))).toEqual(['run', '-model', '-again', 'lost']);
  expect(firstFailure(tree)?.span.id).toBe('tool');
});

test('a long pause between two traces takes little room; within a trace nothing is cut', () => {
  const day = 86_400_000;
  const scale = scaleOf([spanFrom('a', null, [0, 1_000]), spanFrom('b', null, [day, day + 1_000])], day);
  expect(scale.hasCuts).toBe(true);
  expect(scale.place(500)).toBeGreaterThan(0.2);
  expect(scale.place(day)).toBeCloseTo(0.505, 2);
  expect(scale.place(day + 1_000)).toBe(1);
  expect(scaleOf([spanFrom('a', null, [0, day])], day).place(day / 4)).toBe(0.25);
});

test('a span that goes on ends now', () => {
  expect(scaleOf([spanFrom('a', null, [0, null])], 4_000).totalMs).toBe(4_000);
});

test('twenty thousand spans, each below the one before, are laid out', () => {
  const chain = Array.from({ length: 20_000 }, (_, n) => spanFrom(String(n), n === 0 ? null : String(n - 1), [n, n + 10]));
  const tree = treeOf(chain);
  expect(visibleRows(tree, { ...all, words: '19999' })).toHaveLength(20_000);
  expect(tree.rows[0]?.below).toBe(19_999);
});
