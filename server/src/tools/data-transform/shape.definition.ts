import type { ToolActionDefinition } from '../../kernel/tool.ts';
import { anything, choice, defineAction, list, names, path, record, text } from '../define-action.ts';

/** Changes to the shape of one JSON value. */
export const shapeDefinitions: readonly ToolActionDefinition[] = [
  defineAction({
    name: 'flatten',
    description: 'Makes one level of members named by their path.',
    input: { data: anything('The value.'), separator: text('Between the steps of a name; default a dot.') },
    required: ['data'],
    output: { result: record('One level.') },
    example: { input: { data: { a: { b: [1, 2] } } }, output: { result: { 'a.b.0': 1, 'a.b.1': 2 } } },
  }),
  defineAction({
    name: 'unflatten',
    description: 'Builds a nested value from members named by their path; numbered members become lists.',
    input: { data: record('One level of members.'), separator: text('Between the steps of a name; default a dot.') },
    required: ['data'],
    output: { result: anything('The nested value.') },
    example: { input: { data: { 'a.b.0': 1, 'a.b.1': 2 } }, output: { result: { a: { b: [1, 2] } } } },
  }),
  defineAction({
    name: 'pick',
    description: 'Keeps only some members of an object, or of every object of a list.',
    input: { data: anything('The object or list.'), fields: names('Members or paths to keep.') },
    required: ['data', 'fields'],
    output: { result: anything('What is kept.') },
    example: { input: { data: { a: 1, b: { c: 2, d: 3 } }, fields: ['a', 'b.c'] }, output: { result: { a: 1, b: { c: 2 } } } },
  }),
  defineAction({
    name: 'get',
    description: 'Gives the value at a path.',
    input: {
      data: anything('The value.'),
      path: path('For example items[0].name'),
      default: anything('Given when nothing is there; default null.'),
    },
    required: ['data', 'path'],
    output: { result: anything('The value found.') },
    example: { input: { data: { items: [{ name: 'Pen' }] }, path: 'items[0].name' }, output: { result: 'Pen' } },
  }),
  defineAction({
    name: 'set',
    description: 'Gives a copy with a value put at a path; missing objects on the way are made.',
    input: { data: anything('The value.'), path: path('Where.'), value: anything('What to put there.') },
    required: ['data', 'path', 'value'],
    output: { result: anything('The changed copy.') },
    example: { input: { data: { a: 1 }, path: 'b.c', value: 2 }, output: { result: { a: 1, b: { c: 2 } } } },
  }),
  defineAction({
    name: 'map_keys',
    description: 'Renames members of an object, or of every object of a list.',
    input: {
      data: anything('The object or list.'),
      keys: record('Old name to new name.'),
      case: choice('What to do with the other names; default keep.', ['keep', 'snake', 'camel', 'kebab', 'lower', 'upper']),
    },
    required: ['data', 'keys'],
    output: { result: anything('The renamed copy.') },
    example: {
      input: { data: [{ firstName: 'Ann', n: 1 }], keys: { n: 'count' }, case: 'snake' },
      output: { result: [{ first_name: 'Ann', count: 1 }] },
    },
  }),
  defineAction({
    name: 'diff',
    description: 'Lists what was added, removed and changed between two values.',
    input: { before: anything('The older value.'), after: anything('The newer value.') },
    required: ['before', 'after'],
    output: { result: list('One entry per difference: path, change, before, after.') },
    example: {
      input: { before: { a: 1, b: 2 }, after: { a: 1, b: 3, c: 4 } },
      output: {
        result: [
          { path: 'b', change: 'changed', before: 2, after: 3 },
          { path: 'c', change: 'added', before: null, after: 4 },
        ],
      },
    },
  }),
];
