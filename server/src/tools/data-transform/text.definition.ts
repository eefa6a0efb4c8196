import type { Json, JsonObject } from '../../kernel/json.ts';
import type { ToolActionDefinition } from '../../kernel/tool.ts';
import { anything, choice, defineAction, list, text, whole } from '../define-action.ts';

const LENGTH_MAX = 1_000_000;

/** Work on one text; every action answers with `result`. */
export const textDefinitions: readonly ToolActionDefinition[] = [
  onText('upper', 'Upper case.', {}, [{ text: 'abc' }, 'ABC']),
  onText('lower', 'Lower case.', {}, [{ text: 'ABC' }, 'abc']),
  onText('capitalize', 'First letter in upper case.', {}, [{ text: 'hello world' }, 'Hello world']),
  onText('title_case', 'First letter of every word in upper case.', {}, [{ text: 'hello WORLD' }, 'Hello World']),
  onText('slug', 'Lower-case words joined by hyphens, without accents.', {}, [{ text: 'Crème Brûlée, twice!' }, 'creme-brulee-twice']),
  onText('trim', 'Removes spaces and line breaks at the ends.', { side: choice('Default both.', ['both', 'start', 'end']) }, [
    { text: '  a ' },
    'a',
  ]),
  onText(
    'split',
    'Splits at a literal separator.',
    { separator: text('Default a comma.'), limit: whole('Most parts to give.', 1, LENGTH_MAX) },
    [{ text: 'a;b;c', separator: ';' }, ['a', 'b', 'c']],
  ),
  onText(
    'replace',
    'Replaces literal text; patterns are not understood.',
    { find: text('Text to find.'), with: text('Text to put there.'), occurrences: choice('Default all.', ['all', 'first']) },
    [{ text: 'a.b.c', find: '.', with: '-' }, 'a-b-c'],
    ['find', 'with'],
  ),
  onText(
    'pad',
    'Fills up to a length.',
    { length: whole('Length to reach.', 0, LENGTH_MAX), fill: text('Default a space.'), side: choice('Default start.', ['start', 'end']) },
    [{ text: '7', length: 3, fill: '0' }, '007'],
    ['length'],
  ),
  onText(
    'truncate',
    'Cuts to a length and marks the cut.',
    { length: whole('Most characters, ending included.', 0, LENGTH_MAX), ending: text('Default …') },
    [{ text: 'abcdef', length: 4 }, 'abc…'],
    ['length'],
  ),
  onText(
    'substring',
    'Part of a text by position; negative positions count from the end.',
    { start: whole('Default 0.', -LENGTH_MAX, LENGTH_MAX), end: whole('Default the end.', -LENGTH_MAX, LENGTH_MAX) },
    [{ text: 'abcdef', start: 1, end: 3 }, 'bc'],
  ),
  defineAction({
    name: 'join',
    description: 'Joins values into one text.',
    input: { values: list('The values.'), separator: text('Default a comma.') },
    required: ['values'],
    output: { result: text('The text.') },
    example: { input: { values: ['a', 1], separator: '-' }, output: { result: 'a-1' } },
  }),
];

function onText(
  name: string,
  description: string,
  more: Readonly<Record<string, JsonObject>>,
  [input, result]: readonly [JsonObject, Json],
  required: readonly string[] = [],
): ToolActionDefinition {
  return defineAction({
    name,
    description,
    input: { text: text('The text.'), ...more },
    required: ['text', ...required],
    output: { result: anything('The changed text.') },
    example: { input, output: { result } },
  });
}
