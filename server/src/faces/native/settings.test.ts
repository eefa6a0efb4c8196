import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
}

describe.each(engines)('keys, providers, tools and models of our own API on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const create = (body: object, key = w.key): Promise<Reply> => w.call('POST', '/v1/credentials', body, { 'x-forge-api-key': key });
  const keyOf = async (body: object): Promise<{ id: string; key: string }> => {
    const reply = await create(body);
    expect(reply.status, reply.text).toBe(201);
    return reply.body;
  };

  test('201: a key is made for some agents; its secret is in this one answer and nowhere later', async () => {
    const agent = await w.agent('keyed', 'one');
    const reply = await create({ name: 'MobileApp', agent_ids: ['keyed', agent] });
    expect([reply.status, reply.body]).toEqual([
      201,
      {
        id: expect.any(String),
        number: expect.any(Number),
        name: 'MobileApp',
        kind: 'api_key',
        prefix: reply.body.key.slice(0, 12),
        scopes: ['read', 'write'],
        org_wide: false,
        agents: [{ id: agent, slug: 'keyed', display_name: 'keyed' }],
        created_by: expect.stringMatching(/^key:/),
        created_at: time,
        expires_at: null,
        last_used_at: null,
        last_used_ip: null,
        revoked_at: null,
        status: 'active',
        key: expect.stringMatching(/^forge_[0-9A-Za-z]{49}$/),
      },
    ]);
    const { key, ...shown } = reply.body;
    const listed = await w.call('GET', '/v1/credentials?limit=200');
    expect(listed.body.data.find((one: any) => one.id === shown.id)).toEqual(shown);
    expect(listed.text).not.toContain(key);
    expect(listed.text).not.toMatch(/hash/);
    const me = await w.call('GET', '/v1/me', undefined, { 'x-forge-api-key': key });
    expect(me.body.credential).toEqual({ id: shown.id, name: 'MobileApp', scopes: ['read', 'write'] });
  });

  test('201: an organisation-wide key with chosen scopes and an expiry', async () => {
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    const { body } = await create({ name: 'wide', org_wide: true, scopes: ['read', 'keys:read', 'read'], expires_at: expires });
    expect(body).toMatchObject({ org_wide: true, agents: [], scopes: ['keys:read', 'read'], expires_at: expires, status: 'active' });
  });

  test('400: no agents selected is never silently the whole organisation', async () => {
    const agent = await w.agent('selected', 'one');
    for (const body of [
      {},
      { agent_ids: [] },
      { org_wide: false },
      { org_wide: false, agent_ids: [] },
      { org_wide: true, agent_ids: [agent] },
    ]) {
      expectProblem(await create({ name: 'ambiguous', ...body }), 400, 'CREDENTIAL_REACH_MISSING');
    }
  });

  test('400: a key with an unusable name, scope, expiry or member', async () => {
    const wide = { org_wide: true };
    const bodies = [
      { ...wide },
      { ...wide, name: '' },
      { ...wide, name: 'x'.repeat(101) },
      { ...wide, name: 'a\nb' },
      { ...wide, name: null },
      { name: 'x', org_wide: 'true' },
    ];
    const owned = [
      { org_id: unknownId },
      { user_id: unknownId },
      { key: 'mine' },
      { created_by: 'me' },
      { agent_ids: 'all' },
      { agent_ids: [null] },
    ];
    for (const body of [...bodies, ...owned.map((one) => ({ name: 'x', ...wide, ...one }))])
      expectProblem(await create(body), 400, 'BODY_INVALID');
    for (const scopes of [[], ['root'], ['*:*'], ['READ']])
      expectProblem(await create({ name: 'x', ...wide, scopes }), 400, 'CREDENTIAL_SCOPE_UNKNOWN');
    expectProblem(await create({ name: 'x', ...wide, expires_at: '2020-01-01T00:00:00Z' }), 400, 'CREDENTIAL_EXPIRED');
    for (const expires_at of ['tomorrow', 7, '2026-13-01T00:00:00Z', ''])
      expect((await create({ name: 'x', ...wide, expires_at })).status).toBe(400);
  });

  test('404: a key for an agent that does not exist', async () => {
    for (const agent of [unknownId, 'nobody', 'a\u0000b', ''])
      expectProblem(await create({ name: 'x', agent_ids: [agent] }), 404, 'AGENT_NOT_FOUND');
  });

  test('409: a name is used once among living keys, whatever its case, also by many at once', async () => {
    const { id } = await keyOf({ name: 'Unique', org_wide: true });
    expectProblem(await create({ name: 'uNIQUE', org_wide: true }), 409, 'CREDENTIAL_NAME_TAKEN');
    expect((await w.call('DELETE', `/v1/credentials/${id}`)).status).toBe(204);
    expect((await create({ name: 'Unique', org_wide: true })).status).toBe(201);
    const replies = await Promise.all(Array.from({ length: 6 }, () => create({ name: 'contested', org_wide: true })));
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  test('204: a revoked key stays listed as revoked and cannot be revoked again', async () => {
    const { id, key } = await keyOf({ name: 'ending', org_wide: true });
    const reply = await w.call('DELETE', `/v1/credentials/${id}`);
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect((await w.call('GET', '/v1/me', undefined, { 'x-forge-api-key': key })).status).toBe(401);
    const listed = (await w.call('GET', '/v1/credentials?limit=200')).body.data.find((one: any) => one.id === id);
    expect([listed.status, listed.revoked_at]).toEqual(['revoked', time]);
    expectProblem(await w.call('DELETE', `/v1/credentials/${id}`), 404, 'CREDENTIAL_UNKNOWN');
    expectProblem(await w.call('DELETE', `/v1/credentials/${unknownId}`), 404, 'CREDENTIAL_UNKNOWN');
    expect((await w.call('DELETE', '/v1/credentials/x')).status).toBe(400);
  });

  test('403: a key never creates one that is stronger than itself', async () => {
    const [one] = [await w.agent('inside', 'one'), await w.agent('outside', 'one')];
    const soon = new Date(Date.now() + 60_000).toISOString();
    const later = new Date(Date.now() + 120_000).toISOString();
    const scoped = await keyOf({ name: 'maker', agent_ids: [one], scopes: ['read', 'keys:write'], expires_at: soon });
    const refused = [
      { agent_ids: [one], scopes: ['read', 'write'], expires_at: soon },
      { agent_ids: [one], scopes: ['*'], expires_at: soon },
      { agent_ids: [one], scopes: ['providers:write'], expires_at: soon },
      { agent_ids: [one], scopes: ['read'] },
      { agent_ids: [one], scopes: ['read'], expires_at: later },
      { org_wide: true, scopes: ['read'], expires_at: soon },
      { agent_ids: [one], expires_at: soon },
    ];
    for (const body of refused)
      expectProblem(await create({ name: 'stronger', ...body }, scoped.key), 403, 'CREDENTIAL_STRONGER_THAN_CALLER');
    expectProblem(
      await create({ name: 'stronger', agent_ids: [one, 'outside'], scopes: ['read'], expires_at: soon }, scoped.key),
      404,
      'AGENT_NOT_FOUND',
    );
    const child = await create({ name: 'weaker', agent_ids: [one], scopes: ['agents:read'], expires_at: soon }, scoped.key);
    expect(child.status, child.text).toBe(201);
    expectProblem(
      await create({ name: 'grandchild', agent_ids: [one], scopes: ['agents:read'], expires_at: soon }, child.body.key),
      403,
      'CALLER_LACKS_GRANT',
    );
  });

  test('403: a key with read and write alone sees and changes neither keys nor providers', async () => {
    const { key } = await keyOf({ name: 'worker', org_wide: true });
    for (const [method, path, body] of [
      ['GET', '/v1/credentials'],
      ['POST', '/v1/credentials', { name: 'x', org_wide: true }],
      ['DELETE', `/v1/credentials/${unknownId}`],
      ['GET', '/v1/providers'],
      ['POST', '/v1/providers', { provider: 'openai', api_key: 'sk-x' }],
      ['DELETE', `/v1/providers/${unknownId}`],
    ] as const) {
      expectProblem(await w.call(method, path, body, { 'x-forge-api-key': key }), 403, 'CALLER_LACKS_GRANT');
    }
  });

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

  test('200: every action of every tool can be tried alone, and answers its own documented example', async () => {
    const { body } = await w.call('GET', '/v1/tools');
    expect(body.data.map((one: any) => one.id).sort()).toEqual(['data-transform', 'date-utils', 'formula-engine', 'json-utils']);
    for (const tool of body.data) {
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
