import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, send, signIn, tenant } from '../../../test/requests.ts';
import type { Browser, Tenant } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

function expectRefused(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.success, reply.body?.error?.code], reply.text).toEqual([status, false, code]);
}

describe.each(enginesOf(import.meta.url))('the keys API of contract 0 on %s', (engine) => {
  let w: World;
  let owner: Browser;
  let viewer: Browser;
  let foreign: Tenant;
  beforeAll(async () => {
    w = await world(engine);
    for (const role of ['owner', 'viewer'] as const) await person(w, role, `${role}@example.org`, 'correct horse battery');
    owner = await signIn(w, 'owner@example.org', 'correct horse battery');
    viewer = await signIn(w, 'viewer@example.org', 'correct horse battery');
    foreign = await tenant(w, 'Foreign');
  });
  afterAll(() => w.close());

  const create = (body: object): Promise<Reply> => owner.call('POST', '/api/api-keys', body);
  const made = async (body: object): Promise<{ id: string; key: string }> => {
    const reply = await create(body);
    expect(reply.status, reply.text).toBe(201);
    return reply.body.data;
  };
  const execute = (agent: string, key: string): Promise<Reply> =>
    w.call('POST', `/api/agents/${agent}/execute`, { input: 'x', stream: false }, { 'x-forge-api-key': key });

  test('201: a key scoped to selected agents runs those; its secret is in this one answer', async () => {
    const agent = await w.agent('mobile', 'one');
    await w.agent('not-mobile', 'one');
    const reply = await create({ name: 'MobileApp', scoped_agents: [agent] });
    expect([reply.status, reply.body]).toEqual([
      201,
      {
        success: true,
        data: {
          id: expect.any(String),
          name: 'MobileApp',
          key: expect.stringMatching(/^forge_[0-9A-Za-z]{49}$/),
          prefix: reply.body.data.key.slice(0, 12),
          scoped_agents: [agent],
          org_wide: false,
          scopes: ['read', 'write'],
          expires_at: null,
          created_at: time,
          ip_allow: [],
          rate_limit_per_minute: null,
          last_used_at: null,
          revoked_at: null,
          status: 'active',
        },
      },
    ]);
    const { key, id } = reply.body.data;
    expect((await execute('mobile', key)).status).toBe(200);
    expect((await execute('not-mobile', key)).status).toBe(403);
    for (const path of ['/api/api-keys', `/api/api-keys/${id}`]) expect((await owner.call('GET', path)).text).not.toContain(key);
  });

  test('200: the list is an array of keys with their scopes, newest first, page after page', async () => {
    const names = ['list-1', 'list-2', 'list-3'];
    for (const name of names) await made({ name, org_wide: true });
    const first = (await owner.call('GET', '/api/api-keys?limit=2')).body;
    expect([first.success, first.data.map((one: any) => one.name)]).toEqual([true, ['list-3', 'list-2']]);
    expect(first.data[0]).toMatchObject({ org_wide: true, scoped_agents: [], scopes: ['read', 'write'] });
    const second = (await owner.call('GET', `/api/api-keys?limit=2&cursor=${first.next_cursor}`)).body;
    expect(second.data[0].name).toBe('list-1');
    await w.agent('acting', 'one');
    const { body } = await w.call('POST', '/v1/credentials', { name: 'acts', kind: 'agent_key', agent: 'acting' });
    expect((await owner.call('GET', '/api/api-keys')).text).not.toContain(body.id);
    expectRefused(await owner.call('GET', `/api/api-keys/${body.id}`), 404, 'NOT_FOUND');
  });

  test('400: exactly one of a non-empty scoped_agents or org_wide: true, and nothing unknown', async () => {
    const agent = await w.agent('chosen', 'one');
    const reaches = [
      {},
      { scoped_agents: [] },
      { org_wide: false },
      { scoped_agents: [], org_wide: false },
      { scoped_agents: [agent], org_wide: true },
    ];
    for (const reach of reaches) expectRefused(await create({ name: 'x', ...reach }), 400, 'BAD_REQUEST');
    const wide = { name: 'x', org_wide: true };
    const bodies = [
      { org_wide: true },
      { name: 'x', scoped_agents: ['chosen'] },
      { ...wide, name: '' },
      { ...wide, userId: 'other' },
      { ...wide, orgId: unknownId },
      { ...wide, key: 'mine' },
      { ...wide, scopes: ['root'] },
      { ...wide, expires_at: '2020-01-01T00:00:00Z' },
      { ...wide, ip_allow: ['nowhere'] },
      { ...wide, rate_limit_per_minute: 0 },
    ];
    for (const body of bodies) expectRefused(await create(body), 400, 'BAD_REQUEST');
  });

  test('404: an agent of another organisation looks like one that does not exist; 409: a name in use', async () => {
    const own = await w.agent('own', 'one');
    const hidden = await foreign.agent('hidden');
    const [unknown, theirs] = [
      await create({ name: 'x', scoped_agents: [own, unknownId] }),
      await create({ name: 'x', scoped_agents: [own, hidden] }),
    ];
    expectRefused(unknown, 404, 'NOT_FOUND');
    expect(theirs.body).toEqual(unknown.body);
    const { id } = await made({ name: 'Unique', org_wide: true });
    expectRefused(await create({ name: 'unique', org_wide: true }), 409, 'CONFLICT');
    for (const [method, body] of [['GET'], ['PATCH', { name: 'x' }], ['DELETE']] as const)
      expectRefused(await foreign.call(method, `/api/api-keys/${id}`, body), 404, 'NOT_FOUND');
  });

  test('200: the scoping of a key can be changed, and counts from the next request on', async () => {
    const [one, two] = [await w.agent('scope-one', 'one'), await w.agent('scope-two', 'one')];
    const { id, key } = await made({ name: 'rescoped', scoped_agents: [one] });
    const change = (body: object): Promise<Reply> => owner.call('PATCH', `/api/api-keys/${id}`, body);
    expect((await execute('scope-two', key)).status).toBe(403);
    expect((await change({ scoped_agents: [two] })).body.data).toMatchObject({ scoped_agents: [two], org_wide: false });
    expect([(await execute('scope-one', key)).status, (await execute('scope-two', key)).status]).toEqual([403, 200]);
    expect((await change({ org_wide: true })).body.data).toMatchObject({ scoped_agents: [], org_wide: true });
    expect((await execute('scope-one', key)).status).toBe(200);
    for (const body of [{ scoped_agents: [] }, { org_wide: false }, { scoped_agents: [one], org_wide: true }, {}])
      expectRefused(await change(body), 400, 'BAD_REQUEST');
    expectRefused(await change({ scoped_agents: [await foreign.agent('rescope-hidden')] }), 404, 'NOT_FOUND');
    expect((await change({ scoped_agents: [one], name: 'renamed', scopes: ['read'] })).body.data).toMatchObject({
      name: 'renamed',
      scopes: ['read'],
    });
    expect((await execute('scope-one', key)).status).toBe(403);
  });

  test('200: a revoked key is refused at the next request and cannot be revoked again', async () => {
    await w.agent('revoked-of', 'one');
    const { id, key } = await made({ name: 'ending', org_wide: true });
    expect((await execute('revoked-of', key)).status).toBe(200);
    const reply = await owner.call('DELETE', `/api/api-keys/${id}`);
    expect([reply.status, reply.body]).toEqual([200, { success: true, data: { id, revoked: true } }]);
    expect((await execute('revoked-of', key)).status).toBe(401);
    expectRefused(await owner.call('DELETE', `/api/api-keys/${id}`), 404, 'NOT_FOUND');
    expectRefused(await owner.call('PATCH', `/api/api-keys/${id}`, { name: 'x' }), 409, 'CONFLICT');
    expect((await owner.call('GET', `/api/api-keys/${id}`)).body.data).toMatchObject({ status: 'revoked', revoked_at: time });
  });

  test('401 without a credential, 403 for a viewer and for a key without the scope, and 403 CSRF_INVALID', async () => {
    const { key } = await made({ name: 'worker', org_wide: true });
    const calls = [
      ['GET', '/api/api-keys'],
      ['POST', '/api/api-keys'],
      ['GET', `/api/api-keys/${unknownId}`],
      ['DELETE', `/api/api-keys/${unknownId}`],
    ] as const;
    for (const [method, path] of calls) {
      const body = method === 'POST' ? { name: 'x', org_wide: true } : undefined;
      expectRefused(await send(w.url, method, path), 401, 'UNAUTHORIZED');
      expectRefused(await viewer.call(method, path, body), 403, 'FORBIDDEN');
      expectRefused(await w.call(method, path, body, { 'x-forge-api-key': key }), 403, 'FORBIDDEN');
    }
    expectRefused(await owner.call('POST', '/api/api-keys', { name: 'x', org_wide: true }, { 'x-csrf-token': 'x' }), 403, 'CSRF_INVALID');
  });
});
