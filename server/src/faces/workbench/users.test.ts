import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserIn, member, owned, signedInBefore } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { send, signIn } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
const password = 'correct horse battery';
const chosen = 'my very own password';

function expectRefused(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.success, reply.body?.error?.code], reply.text).toEqual([status, false, code]);
}

describe.each(enginesOf(import.meta.url))('administration of people in contract 2 on %s', (engine) => {
  let w: World;
  let owner: MemberBrowser;
  let admin: MemberBrowser;
  let viewer: MemberBrowser;
  let made = 0;
  beforeAll(async () => {
    w = await world(engine);
    owner = await owned(w);
    admin = await member(w, owner.orgId, 'admin');
    viewer = await member(w, owner.orgId, 'viewer');
  });
  afterAll(() => w.close());

  const fresh = (): string => `new-${(made += 1)}-${engine}@example.test`;
  const rowOf = async (who: { email: string }): Promise<any> =>
    (await admin.call('GET', '/api/users')).body.data.find((one: any) => one.email === who.email);
  const create = (body: object): Promise<Reply> => admin.call('POST', '/api/users', { name: 'Ada', role: 'reviewer', ...body });
  const reset = (token: string): Promise<Reply> =>
    send(w.url, 'POST', '/v1/auth/password-reset/complete', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password: chosen }),
    });

  test('200: the list has numbers for ids, and reads our owner as an administrator', async () => {
    const { body } = await viewer.call('GET', '/api/users');
    expect(body.data.slice(0, 3)).toMatchObject([{ role: 'admin' }, { role: 'admin' }, { role: 'viewer' }]);
    expect(body.data[0]).toEqual({
      id: expect.any(Number),
      email: owner.email,
      name: 'The owner',
      role: 'admin',
      status: 'active',
      last_seen_at: time,
      created_at: time,
    });
    expect((await viewer.call('GET', '/api/users?limit=1&offset=1')).body.data).toMatchObject([{ email: admin.email }]);
    const row = await rowOf(viewer);
    expect((await viewer.call('GET', `/api/users/${row.id}`)).body.data).toMatchObject({ id: row.id, email: viewer.email });
    expect((await viewer.call('GET', '/api/users/me')).body.data).toMatchObject({ id: row.id });
    expectRefused(await w.call('GET', '/api/users/me'), 404, 'NOT_FOUND');
    expect((await viewer.call('GET', '/api/users/me/keys')).body).toEqual({ success: true, data: [] });
  });

  test('201: without a password, a link that works once sets the first one', async () => {
    const email = fresh();
    const reply = await create({ email });
    expect([reply.status, reply.body.data], reply.text).toEqual([
      201,
      {
        id: expect.any(Number),
        email,
        name: 'Ada',
        role: 'reviewer',
        status: 'active',
        last_seen_at: null,
        created_at: time,
        link: expect.stringMatching(/\/reset\/[\w-]{43}$/),
        linkExpiresAt: time,
        message: expect.any(String),
      },
    ]);
    const token = reply.body.data.link.split('/').at(-1);
    expect((await reset(token)).status).toBeLessThan(300);
    expect((await reset(token)).status).toBe(400);
    const browser = await signIn(w, email, chosen);
    expect((await browser.call('GET', '/api/auth/me')).body.data).toMatchObject({ email, role: 'reviewer' });
    const assignees = (await admin.call('GET', '/v1/assignees')).body.data;
    expect(assignees.find((one: any) => one.display_name === 'Ada')).toMatchObject({ kind: 'human' });
  });

  test('201: with a password, nothing is open to the person until they have set their own', async () => {
    const email = fresh();
    const reply = await create({ email, password });
    expect([reply.status, reply.body.data.link], reply.text).toEqual([201, null]);
    const browser = await signIn(w, email, password);
    expectRefused(await browser.call('GET', '/api/projects'), 403, 'FORBIDDEN');
    const change = { currentPassword: password, newPassword: chosen };
    expect((await browser.call('POST', '/api/auth/change-password', change)).status).toBe(200);
    expect((await browser.call('GET', '/api/projects')).status).toBe(200);
  });

  test('202: an address with an account is invited, and nobody else gets a say over that account', async () => {
    const elsewhere = await owned(w);
    const reply = await create({ email: elsewhere.email });
    expect([reply.status, reply.body.data]).toEqual([
      202,
      expect.objectContaining({ id: null, status: 'invited', link: expect.stringMatching(/\/invitations\/[\w-]{43}$/) }),
    ]);
    expect(await rowOf(elsewhere)).toBeUndefined();
    const token = reply.body.data.link.split('/').at(-1);
    expect((await elsewhere.call('POST', '/v1/invitations/accept', { token })).status).toBeLessThan(300);
    const { id } = await rowOf(elsewhere);
    expectRefused(await admin.call('POST', `/api/users/${id}/reset-password`), 409, 'CONFLICT');
    expectRefused(await admin.call('PATCH', `/api/users/${id}`, { name: 'Mine' }), 409, 'CONFLICT');
    expect((await admin.call('PATCH', `/api/users/${id}`, { role: 'viewer' })).body.data.role).toBe('viewer');
    expectRefused(await create({ email: (await owned(w)).email, password }), 409, 'CONFLICT');
    expectRefused(await create({ email: viewer.email.toUpperCase() }), 409, 'CONFLICT');
  });

  test('200: a name and a role are changed; an owner stays one, and is touched by owners alone', async () => {
    const one = await member(w, owner.orgId, 'viewer');
    const { id } = await rowOf(one);
    const changed = await admin.call('PATCH', `/api/users/${id}`, { name: 'Grace', role: 'admin' });
    expect(changed.body.data, changed.text).toMatchObject({ id, name: 'Grace', role: 'admin', status: 'active' });
    expect((await one.call('GET', '/api/auth/me')).body.data).toMatchObject({ name: 'Grace', role: 'admin' });
    const boss = await rowOf(owner);
    for (const body of [{ role: 'viewer' }, { name: 'X' }, { status: 'inactive' }])
      expectRefused(await admin.call('PATCH', `/api/users/${boss.id}`, body), 403, 'FORBIDDEN');
    expect((await owner.call('PATCH', `/api/users/${boss.id}`, { role: 'admin' })).status).toBe(200);
    expect((await owner.call('GET', '/v1/me')).body.user.role).toBe('owner');
    expectRefused(await owner.call('PATCH', `/api/users/${boss.id}`, { role: 'viewer' }), 409, 'CONFLICT');
  });

  test('200: who is inactive is signed out of this organisation and out with their keys, until they are active again', async () => {
    const one = await member(w, owner.orgId, 'reviewer');
    const { apiKey } = (await one.call('POST', '/api/users/me/keys')).body.data;
    const withKey = (): Promise<Reply> => send(w.url, 'GET', '/api/projects', { headers: { 'x-agent-key': apiKey } });
    expect((await withKey()).status).toBe(200);
    const { id } = await rowOf(one);
    const off = await admin.call('PATCH', `/api/users/${id}`, { status: 'inactive' });
    expect(off.body.data, off.text).toMatchObject({ id, status: 'inactive', role: 'reviewer' });
    expect((await one.call('GET', '/api/auth/me')).status).toBe(401);
    expect((await withKey()).status).toBe(401);
    await expect(browserIn(w, owner.orgId, one.userId)).rejects.toThrow('not a member');
    const listed = await admin.call('GET', '/v1/members?limit=200');
    expect(listed.body.data.find((each: any) => each.user.id === one.userId).status).toBe('inactive');
    expect((await admin.call('PATCH', `/api/users/${id}`, { status: 'active' })).body.data.status).toBe('active');
    expect((await withKey()).status).toBe(200);
    expect((await (await browserIn(w, owner.orgId, one.userId)).call('GET', '/api/auth/me')).status).toBe(200);
  });

  test('403: who is inactive everywhere does not sign in, and an invitation does not let them in again', async () => {
    const email = fresh();
    const made = (await create({ email })).body.data;
    await reset(made.link.split('/').at(-1));
    const enter = (): Promise<Reply> =>
      send(w.url, 'POST', '/api/auth/login', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password: chosen }),
      });
    expect((await enter()).status).toBe(200);
    await admin.call('PATCH', `/api/users/${made.id}`, { status: 'inactive' });
    expectRefused(await enter(), 403, 'FORBIDDEN');
    expectRefused(await create({ email }), 409, 'CONFLICT');
    expect((await admin.call('POST', '/v1/invitations', { email })).status).toBe(409);
    await admin.call('PATCH', `/api/users/${made.id}`, { status: 'active' });
    expect((await enter()).status).toBe(200);
  });

  test('200: who is inactive here goes on in their other organisations', async () => {
    const one = await member(w, owner.orgId, 'viewer');
    const other = (await one.call('POST', '/v1/orgs', { name: 'Own' })).body;
    const there = await browserIn(w, other.id, one.userId);
    await admin.call('PATCH', `/api/users/${(await rowOf(one)).id}`, { status: 'inactive' });
    expect((await there.call('GET', '/v1/me')).body.orgs.map((org: any) => org.id)).toEqual([other.id]);
    expect((await there.call('POST', `/v1/orgs/${owner.orgId}/switch`)).status).toBe(404);
    expect((await there.call('GET', '/v1/orgs')).body.data.map((org: any) => org.id)).toEqual([other.id]);
  });

  test('409: nobody deactivates or removes themselves, and one owner is left who can act', async () => {
    const me = await rowOf(admin);
    expectRefused(await admin.call('PATCH', `/api/users/${me.id}`, { status: 'inactive' }), 409, 'CONFLICT');
    expectRefused(await admin.call('DELETE', `/api/users/${me.id}`), 409, 'CONFLICT');
    const boss = await owned(w);
    const second = await member(w, boss.orgId, 'owner');
    const idOf = async (who: MemberBrowser): Promise<number> =>
      (await boss.call('GET', '/api/users')).body.data.find((one: any) => one.email === who.email).id;
    expect((await boss.call('PATCH', `/api/users/${await idOf(second)}`, { status: 'inactive' })).status).toBe(200);
    expectRefused(await boss.call('PATCH', `/api/users/${await idOf(boss)}`, { role: 'viewer' }), 409, 'CONFLICT');
    expect((await boss.call('POST', '/v1/org/leave')).status).toBe(409);
  });

  test('200: a removed person is signed out here, and their agent is gone', async () => {
    const one = await member(w, owner.orgId, 'viewer');
    const { id } = await rowOf(one);
    expect((await admin.call('DELETE', `/api/users/${id}`)).body).toEqual({ success: true, data: { deleted: true } });
    expect((await one.call('GET', '/api/auth/me')).status).toBe(401);
    expectRefused(await admin.call('GET', `/api/users/${id}`), 404, 'NOT_FOUND');
    const humans = (await admin.call('GET', '/v1/assignees')).body.data.filter((each: any) => each.owner_user_id === one.userId);
    expect(humans).toEqual([]);
  });

  test('200: a reset link sets a new password; it needs a recent sign-in', async () => {
    const one = await member(w, owner.orgId, 'viewer');
    const { id } = await rowOf(one);
    const reply = await admin.call('POST', `/api/users/${id}/reset-password`);
    const { resetLink } = reply.body.data;
    expect([reply.status, reply.body.data]).toEqual([200, { resetLink: expect.any(String), expiresAt: time, message: expect.any(String) }]);
    expect((await reset(resetLink.split('/').at(-1))).status).toBeLessThan(300);
    expect((await signIn(w, one.email, chosen)).userId).toBe(one.userId);
    const late = await member(w, owner.orgId, 'admin');
    await signedInBefore(w, late, 20);
    expectRefused(await late.call('POST', `/api/users/${id}/reset-password`), 403, 'FORBIDDEN');
  });

  test('400, 422, 403, 401, 404: wrong bodies, weak passwords, callers without the right, and people of others', async () => {
    for (const body of [
      { email: 'no-address' },
      { email: fresh(), role: 'owner' },
      { email: fresh(), admin: true },
      { email: fresh(), name: '' },
    ])
      expectRefused(await create(body), 400, 'BAD_REQUEST');
    const weak = await create({ email: fresh(), password: 'short' });
    expectRefused(weak, 422, 'VALIDATION_ERROR');
    expect(Object.keys(weak.body.error.errors)).toEqual(['password']);
    const { id } = await rowOf(viewer);
    for (const [method, path, body] of [
      ['POST', '/api/users', { email: fresh(), name: 'X', role: 'viewer' }],
      ['PATCH', `/api/users/${id}`, { role: 'admin' }],
      ['DELETE', `/api/users/${id}`, undefined],
      ['POST', `/api/users/${id}/reset-password`, undefined],
    ] as const) {
      expectRefused(await viewer.call(method, path, body), 403, 'FORBIDDEN');
      expectRefused(await admin.call(method, path, body, { 'x-csrf-token': 'x' }), 403, 'CSRF_INVALID');
      expectRefused(await w.call(method, path, body), 403, 'FORBIDDEN');
      expectRefused(await send(w.url, method, path), 401, 'UNAUTHORIZED');
    }
    const stranger = await owned(w);
    expectRefused(await stranger.call('GET', `/api/users/${id}`), 404, 'NOT_FOUND');
    expectRefused(await stranger.call('PATCH', `/api/users/${id}`, { status: 'inactive' }), 404, 'NOT_FOUND');
    expectRefused(await stranger.call('DELETE', `/api/users/${id}`), 404, 'NOT_FOUND');
    expectRefused(await admin.call('GET', '/api/users/nobody'), 404, 'NOT_FOUND');
  });
});
