import { afterAll, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { createToolRunner } from '../index.ts';
import { call, failureOf } from '../test-runner.ts';

const runner = createToolRunner({ workers: 1 });
afterAll(() => runner.close());

const read = async (csv: Json, options: JsonObject = {}) => call(runner, 'data-transform', 'csv_to_json', { csv, ...options });
const rowsOf = async (csv: string, options: JsonObject = {}) => Reflect.get(Object(await read(csv, options)), 'data');

test("the specification's example is read, its unfinished last row filled with null", async () => {
  expect(await rowsOf('name,date,amount,region\nJohn,1/15/24,1500,West\n...', { normalize_dates: true })).toEqual([
    { name: 'John', date: '2024-01-15', amount: 1500, region: 'West' },
    { name: '...', date: null, amount: null, region: null },
  ]);
});

test.each([
  ['a,b\n1,"x', 'Invalid CSV format: quote not closed on line 2'],
  ['a,b\n1,2\n\n1,2,3', 'Invalid CSV format: line 4 has 3 fields but there are 2 columns'],
  ['', 'Invalid CSV format: no data'],
  ['\n\n', 'Invalid CSV format: no data'],
  ['a,b', 'Invalid CSV format: no data rows after the header'],
  ['a,b\n"x"y,2', 'Invalid CSV format: text after a closing quote on line 2'],
  ['a,b\n1\0,2', 'Invalid CSV format: NUL character on line 2'],
])('%j fails with %j', async (csv, message) => {
  expect(await failureOf(read(csv))).toMatchObject({ code: 'FAILED', message });
});

test.each([null, 5, ['a'], { a: 1 }])('csv that is no text (%j) fails as invalid CSV', async (csv) => {
  expect(await failureOf(read(csv))).toMatchObject({ code: 'FAILED', message: 'Invalid CSV format: "csv" must be text' });
});

test('an unclosed quote of 5 MB fails within the limit of a call', async () => {
  expect((await failureOf(read(`a,b\n1,"${'x'.repeat(5_000_000)}`))).message).toContain('quote not closed');
});

test('100,000 columns are refused', async () => {
  const line = Array.from({ length: 100_000 }, (_, at) => `c${at}`).join(',');
  expect((await failureOf(read(`${line}\n1`))).message).toMatch(/^Invalid CSV format: 100000 columns/);
});

test('a byte order mark, mixed line ends and spaces do not change the data', async () => {
  expect(await rowsOf('\uFEFFa, b\r\n1 ,2\n3,4\r5,6\r\n')).toEqual([
    { a: 1, b: 2 },
    { a: 3, b: 4 },
    { a: 5, b: 6 },
  ]);
});

test.each([';', '\t', '|', ','])('the delimiter %j is found', async (delimiter) => {
  expect(await rowsOf(`a${delimiter}b\n"x,y;z|1"${delimiter}2`)).toEqual([{ a: 'x,y;z|1', b: 2 }]);
});

test('values keep their meaning: numbers, identifiers, booleans, blanks', async () => {
  const csv = 'a,b,c,d,e,f,g\n-2,3.5,007,true,,12345678901234567890,1e3';
  expect(await rowsOf(csv)).toEqual([{ a: -2, b: 3.5, c: '007', d: true, e: null, f: '12345678901234567890', g: 1000 }]);
  expect(await rowsOf('a\n1', { types: false })).toEqual([{ a: '1' }]);
});

test('repeated, empty and dangerous column names are made safe', async () => {
  expect(await rowsOf('a,a,,__proto__,constructor\n1,2,3,4,5')).toEqual([{ a: 1, a_2: 2, column_3: 3, column_4: 4, column_5: 5 }]);
});

test('dates are found by column, with the day first where only that fits', async () => {
  const csv = 'us,eu,iso,words,mixed\n1/15/24,25/12/2024,2024-01-15,15 Jan 2024,1/1/24\n2/3/24,1/2/2024,2024/02/03,"Feb 3, 2024",soon';
  expect(await rowsOf(csv, { normalize_dates: true })).toEqual([
    { us: '2024-01-15', eu: '2024-12-25', iso: '2024-01-15', words: '2024-01-15', mixed: '1/1/24' },
    { us: '2024-02-03', eu: '2024-02-01', iso: '2024-02-03', words: '2024-02-03', mixed: 'soon' },
  ]);
  expect(await rowsOf('d,n\n1/2/24,1/2/24', { normalize_dates: ['d'], day_first: true })).toEqual([{ d: '2024-02-01', n: '1/2/24' }]);
});

test('10,000 rows are read in well under a second', async () => {
  const lines = Array.from({ length: 10_000 }, (_, at) => `${at},Name ${at},${(at % 12) + 1}/${(at % 28) + 1}/24,${at * 1.5},West`);
  const csv = ['id,name,date,amount,region', ...lines].join('\n');
  await read('a\n1');
  const took: number[] = [];
  // The quickest of a few: on a loaded machine any one of them may have to wait.
  for (let tries = 0; tries < 5; tries += 1) {
    const started = performance.now();
    expect(await read(csv, { normalize_dates: true })).toMatchObject({ row_count: 10_000 });
    took.push(performance.now() - started);
  }
  expect(Math.min(...took)).toBeLessThan(1_000);
});

test('what is written as CSV is read back the same, and cannot run as a formula', async () => {
  const data = [{ a: 'x, "y"\nz', b: -5, c: "=cmd|'/c calc'!A1", d: '+1', e: '@x', f: '\tt', g: null, h: { k: 1 } }];
  const output = await call(runner, 'data-transform', 'json_to_csv', { data });
  const csv = String(Reflect.get(Object(output), 'csv'));
  expect(csv).toContain("'=cmd");
  expect(await rowsOf(csv, { trim: false })).toEqual([
    { a: 'x, "y"\nz', b: -5, c: "'=cmd|'/c calc'!A1", d: "'+1", e: "'@x", f: "'\tt", g: null, h: '{"k":1}' },
  ]);
});

test("the specification's example is summed by region, rows without a region left out", async () => {
  const csv = 'name,date,amount,region\nJohn,1/15/24,1500,West\nAnn,1/16/24,2300,East\nBob,1/17/24,1800,West\n...';
  const output = await call(runner, 'data-transform', 'aggregate', {
    data: await rowsOf(csv),
    group_by: 'region',
    op: 'sum',
    field: 'amount',
    as: 'object',
  });
  expect(output).toEqual({ result: { West: 3300, East: 2300 } });
});
