import type { ToolActionDefinition } from '../../kernel/tool.ts';
import { conditionMembers } from '../data-transform/rows.definition.ts';
import { anything, defineAction, list, names, number, path, record, rows, text, whole } from '../define-action.ts';

const data = list('The items.');
const people = [
  { n: 'Ann', age: 30 },
  { n: 'Bob', age: 20 },
];
const older = { field: 'age', op: 'gt', value: 25 };

/** Work on lists. */
export const listDefinitions: readonly ToolActionDefinition[] = [
  defineAction({
    name: 'filter',
    description: 'Keeps the items for which a condition holds.',
    input: { data, ...conditionMembers },
    required: ['data'],
    output: { result: list('The items kept.') },
    example: { input: { data: people, ...older }, output: { result: [{ n: 'Ann', age: 30 }] } },
  }),
  defineAction({
    name: 'find',
    description: 'The first item for which a condition holds, or null.',
    input: { data, ...conditionMembers },
    required: ['data'],
    output: { result: anything('The item.') },
    example: { input: { data: people, field: 'n', op: 'eq', value: 'Bob' }, output: { result: { n: 'Bob', age: 20 } } },
  }),
  defineAction({
    name: 'find_all',
    description: 'Every item for which a condition holds, with its place.',
    input: { data, ...conditionMembers },
    required: ['data'],
    output: { result: rows('index, value.') },
    example: { input: { data: people, ...older }, output: { result: [{ index: 0, value: { n: 'Ann', age: 30 } }] } },
  }),
  defineAction({
    name: 'map',
    description: 'One value per item: a member, several members, or a JSONata expression over the item.',
    input: { data, field: path('A member.'), fields: names('Several members.'), expression: text('JSONata; at most 10,000 items.') },
    required: ['data'],
    output: { result: list('The values.') },
    example: { input: { data: people, expression: 'n & "!"' }, output: { result: ['Ann!', 'Bob!'] } },
  }),
  defineAction({
    name: 'count',
    description: 'How many items (for which a condition holds), or members of an object.',
    input: { data: anything('A list or object.'), ...conditionMembers },
    required: ['data'],
    output: { result: whole('How many.', 0, 1e9) },
    example: { input: { data: people, ...older }, output: { result: 1 } },
  }),
  defineAction({
    name: 'sum',
    description: 'The sum of numbers, or of one member of every item; empty values are left out.',
    input: { data, field: text('The member to sum.') },
    required: ['data'],
    output: { result: number('The sum.') },
    example: { input: { data: people, field: 'age' }, output: { result: 50 } },
  }),
  defineAction({
    name: 'group_by',
    description: 'Puts items into groups by the value of one or more members.',
    input: { data, field: names('Member(s).') },
    required: ['data', 'field'],
    output: { result: record('Group name to items.') },
    example: { input: { data: people, field: 'n' }, output: { result: { Ann: [people[0] ?? null], Bob: [people[1] ?? null] } } },
  }),
  defineAction({
    name: 'key_by',
    description: 'An object with one item per value of a member; later items win.',
    input: { data, field: names('Member(s).') },
    required: ['data', 'field'],
    output: { result: record('Value to item.') },
    example: { input: { data: people, field: 'n' }, output: { result: { Ann: people[0] ?? null, Bob: people[1] ?? null } } },
  }),
];
