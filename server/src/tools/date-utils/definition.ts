import type { Json, JsonObject } from '../../kernel/json.ts';
import { noExposure } from '../../kernel/tool.ts';
import type { ToolActionDefinition, ToolDefinition } from '../../kernel/tool.ts';
import { anything, choice, defineAction, flag, list, moment, names, number, rows, text, whole } from '../define-action.ts';
import { comparisonDefinitions } from './comparison.definition.ts';

const timezone = text('IANA name such as Europe/Berlin, or an offset such as +02:00; default UTC.');
const dayFirst = flag('Read 1/2/2024 as 1 February (default false).');
const UNITS = ['minutes', 'hours', 'days', 'weeks', 'months', 'years'];
const ALL_UNITS = ['milliseconds', 'seconds', ...UNITS, 'quarters', 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];
const EDGES = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];
const FORMAT = 'Tokens such as YYYY-MM-DD HH:mm:ss, MMM, dddd, A, Z; text in [brackets] is kept. Default YYYY-MM-DD HH:mm:ss.';

const conversions: readonly ToolActionDefinition[] = [
  defineAction({
    name: 'format',
    description: 'Writes a date in a format and a time zone.',
    input: { date: moment('The date.'), format: text(FORMAT), timezone, day_first: dayFirst },
    required: ['date'],
    output: { result: text('The written date.') },
    example: {
      input: { date: '2024-01-15T15:30:00Z', format: 'dddd, MMM D YYYY, h:mm A Z', timezone: 'America/New_York' },
      output: { result: 'Monday, Jan 15 2024, 10:30 AM -05:00' },
    },
  }),
  defineAction({
    name: 'parse',
    description: 'Reads a date from text: ISO, common written forms, a given format, or English such as "next friday at 5pm".',
    input: {
      text: { type: 'string', maxLength: 500, description: 'The text.' },
      format: text('Read by exactly this format.'),
      timezone,
      reference: moment('What "today" is; default now.'),
      day_first: dayFirst,
    },
    required: ['text'],
    output: {
      result: text('ISO: a date alone, or date and time in UTC.'),
      date: text('The date in the time zone.'),
      unix_ms: whole('Epoch milliseconds.', -8.64e15, 8.64e15),
      has_time: flag('The text stated a time.'),
    },
    example: {
      input: { text: 'next friday at 5pm', reference: '2024-01-15T12:00:00Z' },
      output: { result: '2024-01-26T17:00:00.000Z', date: '2024-01-26', unix_ms: 1706288400000, has_time: true },
    },
  }),
  defineAction({
    name: 'normalize',
    description: 'Writes dates as YYYY-MM-DD: a list of values, or fields of rows. What cannot be read becomes null and is listed.',
    input: {
      values: list('Dates.'),
      data: rows('Rows, instead of values.'),
      fields: names('Fields of the rows; default those that hold only dates.'),
      day_first: flag('Default: decided per field, month first when in doubt.'),
      keep_time: flag('Keep the time of day (default false).'),
      timezone,
      reference: moment('What "today" is; default now.'),
    },
    required: [],
    output: { data: list('The values or rows.'), fields: list('Fields that were changed.'), unparsed: list('row, field, value.') },
    example: {
      input: {
        data: [
          { n: 1, on: '1/15/24' },
          { n: 2, on: 'Feb 3, 2024' },
          { n: 3, on: 'soon?' },
        ],
        fields: ['on'],
      },
      output: {
        data: [
          { n: 1, on: '2024-01-15' },
          { n: 2, on: '2024-02-03' },
          { n: 3, on: null },
        ],
        fields: ['on'],
        unparsed: [{ row: 2, field: 'on', value: 'soon?' }],
      },
    },
  }),
  defineAction({
    name: 'now',
    description: 'The current time.',
    input: { format: text(FORMAT), timezone, now: moment('Use this instead of the clock.') },
    required: [],
    output: { result: text('ISO, or as the format says.'), unix: number('Epoch seconds.'), unix_ms: number('Epoch milliseconds.') },
    example: {
      input: { now: '2024-01-15T10:00:00Z' },
      output: { result: '2024-01-15T10:00:00.000Z', unix: 1705312800, unix_ms: 1705312800000 },
    },
  }),
  onDate('to_iso', 'The date in ISO 8601, UTC.', { day_first: dayFirst }, [
    { date: '1/15/2024 10:00', timezone: 'Europe/Berlin' },
    '2024-01-15T09:00:00.000Z',
  ]),
  onDate('to_unix', 'Epoch seconds, or milliseconds.', { unit: choice('Default seconds.', ['seconds', 'milliseconds']) }, [
    { date: '2024-01-15T10:00:00Z' },
    1705312800,
  ]),
  defineAction({
    name: 'from_unix',
    description: 'The date of an epoch time.',
    input: {
      timestamp: number('Seconds or milliseconds.'),
      unit: choice('Default auto, by size.', ['auto', 'seconds', 'milliseconds']),
      format: text('Default ISO.'),
      timezone,
    },
    required: ['timestamp'],
    output: { result: text('The written date.') },
    example: { input: { timestamp: 1705312800 }, output: { result: '2024-01-15T10:00:00.000Z' } },
  }),
  onDate('relative_time', 'How long ago or ahead, in English.', { reference: moment('Counted from; default now.') }, [
    { date: '2024-01-15T10:00:00Z', reference: '2024-01-15T12:30:00Z' },
    '2 hours ago',
  ]),
];

const arithmetic: readonly ToolActionDefinition[] = [
  onDate(
    'add',
    'Adds time; months and years keep to the end of shorter months.',
    { amount: number('How many.'), unit: choice('The unit.', ALL_UNITS) },
    [{ date: '2024-01-31', amount: 1, unit: 'months' }, '2024-02-29'],
    ['amount', 'unit'],
  ),
  onDate(
    'subtract',
    'Takes time away.',
    { amount: number('How many.'), unit: choice('The unit.', ALL_UNITS) },
    [{ date: '2024-03-31', amount: 1, unit: 'month' }, '2024-02-29'],
    ['amount', 'unit'],
  ),
  ...UNITS.map((unit) =>
    onDate(
      `add_${unit}`,
      `Adds ${unit}; a negative amount takes them away.`,
      { amount: number('How many.') },
      [{ date: '2024-01-31', amount: 1 }, addedToLastOfJanuary(unit)],
      ['amount'],
    ),
  ),
  defineAction({
    name: 'diff',
    description: 'How many units lie between two dates; negative when "to" is earlier.',
    input: {
      from: moment('From.'),
      to: moment('To.'),
      unit: choice('Default days.', ALL_UNITS),
      exact: flag('Count parts of units too (default false).'),
      timezone,
    },
    required: ['from', 'to'],
    output: { result: number('The number of units.') },
    example: { input: { from: '2024-01-15', to: '2024-03-01' }, output: { result: 46 } },
  }),
  onDate(
    'start_of',
    'The first moment of a unit.',
    { unit: choice('The unit.', EDGES), week_starts: choice('Default monday.', ['monday', 'sunday']) },
    [{ date: '2024-01-17T10:00:00Z', unit: 'week' }, '2024-01-15T00:00:00.000Z'],
    ['unit'],
  ),
  onDate(
    'end_of',
    'The last millisecond of a unit.',
    { unit: choice('The unit.', EDGES), week_starts: choice('Default monday.', ['monday', 'sunday']) },
    [{ date: '2024-02-10', unit: 'month' }, '2024-02-29T23:59:59.999Z'],
    ['unit'],
  ),
];

function addedToLastOfJanuary(unit: string): string {
  if (unit === 'minutes') return '2024-01-31T00:01:00.000Z';
  if (unit === 'hours') return '2024-01-31T01:00:00.000Z';
  if (unit === 'days') return '2024-02-01';
  if (unit === 'weeks') return '2024-02-07';
  return unit === 'months' ? '2024-02-29' : '2025-01-31';
}

function onDate(
  name: string,
  description: string,
  more: Readonly<Record<string, JsonObject>>,
  [input, result]: readonly [JsonObject, Json],
  required: readonly string[] = [],
): ToolActionDefinition {
  return defineAction({
    name,
    description,
    input: { date: moment('The date.'), ...more, timezone },
    required: ['date', ...required],
    output: { result: anything('The answer.') },
    example: { input, output: { result } },
  });
}

/** Source: Agent API Specification, tool `date-utils`. */
export const dateUtils: ToolDefinition = {
  id: 'date-utils',
  version: '1.0.0',
  description: 'Reads, writes, normalizes, compares and computes with dates and times, in any time zone.',
  recovery: 'pure',
  exposure: noExposure,
  actions: [...conversions, ...arithmetic, ...comparisonDefinitions],
};
