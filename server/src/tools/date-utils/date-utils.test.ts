import { afterAll, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { createToolRunner } from '../index.ts';
import { call, failureOf } from '../test-runner.ts';

const runner = createToolRunner({ workers: 1 });
afterAll(() => runner.close());

const run = (action: string, input: JsonObject) => call(runner, 'date-utils', action, input);
const resultOf = async (action: string, input: JsonObject): Promise<Json> => Reflect.get(Object(await run(action, input)), 'result');

test('the default format is YYYY-MM-DD HH:mm:ss in UTC', async () => {
  expect(await resultOf('format', { date: '2024-01-15T10:05:09Z' })).toBe('2024-01-15 10:05:09');
  expect(await resultOf('format', { date: 1705312800 })).toBe('2024-01-15 10:00:00');
});

test.each([
  ['tomorrow', '2024-01-16'],
  ['3 days ago', '2024-01-12'],
  ['Jan 20th at 3:30pm', '2024-01-20T15:30:00.000Z'],
  ['25.12.2024', '2024-12-25'],
  ['2024-02-29T12:00:00+02:00', '2024-02-29T10:00:00.000Z'],
])('%s is understood', async (text, expected) => {
  const result = String(await resultOf('parse', { text, reference: '2024-01-15T12:00:00Z' }));
  expect(result.slice(0, expected.length)).toBe(expected);
});

test('words are understood in the zone of the person', async () => {
  const input = { text: 'tomorrow at 9am', reference: '2024-07-01T02:00:00Z', timezone: 'America/New_York' };
  expect(await resultOf('parse', input)).toBe('2024-07-01T13:00:00.000Z');
});

test('a format is read exactly', async () => {
  expect(await resultOf('parse', { text: '31-12-2023 08:05 PM', format: 'DD-MM-YYYY hh:mm A' })).toBe('2023-12-31T20:05:00.000Z');
  expect((await failureOf(run('parse', { text: '2023-12-31', format: 'DD-MM-YYYY' }))).code).toBe('FAILED');
});

test('calendar days keep the clock time when the clocks change', async () => {
  const timezone = 'Europe/Berlin';
  expect(await resultOf('add_days', { date: '2024-03-30T11:00:00+01:00', amount: 1, timezone })).toBe('2024-03-31T09:00:00.000Z');
  expect(await resultOf('add_hours', { date: '2024-03-30T11:00:00+01:00', amount: 24, timezone })).toBe('2024-03-31T10:00:00.000Z');
  expect(await resultOf('start_of', { date: '2024-07-10T23:30:00Z', unit: 'day', timezone })).toBe('2024-07-10T22:00:00.000Z');
});

test.each([
  [{ from: '2024-01-31', to: '2024-02-29', unit: 'months' }, 1],
  [{ from: '2024-01-15', to: '2025-01-14', unit: 'years' }, 0],
  [{ from: '2024-03-01', to: '2024-02-01', unit: 'days' }, -29],
  [{ from: '2024-01-01T00:00:00Z', to: '2024-01-01T01:30:00Z', unit: 'hours', exact: true }, 1.5],
])('the distance %j is %d', async (input, expected) => {
  expect(await resultOf('diff', input)).toBe(expected);
});

test('what is no date is said to be none, and never guessed', async () => {
  expect(await resultOf('is_valid', { date: '2024-02-30' })).toBe(false);
  expect(await failureOf(run('format', { date: 'soon' }))).toMatchObject({ code: 'FAILED', message: '"soon" is not a date' });
  expect((await failureOf(run('format', { date: '2024-01-01', timezone: 'Mars/Base' }))).code).toBe('INVALID_INPUT');
  expect((await failureOf(run('add_years', { date: '2024-01-01', amount: 1e8 }))).code).toBe('INVALID_INPUT');
});

test('rows are normalized as they come from csv_to_json, fields found by themselves', async () => {
  const data = [
    { id: 1, date: '1/15/24', note: 'x' },
    { id: 2, date: null, note: '2/2/24' },
    { id: 3, date: '3/5/2024', note: 'y' },
  ];
  expect(await run('normalize', { data })).toEqual({
    data: [
      { id: 1, date: '2024-01-15', note: 'x' },
      { id: 2, date: null, note: '2/2/24' },
      { id: 3, date: '2024-03-05', note: 'y' },
    ],
    fields: ['date'],
    unparsed: [],
  });
  expect(await run('normalize', { values: ['25/12/2024', '1/2/2024', 'nonsense', null] })).toEqual({
    data: ['2024-12-25', '2024-02-01', null, null],
    fields: [],
    unparsed: [{ row: 2, field: null, value: 'nonsense' }],
  });
});
