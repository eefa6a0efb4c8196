import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectingSink, requestFor } from '../../test/stand-in/model-world.ts';
import { startStandIn } from '../../test/stand-in/stand-in.ts';
import type { StandIn } from '../../test/stand-in/stand-in.ts';
import { createOutbound } from '../kernel/outbound.ts';
import { createModels, LISTED_MODELS, providerOfModel, retryDelayMs } from './index.ts';
import { redact } from './wire/redact.ts';

describe('createModels', () => {
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await startStandIn();
  });
  afterAll(() => standIn.close());

  test('reaches each provider by its own wire, and the playbook without any', async () => {
    const models = createModels({ outbound: createOutbound({ allowPrivateHosts: ['127.0.0.1'] }), resolve: async (template) => template });
    const access = { baseUrl: standIn.url, apiKey: 'k' };
    for (const provider of ['openai', 'anthropic'] as const) {
      const reply = await models.modelFor({ provider, ...access }).call(requestFor('one'), collectingSink());
      expect(reply.text).toBe('Hello from the stand-in model.');
    }
    const run = { input: '', data: null, playbook: [{ output: 'done' }] };
    expect((await models.modelFor('playbook').call(requestFor('playbook', { run }), collectingSink())).text).toBe('done');
    expect(standIn.requests.map(({ path }) => path)).toEqual(['/v1/chat/completions', '/v1/messages']);
    await models.close();
  });
});

describe('catalogue', () => {
  test.each([
    ['claude-sonnet-4-20250514', 'anthropic'],
    ['claude-standin-three', 'anthropic'],
    ['gpt-4o-mini', 'openai'],
    ['gpt-5.1', 'openai'],
    ['chatgpt-4o-latest', 'openai'],
    ['o3', 'openai'],
    ['o4-mini', 'openai'],
    ['playbook', 'playbook'],
    ['playbook-2', null],
    ['gpt-', null],
    ['o0', null],
    ['oxygen', null],
    ['llama-3', null],
    ['gpt-4 turbo', null],
    [`gpt-${'x'.repeat(200)}`, null],
    ['', null],
  ])('%s belongs to %s', (name, provider) => {
    expect(providerOfModel(name)).toBe(provider);
  });

  test('every listed model belongs to its provider', () => {
    for (const { id, provider } of LISTED_MODELS) expect(providerOfModel(id)).toBe(provider);
  });
});

describe('retryDelayMs', () => {
  const most = (): number => 0.999_999;

  test('doubles with full jitter and gives up after the third try', () => {
    expect([1, 2, 3, 4].map((tryNumber) => retryDelayMs('unavailable', tryNumber, null, most))).toEqual([500, 1000, null, null]);
    expect(retryDelayMs('timeout', 1, null, () => 0)).toBe(0);
  });

  test('never retries what cannot get better', () => {
    expect((['auth', 'bad_request', 'protocol', 'step_failed'] as const).map((name) => retryDelayMs(name, 1, null, most))).toEqual(
      Array(4).fill(null),
    );
  });

  test('waits at least as long as the provider asks, and not at all for more than a minute', () => {
    expect(retryDelayMs('rate_limited', 1, 3000, () => 0)).toBe(3000);
    expect(retryDelayMs('overloaded', 1, 60_000, () => 0)).toBe(60_000);
    expect(retryDelayMs('rate_limited', 1, 60_001, () => 0)).toBeNull();
  });
});

describe('redact', () => {
  const KEY = 'sk-proj-abcDEF123456ghiJKL7890';

  test.each([
    [`Incorrect API key provided: ${KEY}.`, KEY],
    [`prefix${KEY}suffix`, KEY],
    ['key ends in ghiJKL7890', KEY],
    ['Authorization: Bearer tok_1234', KEY],
    ['other sk-ant-REDACTED', ''],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', ''],
    ['hash 0123456789abcdef0123456789abcdef', ''],
    ['short k3y', 'k3y'],
  ])('%s', (text, key) => {
    const shown = redact(text, key);
    expect(shown).toContain('[redacted]');
    for (let at = 0; at + 8 <= key.length; at += 1) expect(shown).not.toContain(key.slice(at, at + 8));
    expect(shown).not.toMatch(/k3y|tok_1234|c2ln|9f8e7d|0123456789abcdef/);
  });

  test('leaves plain words alone, on one line, within 300 characters', () => {
    expect(redact('The model `gpt-4o-mini-2024-07-18` does not exist.\n Try again', KEY)).toBe(
      'The model `gpt-4o-mini-2024-07-18` does not exist. Try again',
    );
    expect(redact('word '.repeat(500), KEY)).toHaveLength(300);
  });
});
