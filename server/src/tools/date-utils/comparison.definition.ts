import type { ToolActionDefinition } from '../../kernel/tool.ts';
import { anything, defineAction, flag, moment, text, whole } from '../define-action.ts';

const timezone = text('IANA name or offset; default UTC.');
const yesOrNo = { result: flag('The answer.') };

/** Questions about dates. */
export const comparisonDefinitions: readonly ToolActionDefinition[] = [
  defineAction({
    name: 'is_valid',
    description: 'Whether a value is a real date.',
    input: {
      date: anything('The value.'),
      format: text('It must be written in this format.'),
      day_first: flag('Default false.'),
      timezone,
    },
    required: ['date'],
    output: yesOrNo,
    example: { input: { date: '2023-02-29' }, output: { result: false } },
  }),
  defineAction({
    name: 'is_before',
    description: 'Whether a date is before another.',
    input: { date: moment('The date.'), other: moment('The other date.'), timezone },
    required: ['date', 'other'],
    output: yesOrNo,
    example: { input: { date: '2024-01-15', other: '2024-01-16' }, output: { result: true } },
  }),
  defineAction({
    name: 'is_after',
    description: 'Whether a date is after another.',
    input: { date: moment('The date.'), other: moment('The other date.'), timezone },
    required: ['date', 'other'],
    output: yesOrNo,
    example: { input: { date: '2024-01-15', other: '2024-01-16' }, output: { result: false } },
  }),
  defineAction({
    name: 'is_between',
    description: 'Whether a date lies between two others.',
    input: {
      date: moment('The date.'),
      from: moment('From.'),
      to: moment('To.'),
      inclusive: flag('The ends count (default true).'),
      timezone,
    },
    required: ['date', 'from', 'to'],
    output: yesOrNo,
    example: { input: { date: '2024-01-15', from: '2024-01-01', to: '2024-01-31' }, output: { result: true } },
  }),
  defineAction({
    name: 'get_weekday',
    description: 'The day of the week.',
    input: { date: moment('The date.'), timezone },
    required: ['date'],
    output: { result: text('English name.'), number: whole('1 is Monday, 7 is Sunday.', 1, 7) },
    example: { input: { date: '2024-01-15' }, output: { result: 'Monday', number: 1 } },
  }),
  defineAction({
    name: 'get_days_in_month',
    description: 'How many days a month has.',
    input: {
      date: moment('Any day of the month.'),
      year: whole('Instead of a date.', 1, 9999),
      month: whole('With year.', 1, 12),
      timezone,
    },
    required: [],
    output: { result: whole('Days.', 28, 31) },
    example: { input: { year: 2024, month: 2 }, output: { result: 29 } },
  }),
];
