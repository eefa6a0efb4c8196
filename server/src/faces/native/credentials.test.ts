import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send, tenant } from '../../../test/requests.ts';
import type { Tenant } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
}

describe.each(enginesOf(import.meta.url))('keys of our own API on %s', (engine) => {
  let w: World;
  let foreign: Tenant;
  beforeAll(async () => {
    w = await world(engine);
    foreign = await tenant(w, 'Foreign');
  });
  afterAll(() => w.close());

  const create = (body: object, key = w.key): Promise<Reply> => w.call('POST', '/v1/credentials', body, { 'x-forge-api-key': key });
  const keyOf = async (body: object): Promise<{ id: string; key: string; number: number }> => {
    const reply = await create(body);
    expect(reply.status, reply.text).toBe(201);
    return reply.body;
  };
  const statusOf = async (key: string): Promise<number> => (await w.call('GET', '/v1/me', undefined, { 'x-forge-api-key': key })).status;

  test('201: a key is made for some agents; its secret is in this one answer and nowhere later', async () => {
    const agent = await w.agent('keyed', 'one');
    const reply = await create({ name: 'MobileApp', agent_ids: ['keyed', agent] });
    expect([reply.status, reply.body]).toEqual([
      201,
      {
        id: expect.any(String),
        number: expect.any(Number),
        kind: 'api_key',
        name: 'MobileApp',
        prefix: reply.body.key.slice(0, 12),
        scopes: ['read', 'write'],
        org_wide: false,
        agents: [{ id: agent, slug: 'keyed', display_name: 'keyed' }],
        agent: null,
        user_id: null,
        created_by: expect.stringMatching(/^key:/),
        created_at: time,
        expires_at: null,
        last_used_at: null,
        last_used_ip: null,
        status: 'active',
        revoked_at: null,
        revoked_reason: null,
        ip_allow: [],
        rate_limit_per_minute: null,
        max_concurrent: null,
        rotated_from: null,
        rotated_to: null,
        grace_until: null,
        requests_30d: 0,
        requests_daily: Array.from({ length: 30 }, () => 0),
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

  test('S06: 403: a key never creates one that is stronger than itself', async () => {
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

  test('200: a key by UUID, aky_… or number, with its use on each of thirty days; 404 for a foreign one', async () => {
    const { id, key, number } = await keyOf({ name: 'shown', org_wide: true });
    expect(await statusOf(key)).toBe(200);
    for (const address of [id, id.toUpperCase(), `aky_${id.replaceAll('-', '')}`, String(number)]) {
      const { status, body, text } = await w.call('GET', `/v1/credentials/${address}`);
      expect([status, body.id, body.usage.length], text).toEqual([200, id, 30]);
      expect(Object.keys(body.usage[0])).toEqual(['date', 'requests']);
      expect(text).not.toContain(key);
    }
    for (const address of [unknownId, '999999999'])
      expectProblem(await w.call('GET', `/v1/credentials/${address}`), 404, 'CREDENTIAL_UNKNOWN');
    for (const [method, path, body] of [
      ['GET', ''],
      ['PATCH', '', { name: 'x' }],
      ['DELETE', ''],
      ['POST', '/rotate', {}],
    ] as const)
      expectProblem(await foreign.call(method, `/v1/credentials/${id}${path}`, body), 404, 'CREDENTIAL_UNKNOWN');
    expectProblem(await foreign.call('POST', '/v1/credentials/revoke-all', { except: [id] }), 404, 'CREDENTIAL_UNKNOWN');
    expect(await statusOf(key)).toBe(200);
  });

  test('200: a key is narrowed and renamed while its secret stays; 403 at once for what it lost', async () => {
    const agent = await w.agent('narrowed', 'one');
    const { id, key } = await keyOf({ name: 'broad', org_wide: true });
    expect(await statusOf(key)).toBe(200);
    const changes = { name: 'slim', agent_ids: [agent], scopes: ['read'], rate_limit_per_minute: 500, max_concurrent: 4 };
    const reply = await w.call('PATCH', `/v1/credentials/${id}`, changes);
    expect(reply.body, reply.text).toMatchObject({
      name: 'slim',
      org_wide: false,
      scopes: ['read'],
      rate_limit_per_minute: 500,
      max_concurrent: 4,
    });
    expect(reply.text).not.toContain(key);
    expect((await w.call('GET', '/v1/agents', undefined, { 'x-forge-api-key': key })).body.data).toHaveLength(1);
    const run = await w.call('POST', `/v1/agents/${agent}/runs`, { input: 'x' }, { 'x-forge-api-key': key });
    expectProblem(run, 403, 'CALLER_LACKS_GRANT');
    for (const body of [
      {},
      { key: 'x' },
      { org_id: unknownId },
      { rate_limit_per_minute: 0 },
      { max_concurrent: 1_001 },
      { ip_allow: 'x' },
    ])
      expectProblem(await w.call('PATCH', `/v1/credentials/${id}`, body), 400, 'BODY_INVALID');
    expectProblem(await w.call('PATCH', `/v1/credentials/${id}`, { ip_allow: ['300.1.1.1'] }), 400, 'CREDENTIAL_NETWORK_INVALID');
    expectProblem(await w.call('PATCH', `/v1/credentials/${id}`, { agent_ids: [] }), 400, 'CREDENTIAL_REACH_MISSING');
    await keyOf({ name: 'occupied', org_wide: true });
    expectProblem(await w.call('PATCH', `/v1/credentials/${id}`, { name: 'OCCUPIED' }), 409, 'CREDENTIAL_NAME_TAKEN');
  });

  test('403: a key is refused outside its networks and works inside', async () => {
    const inside = await keyOf({ name: 'inside', org_wide: true, ip_allow: ['127.0.0.0/8', '::1'] });
    const outside = await keyOf({ name: 'outside', org_wide: true, ip_allow: ['192.0.2.0/24'] });
    expect([await statusOf(inside.key), await statusOf(inside.key)]).toEqual([200, 200]);
    for (let again = 0; again < 2; again += 1)
      expectProblem(await w.call('GET', '/v1/me', undefined, { 'x-forge-api-key': outside.key }), 403, 'CREDENTIAL_IP_NOT_ALLOWED');
  });

  test('S08: 201 once, 409 nineteen times: twenty rotations at once; the old key works until its grace is over', async () => {
    const { id, key } = await keyOf({ name: 'rotated', org_wide: true });
    const replies = await Promise.all(Array.from({ length: 20 }, () => w.call('POST', `/v1/credentials/${id}/rotate`, { grace_hours: 1 })));
    const [made, ...more] = replies.filter((reply) => reply.status === 201);
    expect([more.length, replies.filter((reply) => reply.status === 409).length]).toEqual([0, 19]);
    for (const reply of replies) if (reply.status === 409) expectProblem(reply, 409, 'CREDENTIAL_ALREADY_ROTATED');
    expect(made?.body).toMatchObject({ name: 'rotated', rotated_from: id, status: 'active', old: { id, grace_until: time } });
    expect([await statusOf(key), await statusOf(made?.body.key)]).toEqual([200, 200]);
    expect((await w.call('GET', `/v1/credentials/${id}`)).body).toMatchObject({ status: 'grace', rotated_to: made?.body.id });
    const now = await w.call('POST', `/v1/credentials/${made?.body.id}/rotate`);
    expect(now.body.old).toEqual({ id: made?.body.id, grace_until: null });
    expect([await statusOf(made?.body.key), await statusOf(now.body.key)]).toEqual([401, 200]);
    expectProblem(await w.call('POST', `/v1/credentials/${id}/rotate`, { grace_hours: 25 }), 400, 'BODY_INVALID');
  });

  test('201: a key that acts as an agent reaches that agent alone; 404 for an agent of others', async () => {
    const agent = await w.agent('acted', 'one');
    await w.agent('not-acted', 'one');
    const made = await keyOf({ name: 'acts', kind: 'agent_key', agent: 'acted' });
    expect(made).toMatchObject({ kind: 'agent_key', agent: { id: agent, slug: 'acted' }, agents: [{ id: agent }], org_wide: false });
    const listed = await send(w.url, 'GET', '/v1/agents', { headers: { 'x-agent-key': made.key } });
    expect(listed.body.data.map((one: any) => one.id)).toEqual([agent]);
    const theirs = await foreign.agent('theirs');
    expectProblem(await create({ name: 'x', kind: 'agent_key', agent: theirs }), 404, 'AGENT_NOT_FOUND');
    expectProblem(await create({ name: 'x', kind: 'agent_key' }), 400, 'CREDENTIAL_AGENT_MISSING');
    expectProblem(await create({ name: 'x', kind: 'user_key' }), 403, 'CREDENTIAL_PERSON_NEEDED');
    expectProblem(await create({ name: 'x', kind: 'recovery', agent: 'acted' }), 400, 'BODY_INVALID');
    const filtered = await w.call('GET', '/v1/credentials?kind=agent_key&agent=acted&status=active');
    expect(filtered.body.data.map((one: any) => one.name)).toEqual(['acts']);
    for (const query of ['kind=recovery', 'status=dead', 'unused_days=0', 'limit=0'])
      expectProblem(await w.call('GET', `/v1/credentials?${query}`), 400, 'QUERY_INVALID');
  });
});
