import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
}

describe.each(enginesOf(import.meta.url))('providers, tools and models of our own API on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  test('201: a provider’s key is taken and never shown again', async () => {
    const secret = 'sk-canary-4f2c-provider-secret-9d1e';
    const reply = await w.call('POST', '/v1/providers', {
      provider: 'anthropic',
      label: 'Second',
      api_key: secret,
      models: ['house-model'],
    });
    expect([reply.status, reply.body]).toEqual([
      201,
      {
        id: expect.any(String),
        provider: 'anthropic',
        label: 'Second',
        base_url: 'https://api.anthropic.com/v1',
        key_hint: '…9d1e',
        models: ['house-model'],
        created_at: time,
      },
    ]);
    const listed = await w.call('GET', '/v1/providers');
    expect(listed.body).toMatchObject({ next_cursor: null, has_more: false });
    expect(listed.body.data.find((one: any) => one.id === reply.body.id)).toEqual(reply.body);
    expect(reply.text + listed.text).not.toContain('canary');
    expect((await w.call('GET', '/v1/models')).body.data).toContainEqual({ id: 'house-model', provider: 'anthropic', available: true });
    expect((await w.call('POST', '/v1/agents', { slug: 'on-house-model', model: 'house-model' })).status).toBe(201);
    expect((await w.call('DELETE', `/v1/providers/${reply.body.id}`)).status).toBe(204);
    expectProblem(await w.call('DELETE', `/v1/providers/${reply.body.id}`), 404, 'PROVIDER_UNKNOWN');
  });

  test('a provider at a private address, or of a wrong shape, is refused without its key in the answer', async () => {
    for (const base_url of [
      'http://127.0.0.1:9/v1',
      'http://localhost/v1',
      'http://169.254.169.254/latest',
      'http://[::1]/',
      'https://10.0.0.1/v1',
      'http://0x7f.1/',
      'https://user:pw@example.org/v1',
    ]) {
      const reply = await w.call('POST', '/v1/providers', { provider: 'openai', api_key: 'sk-canary-private', base_url });
      expectProblem(reply, 422, 'PROVIDER_ADDRESS_FORBIDDEN');
      expect(reply.text).not.toContain('sk-canary');
    }
    for (const body of [
      {},
      { provider: 'acme', api_key: 'x' },
      { provider: 'openai' },
      { provider: 'openai', api_key: '' },
      { provider: 'openai', api_key: 'sk canary' },
      { provider: 'openai', api_key: 'sk-canary\r\nx: y' },
      { provider: 'openai', api_key: 'sk-canary', base_url: 'file:///etc/passwd' },
      { provider: 'openai', api_key: 'sk-canary', key_hint: 'x' },
    ]) {
      const reply = await w.call('POST', '/v1/providers', body);
      expectProblem(reply, 400, 'BODY_INVALID');
      expect(reply.text).not.toContain('canary');
    }
  });

  test('200: every action of every tool that asks nobody can be tried alone, and answers its own documented example', async () => {
    const { body } = await w.call('GET', '/v1/tools');
    expect(body.data.map((one: any) => one.id).sort()).toEqual(['data-transform', 'date-utils', 'formula-engine', 'json-utils', 'people']);
    expect(body.data.map((one: any) => one.answered_by)).toEqual([null, null, null, null, 'people']);
    for (const tool of body.data.slice(0, 4)) {
      for (const action of tool.actions) {
        const reply = await w.call('POST', `/v1/tools/${tool.id}/${action.name}`, action.example.input);
        expect([reply.status, Object.keys(reply.body)], `${tool.id}.${action.name} ${reply.text}`).toEqual([
          200,
          ['output', 'duration_ms'],
        ]);
        if (action.name !== 'now') expect(reply.body.output, `${tool.id}.${action.name}`).toEqual(action.example.output);
      }
    }
  });

  test('422 TOOL_FAILED, 404 TOOL_UNKNOWN and 400 for a tool that is tried wrongly', async () => {
    const tool = (path: string, body: unknown): Promise<Reply> => w.call('POST', `/v1/tools/${path}`, body);
    expectProblem(await tool('data-transform/csv_to_json', { csv: '"' }), 422, 'TOOL_FAILED');
    for (const input of [{}, { csv: 7 }, { csv: 'a', extra: 1 }, { csv: 'a\n'.repeat(10), delimiter: 'long' }])
      expectProblem(await tool('data-transform/csv_to_json', input), 422, 'TOOL_FAILED');
    for (const path of ['data-transform/none', 'none/csv_to_json', 'data-transform/toString', '__proto__/x', 'constructor/constructor'])
      expectProblem(await tool(path, {}), 404, 'TOOL_UNKNOWN');
    for (const body of [[], '"x"', undefined, '{"__proto__":{}}'])
      expect((await w.call('POST', '/v1/tools/json-utils/get', body, { 'content-type': 'application/json' })).status).toBe(400);
  });

  test('200: models say whether this organisation has access to them', async () => {
    const { status, body } = await w.call('GET', '/v1/models');
    expect(status).toBe(200);
    for (const one of body.data) expect(Object.keys(one)).toEqual(['id', 'provider', 'available']);
    expect(body.data).toContainEqual({ id: 'playbook', provider: 'playbook', available: true });
  });
});
