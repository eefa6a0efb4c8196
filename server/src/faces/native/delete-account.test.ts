import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserIn, member, owned, signedInBefore } from '../../../test/browsers.ts';
import { person, send, signIn, tenant } from '../../../test/requests.ts';
import { engines, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const password = 'correct horse battery';

describe.each(engines)('deleting one’s own account on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const rows = (id: string) => w.server.home.read((tx) => tx.query((db) => db.selectFrom('users').selectAll().where('id', '=', id)));

  test('204: name, address, ways in, keys, teams and memberships are gone; the address is free; what was done stays', async () => {
    const email = 'leaver@example.org';
    const id = await person(w, 'admin', email, password);
    const browser = await signIn(w, email, password);
    const key = (await browser.call('POST', '/api/users/me/keys', { name: 'mine' })).body.data.apiKey;
    await browser.call('POST', '/v1/teams', { name: 'Mine' });
    const asKey = () => send(w.url, 'GET', '/v1/me', { headers: { 'x-agent-key': key } });
    expect((await asKey()).status).toBe(200);
    const gone = await browser.call('DELETE', '/v1/me', { password });
    expect([gone.status, gone.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect([(await browser.call('GET', '/v1/me')).status, (await asKey()).status]).toEqual([401, 401]);
    expect((await send(w.url, 'POST', '/v1/auth/login', login(email))).status).toBe(401);
    expect(await rows(id)).toMatchObject([{ status: 'deleted', name: 'Deleted account', email: `deleted-${id}@deleted.invalid` }]);
    const members = (await w.call('GET', '/v1/members')).body.data.map((one: { user: { id: string } }) => one.user.id);
    expect(members).not.toContain(id);
    const team = (await w.call('GET', '/v1/teams')).body.data.find((one: { name: string }) => one.name === 'Mine');
    expect(team).toMatchObject({ members_count: 0, can_delete: true });
    const events = (await w.call('GET', '/v1/audit?limit=10')).body.data.map((one: { event: string }) => one.event);
    expect(events).toEqual(expect.arrayContaining(['person.deleted', 'member.left']));
    await person(w, 'viewer', email, password);
    expect((await signIn(w, email, password)).userId).not.toBe(id);
  });

  test('403: a wrong password, and no password in a browser that signed in long ago', async () => {
    const email = 'stays@example.org';
    await person(w, 'admin', email, password);
    const browser = await signIn(w, email, password);
    const wrong = await browser.call('DELETE', '/v1/me', { password: 'not this one' });
    expect([wrong.status, wrong.body.code]).toEqual([403, 'PASSWORD_WRONG']);
    await signedInBefore(w, browser, 16);
    const late = await browser.call('DELETE', '/v1/me');
    expect([late.status, late.body.code]).toEqual([403, 'RECENT_SIGN_IN_NEEDED']);
    const known = await browser.call('DELETE', '/api/v1/auth/me');
    expect([known.status, known.body.code]).toEqual([403, 'FORBIDDEN']);
    expect((await browser.call('GET', '/v1/me')).status).toBe(200);
    const done = await browser.call('DELETE', '/api/v1/auth/me', { password });
    expect([done.status, done.body]).toEqual([200, { success: true, message: expect.any(String) }]);
  });

  test('409: the only owner of an organisation with other members says first who owns it, and loses nothing meanwhile', async () => {
    const boss = await owned(w);
    const other = await member(w, boss.orgId, 'admin');
    const refused = await boss.call('DELETE', '/v1/me');
    expect([refused.status, refused.body.code]).toEqual([409, 'ACCOUNT_LAST_OWNER']);
    expect(refused.body.detail).toContain('Make somebody else an owner');
    expect((await boss.call('GET', '/v1/me')).status).toBe(200);
    await boss.call('PATCH', `/v1/members/${other.userId}`, { role: 'owner' });
    expect((await boss.call('DELETE', '/v1/me')).status).toBe(204);
    expect((await other.call('GET', '/v1/members')).body.data).toHaveLength(1);
  });

  test('an organisation of nobody else is left without anything that acts; others go on', async () => {
    const boss = await owned(w);
    const elsewhere = await tenant(w, 'Elsewhere');
    await member(w, elsewhere.orgId, 'owner');
    await w.server.home.transact((tx) =>
      tx.query((db) =>
        db
          .insertInto('memberships')
          .values({ org_id: elsewhere.orgId, user_id: boss.userId, role: 'viewer', created_at: 1 })
          .returning('role'),
      ),
    );
    const there = await browserIn(w, elsewhere.orgId, boss.userId);
    const agent = (await boss.call('POST', '/v1/agents', { slug: 'last', model: 'gpt-4o', system_prompt: 'Secret plan' })).body.id;
    const { key } = (await boss.call('POST', '/v1/credentials', { name: 'left', org_wide: true, scopes: ['*'] })).body;
    await boss.call('POST', '/v1/providers', { provider: 'openai', api_key: 'sk-left', base_url: `${w.standIn.url}/v1` });
    expect((await boss.call('DELETE', '/v1/me')).status).toBe(204);
    expect((await send(w.url, 'GET', '/v1/me', { headers: { 'x-forge-api-key': key } })).status).toBe(401);
    expect((await there.call('GET', '/v1/me')).status).toBe(401);
    const left = await w.server.home.read(async (tx) => ({
      agents: await tx.query((db) => db.selectFrom('agents').select('deleted_at').where('id', '=', agent)),
      versions: await tx.query((db) => db.selectFrom('agent_versions').select('system_prompt').where('agent_id', '=', agent)),
      providers: await tx.query((db) => db.selectFrom('provider_accounts').select('id').where('org_id', '=', boss.orgId)),
    }));
    expect(left).toEqual({ agents: [{ deleted_at: expect.any(Number) }], versions: [{ system_prompt: null }], providers: [] });
    expect((await elsewhere.call('GET', '/v1/agents')).status).toBe(200);
  });

  test('403: a key deletes nobody', async () => {
    const { status } = await w.call('DELETE', '/v1/me');
    expect(status).toBe(403);
  });
});

const login = (email: string) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });
