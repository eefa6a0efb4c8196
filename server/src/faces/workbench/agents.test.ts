import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, send, signIn, tenant } from '../../../test/requests.ts';
import type { Browser, Tenant } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const password = 'correct horse battery';

function expectRefused(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.success, reply.body?.error?.code], reply.text).toEqual([status, false, code]);
  expect(reply.body.error.message).toMatch(/\S/);
}

describe.each(enginesOf(import.meta.url))('agents of contract 2 on %s', (engine) => {
  let w: World;
  let admin: Browser;
  let viewer: Browser;
  let reviewer: Browser;
  let foreign: Tenant;
  beforeAll(async () => {
    w = await world(engine);
    for (const role of ['admin', 'viewer', 'reviewer'] as const) await person(w, role, `${role}@example.org`, password);
    admin = await signIn(w, 'admin@example.org', password);
    viewer = await signIn(w, 'viewer@example.org', password);
    reviewer = await signIn(w, 'reviewer@example.org', password);
    foreign = await tenant(w, 'Foreign');
  });
  afterAll(() => w.close());

  const make = async (body: object): Promise<any> => {
    const reply = await admin.call('POST', '/api/agents', { name: 'Some Agent', type: 'supervised', ...body });
    expect(reply.status, reply.text).toBe(201);
    return reply.body.data;
  };
  const list = async (query: string): Promise<any[]> => {
    const reply = await admin.call('GET', `/api/agents?${query}`);
    expect(reply.status, reply.text).toBe(200);
    return reply.body.data;
  };

  test('201: name and type are enough; the rest is at its documented default', async () => {
    const made = await make({ name: 'Bare Minimum', type: 'autonomous' });
    expect(made).toEqual({
      id: expect.any(Number),
      name: 'Bare Minimum',
      type: 'autonomous',
      description: '',
      capabilities: [],
      status: 'active',
      webhook_url: null,
      webhook_events: [],
      max_concurrent_tasks: 5,
      created_at: time,
      updated_at: time,
      uuid: expect.any(String),
      slug: 'Bare-Minimum',
      kind: 'ai',
      execution_mode: 'manual',
      provider: null,
      provider_model: expect.any(String),
      owner_user_id: null,
      owner_name: null,
      active_task_count: 0,
    });
  });

  test('201: a name is free text and may repeat; every agent gets a slug of its own', async () => {
    const slugs = [];
    for (const name of ['Twin Agent', 'Twin Agent', 'twin agent', 'Ünïcode & Söhne', '日本', '42', 'me', 'x'.repeat(255)])
      slugs.push((await make({ name })).slug);
    expect(slugs).toEqual(['Twin-Agent', 'Twin-Agent-2', 'twin-agent-3', 'Unicode-Sohne', 'agent', 'agent-42', 'me-2', 'x'.repeat(46)]);
  });

  test('201: twenty agents of one name made at once all get their own slug', async () => {
    const made = await Promise.all(Array.from({ length: 24 }, () => make({ name: 'Crowd' })));
    expect(new Set(made.map((one) => one.slug.toLowerCase())).size).toBe(24);
  });

  test('400: what the documentation does not allow', async () => {
    const ok = { name: 'Strict', type: 'supervised' };
    for (const body of [
      { type: 'supervised' },
      { name: 'No type' },
      { ...ok, name: '' },
      { ...ok, name: 'x'.repeat(256) },
      { ...ok, name: 'line\nbreak' },
      { ...ok, type: 'free' },
      { ...ok, description: 'x'.repeat(1001) },
      { ...ok, capabilities: Array.from({ length: 21 }, (_, index) => `c${index}`) },
      { ...ok, capabilities: ['x'.repeat(51)] },
      { ...ok, capabilities: 'writing' },
      { ...ok, maxConcurrentTasks: 0 },
      { ...ok, maxConcurrentTasks: 101 },
      { ...ok, maxConcurrentTasks: '2' },
      { ...ok, status: 'active' },
      { ...ok, org_id: unknownId },
    ])
      expectRefused(await admin.call('POST', '/api/agents', body), 400, 'BAD_REQUEST');
    expectRefused(await admin.call('POST', '/api/agents', '{"name":'), 400, 'BAD_REQUEST');
    expect((await admin.call('POST', '/api/agents', { type: 'supervised' })).body.error.errors).toEqual({ name: 'is required' });
  });

  test('200: an agent is found by number, UUID and slug; anything else is 404', async () => {
    const made = await make({ name: 'Findable', capabilities: ['b', 'a'] });
    expect(made.capabilities).toEqual(['b', 'a']);
    for (const address of [made.id, made.uuid, made.slug, made.slug.toUpperCase()]) {
      const { status, body, text } = await viewer.call('GET', `/api/agents/${address}`);
      expect([status, body.data], text).toEqual([200, { ...made, keys: [] }]);
    }
    for (const address of ['999999', unknownId, 'nobody', '1e3', '-1', '%00', "1'%20or%201=1", '12345678901234567'])
      expectRefused(await admin.call('GET', `/api/agents/${address}`), 404, 'NOT_FOUND');
  });

  test('200: keys of the agent are listed without their secret, the newest first, revoked ones too', async () => {
    const { id } = await make({ name: 'Key Holder' });
    const first = (await admin.call('POST', `/api/agents/${id}/keys`, { name: 'Production Key' })).body.data;
    const second = (await admin.call('POST', `/api/agents/${id}/keys`)).body.data;
    await admin.call('DELETE', `/api/agents/${id}/keys/${first.id}`);
    const reply = await viewer.call('GET', `/api/agents/${id}`);
    expect(reply.body.data.keys.map((key: any) => [key.id, key.name, key.revoked_at])).toEqual([
      [second.id, 'API key', null],
      [first.id, 'Production Key', time],
    ]);
    expect(reply.body.data.keys[1]).toMatchObject({ key_prefix: first.prefix, scopes: ['read', 'write'], created_at: time });
    for (const secret of [first.apiKey, second.apiKey, 'hash']) expect(reply.text).not.toContain(secret);
  });

  test('200: programs see agents; keys only when they were trusted with keys', async () => {
    const { id } = await make({ name: 'For Programs' });
    const { apiKey } = (await admin.call('POST', `/api/agents/${id}/keys`)).body.data;
    const own = await send(w.url, 'GET', `/api/agents/${id}`, { headers: { 'x-agent-key': apiKey } });
    expect([own.status, own.body.data.name, 'keys' in own.body.data]).toEqual([200, 'For Programs', false]);
    expect((await w.call('GET', `/api/agents/${id}`)).body.data.keys).toHaveLength(1);
  });

  test('200: the list is newest first and narrowed by capability in any case, by status class, by capacity', async () => {
    const a = await make({ name: 'Lister A', capabilities: ['Listing', 'xyz'] });
    const b = await make({ name: 'Lister B', capabilities: ['listing'] });
    const c = await make({ name: 'Lister C', capabilities: ['listings'] });
    const ids = async (query: string): Promise<number[]> => (await list(query)).map((one) => one.id).filter((id) => id >= a.id);
    expect(await ids('capability=LISTING')).toEqual([b.id, a.id]);
    expect((await list('limit=2')).map((one) => one.id)).toEqual([c.id, b.id]);
    expect((await list('limit=1&offset=1')).map((one) => one.id)).toEqual([b.id]);
    expect((await list(`capability=xyz`))[0].capabilities).toEqual(['Listing', 'xyz']);
    for (const [word, like] of [
      ['paused', 'inactive'],
      ['disabled', 'suspended'],
    ] as const) {
      await admin.call('PATCH', `/api/agents/${a.id}`, { status: word });
      await admin.call('PATCH', `/api/agents/${b.id}`, { status: like });
      for (const status of [word, like]) {
        const found = await list(`status=${status}&capability=listing`);
        expect(found.map((one) => [one.id, one.status])).toEqual([
          [b.id, like],
          [a.id, word],
        ]);
      }
    }
    expect(await ids('status=active')).toEqual([c.id]);
    expect(await ids('available=true')).toEqual([c.id, b.id, a.id]);
    expect(await ids('capability=%25')).toEqual([]);
    for (const query of ['status=dead', 'available=perhaps', 'limit=0', 'limit=1001', 'offset=-1', 'capability=', 'kind=robot'])
      expectRefused(await admin.call('GET', `/api/agents?${query}`), 400, 'BAD_REQUEST');
  });

  test('200: every documented member can be changed alone; the slug stays, and what is not named stays', async () => {
    const made = await make({ name: 'Changeling', description: 'first', capabilities: ['a'] });
    let expected = { ...made, updated_at: time };
    for (const [sent, shown] of [
      [{ name: 'Renamed Freely' }, { name: 'Renamed Freely' }],
      [{ type: 'semi-autonomous' }, { type: 'semi-autonomous' }],
      [{ description: '' }, { description: '' }],
      [{ capabilities: ['b', 'B', 'a', 'b'] }, { capabilities: ['b', 'B', 'a'] }],
      [{ status: 'inactive' }, { status: 'inactive' }],
      [{ maxConcurrentTasks: 9 }, { max_concurrent_tasks: 9 }],
      [{ max_concurrent_tasks: 8 }, { max_concurrent_tasks: 8 }],
    ] as const) {
      const reply = await admin.call('PATCH', `/api/agents/${made.id}`, sent);
      expected = { ...expected, ...shown };
      expect([reply.status, reply.body.data], reply.text).toEqual([200, expected]);
    }
  });

  test('422 and 400: an update without a field, with an unknown status, with a member that is not documented', async () => {
    const { id } = await make({ name: 'Unchanged' });
    expectRefused(await admin.call('PATCH', `/api/agents/${id}`, {}), 422, 'VALIDATION_ERROR');
    for (const body of [{ status: 'deleted' }, { status: 'busy' }, { slug: 'other' }, { name: '' }, { kind: 'human' }, []])
      expectRefused(await admin.call('PATCH', `/api/agents/${id}`, body), 400, 'BAD_REQUEST');
    expectRefused(await admin.call('PATCH', '/api/agents/999999', { name: 'x' }), 404, 'NOT_FOUND');
  });

  test('200: a deleted agent and its keys are gone for good, its name is free, and its trace stays', async () => {
    const { id, uuid, slug } = await make({ name: 'Doomed One' });
    await w.call('PATCH', `/v1/agents/${uuid}`, { system_prompt: 'a private prompt' });
    const { apiKey } = (await admin.call('POST', `/api/agents/${id}/keys`)).body.data;
    expect((await admin.call('DELETE', `/api/agents/${id}`)).body).toEqual({ success: true, data: { deleted: true } });
    for (const address of [id, uuid, slug]) expectRefused(await admin.call('GET', `/api/agents/${address}`), 404, 'NOT_FOUND');
    expectRefused(await admin.call('DELETE', `/api/agents/${id}`), 404, 'NOT_FOUND');
    const refused = await send(w.url, 'GET', '/api/agents', { headers: { 'x-agent-key': apiKey } });
    expect([refused.status, refused.body.error.message]).toEqual([401, 'Invalid API key']);
    expect((await make({ name: 'Doomed One' })).slug).toBe(slug);
    const rows = await w.server.home.read((tx) =>
      tx.query((db) => db.selectFrom('agent_versions').select(['system_prompt']).where('agent_id', '=', uuid)),
    );
    expect(rows.map((row) => row.system_prompt)).toEqual([null, null]);
    const audit = await w.call('GET', `/v1/audit?event=agent.deleted`);
    expect(audit.text).toContain(uuid);
  });

  test('200: an owner is linked by number and unlinked by null; 404: nobody of that number, or somebody of another organisation', async () => {
    const { id } = await make({ name: 'Research Agent' });
    const { number } = await w.server.home.read(async (tx) => {
      const [row] = await tx.query((db) => db.selectFrom('users').select('number').where('email', '=', 'viewer@example.org'));
      return row ?? { number: 0 };
    });
    const link = (userId: unknown): Promise<Reply> => admin.call('PUT', `/api/agents/${id}/owner`, { userId });
    const linked = { id, name: 'Research Agent', owner_user_id: number, owner_name: 'viewer@example.org' };
    expect((await link(number)).body).toEqual({ success: true, data: linked });
    expect((await admin.call('GET', `/api/agents/${id}`)).body.data).toMatchObject(linked);
    expectRefused(await link(999_999), 404, 'NOT_FOUND');
    for (const bad of ['1', 1.5, 0, undefined, {}]) expectRefused(await link(bad), 400, 'BAD_REQUEST');
    expect((await admin.call('GET', `/api/agents/${id}`)).body.data.owner_user_id).toBe(number);
    expect((await link(null)).body.data).toEqual({ ...linked, owner_user_id: null, owner_name: null });
    expectRefused(await admin.call('PUT', '/api/agents/999999/owner', { userId: null }), 404, 'NOT_FOUND');
  });

  test('C9 C10: an agent made by one contract is the same agent in the others; active is is_active', async () => {
    const made = await make({ name: 'Shared One' });
    const native = (await w.call('GET', `/v1/agents/${made.id}`)).body;
    expect(native).toMatchObject({ slug: 'Shared-One', display_name: 'Shared One', autonomy: 'supervised', open_tasks: 0, owner: null });
    const runner = (await w.call('GET', `/api/v1/agents/${made.uuid}`)).body;
    expect(runner).toMatchObject({ id: made.uuid, name: 'Shared-One', tools: [], is_active: true });
    await admin.call('PATCH', `/api/agents/${made.id}`, { status: 'suspended', name: 'Shared Two' });
    expect((await w.call('GET', `/api/v1/agents/shared-one`)).body.is_active).toBe(false);
    await w.call('PUT', `/api/v1/agents/${made.uuid}`, { name: 'Shared-Three', is_active: true });
    expect((await admin.call('GET', `/api/agents/shared-three`)).body.data).toMatchObject({ name: 'Shared Two', status: 'active' });
    const other = (await w.call('POST', '/api/v1/agents', { name: 'from-runner', tools: ['json-utils'] })).body;
    expect((await list('limit=1'))[0]).toMatchObject({ uuid: other.id, name: 'from-runner', type: 'supervised' });
    await w.call('POST', '/v1/agents', { slug: 'from-native', autonomy: 'autonomous', model: 'gpt-4o' });
    expect((await list('limit=1'))[0]).toMatchObject({ name: 'from-native', type: 'autonomous' });
  });

  test('C10: a run finds an agent by its free name too, as long as no other is called the same; nothing else does', async () => {
    const { id, uuid } = await make({ name: 'Free Name & Co' });
    await w.call('PATCH', `/v1/agents/${uuid}`, { model: 'gpt-standin-one' });
    const run = (name: string): Promise<Reply> =>
      w.call('POST', `/api/agents/${encodeURIComponent(name)}/execute`, { input: 'hello', stream: false });
    expect((await run('Free Name & Co')).body).toMatchObject({ success: true, data: { status: 'completed' } });
    for (const name of ['free name & co', 'Free Name', '%', String(id + 1_000)]) expect((await run(name)).status, name).toBe(404);
    for (const method of ['GET', 'DELETE'])
      expectRefused(await admin.call(method, `/api/agents/${encodeURIComponent('Free Name & Co')}`), 404, 'NOT_FOUND');
    await make({ name: 'Free Name & Co' });
    expect((await run('Free Name & Co')).status).toBe(404);
    expect((await run('Free-Name-Co')).status).toBe(200);
  });

  test('C4 C5 C6: places below /api/agents are never taken for agents', async () => {
    const before = (await list('')).length;
    for (const place of ['profile', 'PROFILE', 'directory', 'me'])
      for (const method of ['GET', 'PATCH', 'DELETE']) {
        const { status } = await admin.call(method, `/api/agents/${place}`, method === 'PATCH' ? { name: 'x' } : undefined);
        expect([200, 401, 403, 404, 405].includes(status), `${method} ${place} ${status}`).toBe(true);
        if (method === 'PATCH') expect([place, status]).toEqual([place, 405]);
      }
    const profile = await send(w.url, 'GET', '/api/agents/profile');
    expect([profile.status, profile.headers.get('allow')]).toEqual([405, 'DELETE, POST, PUT']);
    for (const place of ['me', 'directory']) expectRefused(await admin.call('DELETE', `/api/agents/${place}`), 405, 'METHOD_NOT_ALLOWED');
    expect((await list('')).length).toBe(before);
    for (const name of ['Profile', 'directory', 'me', 'Providers']) expect((await make({ name })).slug).toMatch(/-\d+$/);
  });

  test('403 and 401: only administrators with the CSRF token write; every role reads; keys do not write here', async () => {
    const { id } = await make({ name: 'Guarded' });
    const { apiKey } = (await admin.call('POST', `/api/agents/${id}/keys`, { scopes: ['*'] })).body.data;
    const writes: readonly (readonly [string, string, object | undefined])[] = [
      ['POST', '/api/agents', { name: 'Never', type: 'supervised' }],
      ['PATCH', `/api/agents/${id}`, { name: 'Never' }],
      ['DELETE', `/api/agents/${id}`, undefined],
      ['PUT', `/api/agents/${id}/owner`, { userId: null }],
    ];
    for (const [method, path, body] of writes) {
      for (const who of [viewer, reviewer]) expectRefused(await who.call(method, path, body), 403, 'FORBIDDEN');
      expectRefused(await admin.call(method, path, body, { 'x-csrf-token': 'wrong' }), 403, 'CSRF_INVALID');
      const json = { 'content-type': 'application/json' };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      expectRefused(await send(w.url, method, path, { headers: body === undefined ? {} : json, ...sent }), 401, 'UNAUTHORIZED');
      const withKey = { 'x-agent-key': apiKey, ...(body === undefined ? {} : json) };
      expectRefused(await send(w.url, method, path, { headers: withKey, ...sent }), 403, 'FORBIDDEN');
    }
    for (const who of [viewer, reviewer, admin])
      for (const path of ['/api/agents', `/api/agents/${id}`]) expect((await who.call('GET', path)).status).toBe(200);
    expectRefused(await send(w.url, 'GET', '/api/agents'), 401, 'UNAUTHORIZED');
    expect((await admin.call('GET', `/api/agents/${id}`)).body.data.name).toBe('Guarded');
  });

  test('404: no route reaches an agent of another organisation, and no list shows it', async () => {
    const theirs = await foreign.agent('theirs');
    const { number } = (await foreign.call('GET', `/v1/agents/${theirs}`)).body;
    for (const address of [theirs, number, 'theirs'])
      for (const [method, suffix, body] of [
        ['GET', '', undefined],
        ['PATCH', '', { name: 'Mine' }],
        ['DELETE', '', undefined],
        ['PUT', '/owner', { userId: null }],
        ['GET', '/metrics', undefined],
        ['POST', '/keys', {}],
        ['DELETE', '/keys/1', undefined],
        ['PATCH', '/execution', { temperature: 0.5 }],
        ['POST', '/test-connection', undefined],
        ['POST', '/webhook-secret', undefined],
      ] as const)
        expectRefused(await admin.call(method, `/api/agents/${address}${suffix}`, body), 404, 'NOT_FOUND');
    expectRefused(await admin.call('POST', `/api/agents/${number}/execute`, { taskId: 1 }), 404, 'NOT_FOUND');
    expect((await list('')).some((one) => one.uuid === theirs)).toBe(false);
    expect((await foreign.call('GET', '/api/agents')).body.data.map((one: any) => one.uuid)).toEqual([theirs]);
  });

  test('200: a key that is limited to some agents lists and finds only these', async () => {
    const [one, two] = [await make({ name: 'Reach One' }), await make({ name: 'Reach Two' })];
    const made = await w.call('POST', '/v1/credentials', { name: 'narrow', agent_ids: [one.uuid], scopes: ['read'] });
    const headers = { 'x-forge-api-key': made.body.key };
    const listed = await send(w.url, 'GET', '/api/agents', { headers });
    expect(listed.body.data.map((row: any) => row.id)).toEqual([one.id]);
    expectRefused(await send(w.url, 'GET', `/api/agents/${two.id}`, { headers }), 404, 'NOT_FOUND');
  });
});
