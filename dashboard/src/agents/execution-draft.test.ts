import { ApiError, type Execution } from '@forgeyard/sdk';
import { expect, test } from 'vitest';
import { dropsKey, executionChangeOf, executionDraftOf, probeOf, requireNumbers } from './execution-draft.ts';

const saved: Execution = {
  mode: 'manual',
  provider: 'openai',
  provider_key: { hint: '4f2c', base_url: 'https://models.example.org/v1' },
  model: 'gpt-5-mini',
  system_prompt: null,
  max_tokens: 4096,
  temperature: null,
  available_providers: ['openai', 'anthropic'],
};
const draft = executionDraftOf(saved);

test('an untouched form changes nothing and tests what is saved', () => {
  expect(executionChangeOf(saved, draft)).toBeUndefined();
  expect(probeOf(saved, draft)).toEqual({});
  expect(dropsKey(saved, draft)).toBe(false);
});

test('only what was changed is sent, and the stored key never is', () => {
  expect(executionChangeOf(saved, { ...draft, mode: 'auto', temperature: '0.2' })).toEqual({ mode: 'auto', temperature: 0.2 });
  expect(executionChangeOf(saved, { ...draft, prompt: 'Be short.', provider: '' })).toEqual({ system_prompt: 'Be short.', provider: null });
});

test('a key is sent when it was typed, and null removes it', () => {
  expect(executionChangeOf(saved, { ...draft, key: ' sk-new ' })).toEqual({ provider_api_key: 'sk-new' });
  expect(executionChangeOf(saved, { ...draft, key: 'sk-new', isKeyRemoved: true })).toEqual({ provider_api_key: null });
});

test('another address drops the stored key unless a key comes with it', () => {
  const elsewhere = { ...draft, baseUrl: 'https://other.example.org' };
  expect(dropsKey(saved, elsewhere)).toBe(true);
  expect(dropsKey(saved, { ...elsewhere, key: 'sk-new' })).toBe(false);
  expect(dropsKey({ ...saved, provider_key: null }, elsewhere)).toBe(false);
});

test('a test of the connection carries what was typed', () => {
  const typed = { ...draft, key: 'sk-new', model: 'gpt-5', baseUrl: 'https://other.example.org' };
  expect(probeOf(saved, typed)).toEqual({ api_key: 'sk-new', model: 'gpt-5', base_url: 'https://other.example.org' });
});

test('a number that is none is refused before anything is sent', () => {
  expect(() => requireNumbers({ ...draft, maxTokens: 'many' })).toThrow(ApiError);
  expect(() => requireNumbers({ ...draft, temperature: 'warm' })).toThrow(ApiError);
  expect(() => requireNumbers(draft)).not.toThrow();
});
