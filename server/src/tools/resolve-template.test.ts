import { afterAll, expect, test } from 'vitest';
import type { Json } from '../kernel/json.ts';
import { createToolRunner } from './index.ts';
import { failureOf } from './test-runner.ts';

const runner = createToolRunner({ workers: 1 });
afterAll(() => runner.close());

const limits = { timeoutMs: 3000, signal: new AbortController().signal };
const context = { input: 'Clean this', data: { csv: 'a\n1' }, steps: [{ output: { data: [{ region: 'West', amount: 5 }] } }] };
const resolve = (template: Json) => runner.resolve(template, context, limits);

test('a template without expressions comes back as it is, without a worker', async () => {
  const idle = createToolRunner({ workers: 1 });
  const template = { csv: 'a', options: [1, { $other: 'x' }], $jsonata: 5 };
  expect(await idle.resolve(template, {}, limits)).toBe(template);
  await idle.close();
});

test('expressions are replaced by their values, everything else is literal', async () => {
  const template = {
    csv: { $jsonata: 'data.csv' },
    list: [{ $jsonata: '$sum(steps[0].output.data.amount)' }, 'data.csv'],
    $jsonata: 'data.csv',
    on: true,
  };
  expect(await resolve(template)).toEqual({ csv: 'a\n1', list: [5, 'data.csv'], $jsonata: 'data.csv', on: true });
});

test('what an expression does not find is null', async () => {
  expect(await resolve({ a: { $jsonata: 'nothing.here' } })).toEqual({ a: null });
});

test('lists and objects come out as plain JSON', async () => {
  expect(
    await resolve({ a: { $jsonata: 'steps.output.data[]' }, f: { $jsonata: '{"x": $sum, "y": [1..3]}' }, g: { $jsonata: '$sum' } }),
  ).toEqual({
    a: [{ region: 'West', amount: 5 }],
    f: { y: [1, 2, 3] },
    g: null,
  });
});

test('a template that is one expression becomes its value', async () => {
  expect(await resolve({ $jsonata: '$uppercase(input)' })).toBe('CLEAN THIS');
});

test('a bad expression says what is wrong with it', async () => {
  expect(await failureOf(resolve({ a: { $jsonata: 'a +' } }))).toMatchObject({ code: 'FAILED', message: /^Expression error: / });
});

test('an endless expression ends with TIMEOUT', async () => {
  const template = { a: { $jsonata: '($f := function($x){$f($x)}; $f(1))' } };
  const failure = await failureOf(runner.resolve(template, context, { ...limits, timeoutMs: 300 }));
  expect(failure.code).toBe('TIMEOUT');
});
