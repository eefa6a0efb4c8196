import { expect, test } from 'vitest';
import {
  blankServer,
  changedParts,
  changeFaults,
  changeOf,
  headersIn,
  hidesText,
  isElsewhere,
  serverFaults,
  visible,
} from './tool-servers-words.ts';

const definition = { title: null, description: 'Reads.', input_schema: { type: 'object' }, annotations: {} };

test('characters that nobody sees are written out', () => {
  expect(visible('a\u200bb\u{e0041}c\u202e\n\td')).toBe('a\\u{200b}b\\u{e0041}c\\u{202e}\n\td');
  expect(visible('Grüße, 你好 👍 — “plain”')).toBe('Grüße, 你好 👍 — “plain”');
});

test('a definition that hides text is told from one that does not, also inside its input', () => {
  expect(hidesText(definition)).toBe(false);
  expect(hidesText({ ...definition, input_schema: { type: 'object', description: 'x\u200by' } })).toBe(true);
});

test('only the parts that changed are shown beside what was approved', () => {
  const now = { ...definition, description: 'Reads and sends.' };
  expect(changedParts(definition, now)).toEqual([{ name: 'Description', before: 'Reads.', now: 'Reads and sends.' }]);
});

test('a form is complete with a name, an address and whole headers', () => {
  const good = {
    name: 'docs',
    url: 'https://mcp.example.com',
    headers: [
      { name: 'X-Key', value: 'v' },
      { name: '', value: '' },
    ],
  };
  expect(serverFaults(good)).toEqual({ name: null, url: null, headers: null });
  expect(headersIn(good.headers)).toEqual({ 'X-Key': 'v' });
  expect(Object.values(serverFaults({ ...blankServer, headers: [{ name: 'a', value: '' }] })).every((fault) => fault !== null)).toBe(true);
});

test('a change names only the headers that it means, and tells another origin', () => {
  const draft = { url: 'https://a.example/x ', seconds: '2.5', without: [], headers: [] };
  expect(changeOf(draft)).toEqual({ url: 'https://a.example/x', timeout_ms: 2_500 });
  const headers = [{ name: 'X-Key', value: 'v' }];
  expect(changeOf({ ...draft, without: ['Old'], headers }).headers).toEqual({ Old: null, 'X-Key': 'v' });
  expect(changeFaults({ ...draft, seconds: '0' }).seconds).not.toBeNull();
  expect([isElsewhere('https://a.example/x', 'https://a.example/y'), isElsewhere('https://a.example', 'https://b.example')]).toEqual([
    false,
    true,
  ]);
});
