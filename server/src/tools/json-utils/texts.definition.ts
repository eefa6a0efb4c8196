import type { ToolActionDefinition } from '../../kernel/tool.ts';
import { anything, choice, defineAction, flag, text, whole } from '../define-action.ts';

/** JSON as text. */
export const textDefinitions: readonly ToolActionDefinition[] = [
  defineAction({
    name: 'safe_parse',
    description: 'Reads JSON text; bad text is an answer, not a failure.',
    input: { text: text('The text.'), default: anything('The value when it is not JSON; default null.') },
    required: ['text'],
    output: { ok: flag('It is JSON.'), value: anything('The value.'), error: { type: ['string', 'null'], description: 'Why not.' } },
    example: { input: { text: '{"a":1}' }, output: { ok: true, value: { a: 1 }, error: null } },
  }),
  defineAction({
    name: 'stringify',
    description: 'Writes a value as JSON text.',
    input: {
      data: anything('The value.'),
      indent: whole('Spaces per level; default 0.', 0, 10),
      sort_keys: flag('Members in order (default false).'),
    },
    required: ['data'],
    output: { result: text('The text.') },
    example: { input: { data: { b: 1, a: 2 }, sort_keys: true }, output: { result: '{"a":2,"b":1}' } },
  }),
  defineAction({
    name: 'format',
    description: 'Writes JSON (a value, or JSON text) with line breaks.',
    input: { data: anything('The value or text.'), indent: whole('Spaces per level; default 2.', 0, 10) },
    required: ['data'],
    output: { result: text('The text.') },
    example: { input: { data: '{"a":1}' }, output: { result: '{\n  "a": 1\n}' } },
  }),
  defineAction({
    name: 'minify',
    description: 'Writes JSON (a value, or JSON text) without spaces.',
    input: { data: anything('The value or text.') },
    required: ['data'],
    output: { result: text('The text.') },
    example: { input: { data: '{ "a" : 1 }' }, output: { result: '{"a":1}' } },
  }),
  defineAction({
    name: 'sort_keys',
    description: 'Puts the members of every object in order.',
    input: { data: anything('The value.'), order: choice('Default asc.', ['asc', 'desc']) },
    required: ['data'],
    output: { result: anything('The ordered value.') },
    example: { input: { data: { b: 1, a: { d: 1, c: 2 } } }, output: { result: { a: { c: 2, d: 1 }, b: 1 } } },
  }),
];
