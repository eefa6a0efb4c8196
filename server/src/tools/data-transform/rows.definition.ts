import type { JsonObject } from '../../kernel/json.ts';
import type { ToolActionDefinition } from '../../kernel/tool.ts';
import { anything, choice, defineAction, flag, list, names, record, rows, text, texts, whole } from '../define-action.ts';
import { CONDITION_OPERATORS, MEASURE_OPERATIONS } from '../operators.ts';

const operator = choice('The comparison.', CONDITION_OPERATORS);

/** The members with which an action states a condition; shared by every action that filters. */
export const conditionMembers: Readonly<Record<string, JsonObject>> = {
  field: text('The member (or path) to look at.'),
  op: operator,
  value: anything('What to compare with; a list for in and not_in, [from, to] for between.'),
  where: {
    type: 'array',
    maxItems: 100,
    items: {
      type: 'object',
      properties: { field: { type: 'string' }, op: operator, value: {} },
      required: ['field'],
      additionalProperties: false,
    },
    description: 'Several conditions.',
  },
  match: choice('Whether all conditions must hold (default) or any.', ['all', 'any']),
};

const measure = {
  op: choice('How to measure; default count.', MEASURE_OPERATIONS),
  field: text('The member to measure.'),
  name: text('Name of the result; default field_op.'),
};

/** Work on lists of rows. */
export const rowDefinitions: readonly ToolActionDefinition[] = [
  defineAction({
    name: 'group_by',
    description: 'Puts the items of a list into groups by the value of one or more members.',
    input: { data: list('The items.'), field: names('Member(s) to group by.') },
    required: ['data', 'field'],
    output: { result: record('Group name to items.') },
    example: {
      input: {
        data: [
          { r: 'West', n: 1 },
          { r: 'East', n: 2 },
          { r: 'West', n: 3 },
        ],
        field: 'r',
      },
      output: {
        result: {
          West: [
            { r: 'West', n: 1 },
            { r: 'West', n: 3 },
          ],
          East: [{ r: 'East', n: 2 }],
        },
      },
    },
  }),
  defineAction({
    name: 'sort_by',
    description: 'Sorts a list; items without the member come last.',
    input: {
      data: list('The items.'),
      by: {
        anyOf: [
          { type: 'string' },
          { type: 'array', minItems: 1, maxItems: 20, items: { anyOf: [{ type: 'string' }, { type: 'object' }] } },
        ],
        description: 'A member, or a list of members or {field, order}; without it the items themselves are compared.',
      },
      order: choice('Default asc.', ['asc', 'desc']),
    },
    required: ['data'],
    output: { data: list('The sorted items.') },
    example: {
      input: { data: [{ n: 1 }, { n: 3 }, { n: 2 }], by: 'n', order: 'desc' },
      output: { data: [{ n: 3 }, { n: 2 }, { n: 1 }] },
    },
  }),
  defineAction({
    name: 'unique',
    description: 'Keeps the first of equal items.',
    input: { data: list('The items.'), by: names('Compare only these members.') },
    required: ['data'],
    output: { data: list('The items that are left.') },
    example: { input: { data: [{ id: 1 }, { id: 2 }, { id: 1 }], by: 'id' }, output: { data: [{ id: 1 }, { id: 2 }] } },
  }),
  defineAction({
    name: 'filter',
    description: 'Keeps the items for which a condition holds.',
    input: { data: list('The items.'), ...conditionMembers, invert: flag('Keep the others instead (default false).') },
    required: ['data'],
    output: { data: list('The items kept.'), count: whole('How many.', 0, 1e9) },
    example: {
      input: { data: [{ n: 1 }, { n: 5 }], field: 'n', op: 'gt', value: 2 },
      output: { data: [{ n: 5 }], count: 1 },
    },
  }),
  defineAction({
    name: 'aggregate',
    description:
      'Groups rows and measures each group. Give one op and field, or a list of measures. With as "object" the answer is {"result": {group: value}}, without rows that have no group, else {"data": [rows]}.',
    input: {
      data: rows('The rows.'),
      group_by: names('Member(s) to group by; without it all rows are one group.'),
      ...measure,
      measures: {
        type: 'array',
        maxItems: 50,
        items: { type: 'object', properties: measure, required: ['op'], additionalProperties: false },
        description: 'Several measures.',
      },
      as: choice('Form of the answer; default rows.', ['rows', 'object']),
    },
    required: ['data'],
    output: {},
    example: {
      input: {
        data: [
          { region: 'West', amount: 1500 },
          { region: 'East', amount: 2300 },
          { region: 'West', amount: 1800 },
        ],
        group_by: 'region',
        op: 'sum',
        field: 'amount',
        as: 'object',
      },
      output: { result: { West: 3300, East: 2300 } },
    },
  }),
  defineAction({
    name: 'chunk',
    description: 'Cuts a list into lists of a size.',
    input: { data: list('The items.'), size: whole('Items per list.', 1, 1_000_000) },
    required: ['data', 'size'],
    output: { data: list('The lists.') },
    example: { input: { data: [1, 2, 3], size: 2 }, output: { data: [[1, 2], [3]] } },
  }),
  defineAction({
    name: 'zip',
    description: 'Joins lists item by item, as lists or, with fields, as objects.',
    input: { lists: list('The lists.'), fields: texts('A member name for each list.') },
    required: ['lists'],
    output: { data: list('The joined items.') },
    example: {
      input: {
        lists: [
          ['a', 'b'],
          [1, 2],
        ],
        fields: ['k', 'v'],
      },
      output: {
        data: [
          { k: 'a', v: 1 },
          { k: 'b', v: 2 },
        ],
      },
    },
  }),
  setAction('union', 'Items that are in any of the lists, each once.', [1, 2, 3, 4]),
  setAction('intersection', 'Items of the first list that are in all the others.', [2, 3]),
  setAction('difference', 'Items of the first list that are in none of the others.', [1]),
];

function setAction(name: string, description: string, data: readonly number[]): ToolActionDefinition {
  return defineAction({
    name,
    description,
    input: { lists: list('The lists.'), by: names('Compare only these members.') },
    required: ['lists'],
    output: { data: list('The items.') },
    example: {
      input: {
        lists: [
          [1, 2, 3],
          [2, 3, 4],
        ],
      },
      output: { data },
    },
  });
}
