import { afterAll, expect, test } from 'vitest';
import type { Json, JsonObject } from '../kernel/json.ts';
import { createToolRunner } from './index.ts';
import { call, failureOf } from './test-runner.ts';

const runner = createToolRunner({ workers: 1 });
afterAll(() => runner.close());

const json = (action: string, input: JsonObject) => call(runner, 'json-utils', action, input);
const data = (action: string, input: JsonObject) => call(runner, 'data-transform', action, input);
const parsed = (text: string): JsonObject => JSON.parse(text);

test('an unknown action and an unknown tool are UNKNOWN_ACTION', async () => {
  expect(await failureOf(json('explode', {}))).toMatchObject({
    code: 'UNKNOWN_ACTION',
    message: 'The tool "json-utils" has no action "explode"',
  });
  expect(await failureOf(call(runner, 'no-tool', 'x', {}))).toMatchObject({
    code: 'UNKNOWN_ACTION',
    message: 'There is no tool "no-tool"',
  });
  expect((await failureOf(call(runner, 'constructor', 'toString', {}))).code).toBe('UNKNOWN_ACTION');
});

test.each([
  ['missing', {}, 'The input member "text" is missing'],
  ['of another kind', { text: 5 }, 'The input member "text" must be string'],
  ['not known', { text: 'a', extra: 1 }, 'The input member "extra" is not known'],
])('a member that is %s is named in the refusal', async (_, input, message) => {
  expect(await failureOf(data('upper', input))).toMatchObject({ code: 'INVALID_INPUT', message });
});

test('a value outside a closed list is told what the list holds', async () => {
  const failure = await failureOf(data('trim', { text: 'a', side: 'left' }));
  expect(failure.message).toBe('The input member "side" must be one of both, start, end');
});

test.each(['{"data":{"__proto__":{"x":1}},"fields":["x"]}', '{"data":{"constructor":{"prototype":{"x":1}}},"fields":["x"]}'])(
  'input that reaches for a prototype is refused: %s',
  async (text) => {
    expect((await failureOf(json('pick', parsed(text)))).code).toBe('INVALID_INPUT');
  },
);

test('deep nesting is refused, not crashed on', async () => {
  let nested: Json = 1;
  for (let level = 0; level < 90; level += 1) nested = [nested];
  expect((await failureOf(json('clone', { data: nested }))).code).toBe('INVALID_INPUT');
  for (let level = 0; level < 5000; level += 1) nested = [nested];
  expect((await failureOf(json('clone', { data: nested }))).code).toBe('INVALID_INPUT');
});

test.each(['__proto__.polluted', 'constructor.prototype.polluted', '/__proto__/polluted', '["__proto__"].polluted'])(
  'the path %s is refused everywhere',
  async (path) => {
    for (const action of ['get', 'has', 'remove']) expect((await failureOf(json(action, { data: {}, path }))).code).toBe('INVALID_INPUT');
    expect((await failureOf(json('set', { data: {}, path, value: 1 }))).code).toBe('INVALID_INPUT');
    expect((await failureOf(json('unflatten', { data: { [`${path}.x`]: 1, '__proto__.x': 2 } }))).code).toBe('INVALID_INPUT');
  },
);

test('a patch cannot reach a prototype', async () => {
  const patch = [{ op: 'add', path: '/__proto__/polluted', value: 1 }];
  expect((await failureOf(json('patch', { data: {}, patch }))).code).toBe('INVALID_INPUT');
  const moved = [{ op: 'copy', from: '/constructor/prototype', path: '/a' }];
  expect((await failureOf(json('patch', { data: {}, patch: moved }))).code).toBe('INVALID_INPUT');
});

test('formats that could carry a prototype leave it out', async () => {
  expect(await data('yaml_to_json', { yaml: '__proto__:\n  x: 1\nconstructor: 2\na: 3' })).toEqual({ data: { a: 3 } });
  expect((await data('xml_to_json', { xml: '<r><a>1</a></r>' })) as Json).toEqual({ data: { r: { a: 1 } } });
  expect(await json('safe_parse', { text: '{"__proto__":{"x":1}}' })).toMatchObject({ ok: false });
  expect(await data('jsonata', { data: {}, expression: '{"__proto__": {"x": 1}, "a": 1}' })).toEqual({ result: { a: 1 } });
  expect(await data('map_keys', { data: { a: 1 }, keys: { a: '__proto__' } })).toEqual({ result: {} });
});

test.each([
  '$string.constructor',
  '$$.constructor.constructor("return process")()',
  '"a".constructor',
  '$lookup($$,"constructor")',
  'toString',
])('the expression %s finds nothing', async (expression) => {
  const outcome = await data('jsonata', { data: { a: 1 }, expression }).catch((error: Error) => error.message);
  expect([{ result: null }, 'Expression error: Attempted to invoke a non-function']).toContainEqual(outcome);
});

test('entity bombs, alias bombs and document types are refused', async () => {
  const xml = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xxxxxxxx"><!ENTITY y "&x;&x;">]><a>&y;</a>';
  expect((await failureOf(data('xml_to_json', { xml }))).code).toBe('FAILED');
  const lines = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefghi'.split('').map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[at]}`).join(',')}]`),
  ];
  expect((await failureOf(data('yaml_to_json', { yaml: lines.join('\n') }))).message).toContain('Invalid YAML');
});

test.each(['^(a+)+$', '(a|a)*b', '(x+x+)+y', '(?=a)', '(a{1000}){1000}', '(a)\\1', '(?<!x)y', 'a{5000}'])(
  'the costly pattern %s is refused at once in expressions, paths and schemas',
  async (pattern) => {
    const attempts = [
      data('jsonata', { data: { s: `${'a'.repeat(40)}!` }, expression: `$match(s, /${pattern}/)` }),
      data('jsonpath', { data: [`${'a'.repeat(40)}!`], path: `$[?search(@, '${pattern.replaceAll('\\', '\\\\')}')]` }),
      json('validate', { data: `${'a'.repeat(40)}!`, schema: { type: 'string', pattern } }),
    ];
    for (const failure of await Promise.all(attempts.map(failureOf))) expect(failure.code).toBe('INVALID_INPUT');
  },
);

test('ordinary patterns still work', async () => {
  expect(await data('jsonata', { data: { s: 'Order 66' }, expression: '$match(s, /[0-9]+/).match' })).toEqual({ result: '66' });
  expect(await data('jsonpath', { data: ['abc', 'xyz'], path: "$[?match(@, 'a.*')]" })).toEqual({ result: ['abc'] });
  const schema = { type: 'string', pattern: '^[^@]+@[^@]+\\.[a-z]{2,}$' };
  expect(await json('validate', { data: 'a@b.example', schema })).toEqual({ valid: true, errors: [] });
});

test('a descendant query on a wide document and a schema that refers to itself are bounded', async () => {
  const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, { v: at }]));
  expect(await data('jsonpath', { data: wide, path: '$..v', first: true })).toEqual({ result: 0 });
  const schema = { $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } }, $ref: '#/$defs/node' };
  expect(await json('validate', { data: { next: { next: { next: 1 } } }, schema })).toMatchObject({ valid: false });
  expect((await failureOf(json('validate', { data: 1, schema: { $ref: '#' } }))).code).toBe('FAILED');
  expect((await failureOf(json('validate', { data: 1, schema: { $ref: 'http://elsewhere.example/x' } }))).code).toBe('FAILED');
});

test('nothing above has changed a prototype in this process', () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
