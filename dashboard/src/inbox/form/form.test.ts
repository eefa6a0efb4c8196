import { expect, test } from 'vitest';
import { draftOf, faultsOf, readDraft, shapesOf, withText, withValue } from './draft.ts';
import { shapeOf } from './shape.ts';

const schema = {
  type: 'object',
  properties: {
    to: { type: 'string', title: 'Receiver' },
    amount: { type: 'integer' },
    urgent: { type: 'boolean' },
    kind: { enum: ['invoice', 'refund'] },
    lines: { type: 'array', items: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] } },
    filter: { anyOf: [{ type: 'string' }, { type: 'object' }] },
  },
  required: ['to', 'amount'],
};
const value = { to: 'Ana', amount: 3, lines: [{ text: 'a' }], extra: 'kept' };

test('every kind of member has its field, and what the schema does not name is shown as it is', () => {
  const shape = shapeOf(schema, value);
  const kinds = shape.kind === 'group' ? shape.members.map(({ label, shape: { kind } }) => [label, kind]) : [];
  expect(kinds).toEqual([
    ['Receiver', 'text'],
    ['amount', 'number'],
    ['urgent', 'boolean'],
    ['kind', 'choice'],
    ['lines', 'list'],
    ['filter', 'json'],
    ['extra', 'text'],
  ]);
});

test('without a schema the form follows the value; what no form can show is JSON', () => {
  expect(shapeOf(undefined, { a: [1, 2], b: { c: true } })).toMatchObject({
    members: [{ shape: { kind: 'list', item: { kind: 'number' } } }, { shape: { kind: 'group' } }],
  });
  expect(shapeOf({ type: 'object' }, {})).toEqual({ kind: 'json' });
  expect(shapeOf({ $ref: '#/x' }, { a: 1 })).toEqual({ kind: 'json' });
});

test('what is typed becomes the value, in place and in order', () => {
  const shape = shapeOf(schema, value);
  const typed = withText(withValue(withValue(draftOf(value), '/to', 'Bob'), '/lines/0', undefined), '/amount', '12');
  expect(readDraft(typed, shapesOf(shape, typed.value))).toEqual({
    value: { to: 'Bob', amount: 12, lines: [], extra: 'kept' },
    faults: null,
  });
});

test('a field that is not readable says so and stops the whole', () => {
  const shapes = shapesOf(shapeOf(schema, value), value);
  expect(readDraft(withText(draftOf(value), '/amount', '1.5'), shapes).faults).toEqual({ '/amount': 'This must be a whole number.' });
  expect(readDraft(withText(draftOf(value), '/filter', '{'), shapes).faults?.['/filter']).toMatch(/^This is not JSON/);
});

test('a number that is emptied is left out', () => {
  const shapes = shapesOf(shapeOf(schema, value), value);
  expect(readDraft(withText(draftOf(value), '/amount', ' '), shapes).value).not.toHaveProperty('amount');
});

test('a refusal of the server lands on its field', () => {
  const errors = [
    { pointer: '/input/lines/0/text', detail: 'too short' },
    { pointer: '/message', detail: 'missing' },
  ];
  expect(faultsOf(errors)).toEqual({ '/lines/0/text': 'too short' });
});
