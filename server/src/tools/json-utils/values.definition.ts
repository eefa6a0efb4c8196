import type { ToolActionDefinition } from '../../kernel/tool.ts';
import { anything, choice, defineAction, flag, list, names, path, record, rows, text } from '../define-action.ts';

const data = anything('The value.');
const result = { result: anything('The answer.') };
const separator = text('Between the steps of a name; default a dot.');

/** Work on one JSON value. */
export const valueDefinitions: readonly ToolActionDefinition[] = [
  defineAction({
    name: 'query',
    description: 'Finds values with a JSONPath (RFC 9535).',
    input: { data, path: text('For example $..price') },
    required: ['data', 'path'],
    output: { result: list('The values found, in order.') },
    example: { input: { data: { a: [{ price: 1 }, { price: 2 }] }, path: '$..price' }, output: { result: [1, 2] } },
  }),
  defineAction({
    name: 'get',
    description: 'Gives the value at a path.',
    input: { data, path: path('For example a.b[0] or /a/b/0.'), default: anything('Given when nothing is there; default null.') },
    required: ['data', 'path'],
    output: result,
    example: { input: { data: { a: { b: [5] } }, path: '/a/b/0' }, output: { result: 5 } },
  }),
  defineAction({
    name: 'set',
    description: 'Gives a copy with a value put at a path.',
    input: { data, path: path('Where.'), value: anything('What to put there.') },
    required: ['data', 'path', 'value'],
    output: result,
    example: { input: { data: { a: [1] }, path: 'a[1]', value: 2 }, output: { result: { a: [1, 2] } } },
  }),
  defineAction({
    name: 'has',
    description: 'Whether anything is at a path.',
    input: { data, path: path('Where.') },
    required: ['data', 'path'],
    output: { result: flag('The answer.') },
    example: { input: { data: { a: null }, path: 'a' }, output: { result: true } },
  }),
  defineAction({
    name: 'remove',
    description: 'Gives a copy without what is at a path.',
    input: { data, path: path('Where.') },
    required: ['data', 'path'],
    output: result,
    example: { input: { data: { a: [1, 2, 3], b: 1 }, path: 'a[1]' }, output: { result: { a: [1, 3], b: 1 } } },
  }),
  defineAction({
    name: 'flatten',
    description: 'Makes one level of members named by their path.',
    input: { data, separator },
    required: ['data'],
    output: { result: record('One level.') },
    example: { input: { data: { a: { b: 1 } }, separator: '/' }, output: { result: { 'a/b': 1 } } },
  }),
  defineAction({
    name: 'unflatten',
    description: 'Builds a nested value from members named by their path.',
    input: { data: record('One level of members.'), separator },
    required: ['data'],
    output: result,
    example: { input: { data: { 'a.b': 1 } }, output: { result: { a: { b: 1 } } } },
  }),
  defineAction({
    name: 'merge',
    description: 'Merges objects, top level only; later values win.',
    input: { values: list('The objects, first to last.') },
    required: ['values'],
    output: result,
    example: { input: { values: [{ a: 1, b: { x: 1 } }, { b: { y: 2 } }] }, output: { result: { a: 1, b: { y: 2 } } } },
  }),
  defineAction({
    name: 'deep_merge',
    description: 'Merges objects at every level; later values win.',
    input: {
      values: list('The objects, first to last.'),
      lists: choice('What to do with lists; default replace.', ['replace', 'concat', 'by_index']),
    },
    required: ['values'],
    output: result,
    example: {
      input: { values: [{ a: { x: 1, l: [1] } }, { a: { y: 2, l: [2] } }], lists: 'concat' },
      output: { result: { a: { x: 1, l: [1, 2], y: 2 } } },
    },
  }),
  defineAction({
    name: 'diff',
    description: 'The JSON Patch (RFC 6902) that turns one value into another.',
    input: { before: anything('The older value.'), after: anything('The newer value.') },
    required: ['before', 'after'],
    output: { result: rows('The operations.') },
    example: {
      input: { before: { a: 1, b: 2 }, after: { a: 1, b: 3 } },
      output: { result: [{ op: 'replace', path: '/b', value: 3 }] },
    },
  }),
  defineAction({
    name: 'patch',
    description: 'Applies a JSON Patch (RFC 6902); all of it or, on failure, none.',
    input: { data, patch: rows('The operations.') },
    required: ['data', 'patch'],
    output: result,
    example: {
      input: {
        data: { a: 1 },
        patch: [
          { op: 'add', path: '/b', value: [1] },
          { op: 'remove', path: '/a' },
        ],
      },
      output: { result: { b: [1] } },
    },
  }),
  defineAction({
    name: 'clone',
    description: 'Gives the value back unchanged.',
    input: { data },
    required: ['data'],
    output: result,
    example: { input: { data: { a: [1] } }, output: { result: { a: [1] } } },
  }),
  defineAction({
    name: 'equals',
    description: 'Whether two values are the same, whatever the order of members.',
    input: { left: anything('One value.'), right: anything('The other.') },
    required: ['left', 'right'],
    output: { result: flag('The answer.') },
    example: { input: { left: { a: 1, b: [2] }, right: { b: [2], a: 1 } }, output: { result: true } },
  }),
  defineAction({
    name: 'pick',
    description: 'Keeps only some members of an object, or of every object of a list.',
    input: { data, fields: names('Members or paths.') },
    required: ['data', 'fields'],
    output: result,
    example: { input: { data: { a: 1, b: 2 }, fields: 'a' }, output: { result: { a: 1 } } },
  }),
  defineAction({
    name: 'omit',
    description: 'Removes members from an object, or from every object of a list.',
    input: { data, fields: names('Members or paths.') },
    required: ['data', 'fields'],
    output: result,
    example: { input: { data: { a: 1, b: 2 }, fields: ['a'] }, output: { result: { b: 2 } } },
  }),
  defineAction({
    name: 'transform',
    description: 'Transforms data with a JSONata expression.',
    input: { data, expression: text('The expression.') },
    required: ['data', 'expression'],
    output: result,
    example: { input: { data: { a: [1, 2, 3] }, expression: '$sum(a)' }, output: { result: 6 } },
  }),
  defineAction({
    name: 'validate',
    description: 'Checks a value against a JSON Schema (2020-12).',
    input: { data, schema: record('The schema.'), formats: flag('Check formats such as email and date (default true).') },
    required: ['data', 'schema'],
    output: { valid: flag('The answer.'), errors: rows('path, message, keyword; at most 50.') },
    example: {
      input: { data: { age: 'x' }, schema: { type: 'object', properties: { age: { type: 'integer' } } } },
      output: { valid: false, errors: [{ path: '/age', message: 'must be integer', keyword: 'type' }] },
    },
  }),
];
