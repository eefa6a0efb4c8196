import type { LaunchField } from '@forgeyard/sdk';
import { expect, test } from 'vitest';
import { kept, missingIn, sentValues, storedFor, valuesOf } from './launch-values.ts';

const fields: readonly LaunchField[] = [
  { name: 'url', label: 'URL', type: 'url', required: true, secret: false, help: '' },
  { name: 'token', label: 'Token', type: 'secret', required: true, secret: true, help: '' },
  { name: 'event', label: 'Event', type: 'string', required: false, secret: false, default: 'go', help: '' },
  { name: 'loud', label: 'Loud', type: 'boolean', required: false, secret: false, help: '' },
];

test('a form begins with what is stored, otherwise with the defaults', () => {
  expect(valuesOf(fields)).toEqual({ url: '', token: '', event: 'go', loud: false });
  expect(valuesOf(fields, { url: 'https://a.example', token: kept })).toEqual({
    url: 'https://a.example',
    token: kept,
    event: 'go',
    loud: false,
  });
});

test('what is needed and empty is named; a secret that is kept is not missing', () => {
  expect(missingIn(fields, { url: ' ', token: kept })).toEqual({ url: 'URL is needed.' });
});

test('empty texts are not sent, a refusal is', () => {
  expect(sentValues({ url: 'x', token: kept, event: ' ', loud: false })).toEqual({ url: 'x', token: kept, loud: false });
});

test('nothing that was given for one type is taken for another', () => {
  const saved = { webhook_type: 'N8N', config: { header_value: kept }, is_active: true, runtime_fields: [] } as const;
  expect(storedFor('N8N', saved)).toEqual({ header_value: kept });
  expect(storedFor('GITHUB', saved)).toEqual({});
});
