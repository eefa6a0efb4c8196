import { afterAll, expect, test } from 'vitest';
import type { Json } from '../../kernel/json.ts';
import { createToolRunner } from '../index.ts';
import { call } from '../test-runner.ts';
import { FORMULA_CASES, FORMULA_CELLS, FORMULA_ROWS } from './formula-cases.ts';

const runner = createToolRunner({ workers: 1 });
afterAll(() => runner.close());

const NOW = '2024-06-01T10:00:00Z';
const evaluate = async (formula: string): Promise<Json> => {
  const output = await call(runner, 'formula-engine', 'evaluate', { formula, cells: FORMULA_CELLS, data: FORMULA_ROWS, now: NOW });
  return Reflect.get(Object(output), 'error') ?? Reflect.get(Object(output), 'result');
};

test.each(FORMULA_CASES)('%s is %j', async (formula, expected) => {
  expect(await evaluate(formula)).toEqual(expected);
});

const HOSTILE = [
  '('.repeat(100_000),
  `=${'('.repeat(4000)}`,
  '=REPT("a",1e9)',
  'constructor.constructor("return process")()',
  'this',
  '`${}`',
  'a["__proto__"]',
  '=SUM(A1:A1000000)',
  '=__proto__',
  '=toString()',
  '=hasOwnProperty("a")',
  '=F1',
  '=1/0',
  '=YEAR("0000-00-00")',
  '=DATE(99999,1,1)',
  '=FACT(1e9)',
  '=COMBIN(1e9,5e8)',
  '=MUNIT(1e6)',
  '=NETWORKDAYS(0,1e9)',
  '=NETWORKDAYS("0001-01-01","9999-12-31")',
  '=WORKDAY(1,1e9)',
  '=SEQUENCE(1e6,1e6)',
  '=SUBSTITUTE(REPT("a",90000),"a",REPT("b",90000))',
  `=${'-'.repeat(5000)}1`,
  `=SUM(${'SEQUENCE(100,100)*SEQUENCE(100,100)+'.repeat(60)}1)`,
];

test.each(HOSTILE.map((formula) => [formula.slice(0, 50), formula] as const))(
  'the hostile formula %s ends in an error value at once',
  async (_, formula) => {
    await evaluate('=1');
    const started = performance.now();
    const value = await evaluate(formula);
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(value).toMatch(/^#/);
  },
);

test('a tower of powers and the ends of the calendar give a value or an error value, never a failure', async () => {
  for (const formula of ['2^2^2^2^9', '=9^9^9^9', '=DATE(0,1,1)', '=DATE(9999,12,31)', '=DATEDIF("0001-01-01","9999-12-31","D")']) {
    expect(await evaluate(formula)).toBeDefined();
  }
});

test('at least 164 functions can be called, and no others', async () => {
  const output = await call(runner, 'formula-engine', 'functions', {});
  expect(Reflect.get(Object(output), 'count')).toBeGreaterThanOrEqual(164);
  expect(await evaluate('=RAND()')).toBe('#NAME?');
  expect(await evaluate('=INDIRECT("A1")')).toBe('#NAME?');
});

test('a formula is written into every row, and a row that fails does not stop the others', async () => {
  const data = [
    { 'Unit Price': 2, qty: 3 },
    { 'Unit Price': 2, qty: null },
    { 'Unit Price': 'x', qty: 1 },
  ];
  expect(await call(runner, 'formula-engine', 'apply', { data, formula: '=[Unit Price]*qty', column: 'total' })).toEqual({
    data: [
      { ...data[0], total: 6 },
      { ...data[1], total: 0 },
      { ...data[2], total: null },
    ],
    errors: [{ row: 2, column: 'total', error: '#VALUE!' }],
  });
});

test('5,000 rows take one formula each without running out of budget', async () => {
  const data = Array.from({ length: 5000 }, (_, at) => ({ n: at }));
  const output = await call(runner, 'formula-engine', 'apply', { data, formula: '=IF(MOD(n,2)=0,n*1.2,ROUND(n/3,2))', column: 'm' });
  expect(output).toMatchObject({ errors: [] });
});
