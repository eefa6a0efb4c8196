import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { enginesOf, world } from '../../../test/world.ts';
import { send } from '../../../test/requests.ts';
import type { Reply, World } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const dayMs = 24 * 3_600_000;
const password = 'correct horse battery';
/** Values that are no token of ours. */
const noTokens = [null, '', [], {}, true, 0, 1e9, ['x'.repeat(43)], { $ne: '' }, 'x', 'x'.repeat(201)];

function expectCode(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
}

describe.each(enginesOf(import.meta.url))('invitations of our own API on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const newAddress = (): string => `New-${newId(w.server.home.clock.now())}@Example.test`;
  const invited = async (by: MemberBrowser, body: object): Promise<{ id: string; token: string; link: string }> => {
    const reply = await by.call('POST', '/v1/invitations', body);
    expect(reply.status, reply.text).toBe(201);
    return reply.body;
  };
  const accept = (browser: MemberBrowser, token: unknown): Promise<Reply> => browser.call('POST', '/v1/invitations/accept', { token });
  const open = (path: string, body: unknown): Promise<Reply> =>
    send(w.url, 'POST', path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const lookUp = (token: unknown): Promise<Reply> => open('/v1/invitations/lookup', { token });
  const age = (id: string, ms: number): Promise<unknown> =>
    w.server.home.transact((tx) =>
      tx.query((db) =>
        db
          .updateTable('invitations')
          .set((eb) => ({ expires_at: eb('expires_at', '-', ms) }))
          .where('id', '=', id)
          .returning('id'),
      ),
    );

  test('201: an invitation shows its link once, runs for seven days, and is listed without it', async () => {
    const owner = await owned(w);
    const email = newAddress();
    const reply = await owner.call('POST', '/v1/invitations', { email, role: 'reviewer' });
    const { token, link, sent, ...shown } = reply.body;
    expect([reply.status, shown]).toEqual([
      201,
      {
        id: uuid,
        kind: 'member',
        email: email.toLowerCase(),
        role: 'reviewer',
        invited_by: { id: owner.userId, name: 'The owner' },
        created_at: time,
        expires_at: time,
        status: 'pending',
      },
    ]);
    expect([link, sent]).toEqual([`${w.url}/invitations/${token}`, false]);
    expect(Date.parse(shown.expires_at) - Date.parse(shown.created_at)).toBe(7 * dayMs);
    const list = await owner.call('GET', '/v1/invitations');
    expect(list.body.data).toEqual([shown]);
    const rows = await w.server.home.read(async (tx) => [
      await tx.query((db) => db.selectFrom('invitations').selectAll()),
      await tx.query((db) => db.selectFrom('audit_entries').selectAll()),
    ]);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test('200: a signed-in person with that address, in any case, joins and may switch there', async () => {
    const owner = await owned(w);
    const guest = await member(w, (await owned(w)).orgId, 'viewer');
    const { token } = await invited(owner, { email: guest.email.toUpperCase(), role: 'admin' });
    expect((await lookUp(token)).body).toMatchObject({ kind: 'member', email: guest.email, role: 'admin', has_account: true });
    const reply = await accept(guest, token);
    expect([reply.status, reply.body]).toEqual([
      200,
      { org: { id: owner.orgId, name: expect.any(String), slug: expect.any(String) }, role: 'admin' },
    ]);
    expect((await guest.call('GET', '/v1/org')).body.id).toBe(guest.orgId);
    await guest.call('POST', `/v1/orgs/${owner.orgId}/switch`);
    expect((await guest.call('PATCH', '/v1/org', { name: 'Joined' })).status).toBe(200);
    expect((await owner.call('GET', '/v1/invitations')).body.data[0].status).toBe('accepted');
    expectCode(await accept(guest, token), 404, 'INVITATION_UNKNOWN');
  });

  test('201: a new person signs up with the invitation, into that organization with that role', async () => {
    const owner = await owned(w);
    const email = newAddress();
    const { token } = await invited(owner, { email, role: 'reviewer' });
    expect((await lookUp(token)).body).toMatchObject({ email: email.toLowerCase(), has_account: false });
    const reply = await open('/v1/auth/sign-up', { email, name: 'New', password, invitation: token });
    expect([reply.status, reply.body]).toMatchObject([201, { user: { role: 'reviewer' }, org: { id: owner.orgId } }]);
    expect((await owner.call('GET', '/v1/members')).body.data).toHaveLength(2);
  });

  test('200: somebody who was removed from their only organization comes back by signing in with an invitation', async () => {
    const owner = await owned(w);
    const email = newAddress();
    const first = await invited(owner, { email });
    const back = (await open('/v1/auth/sign-up', { email, name: 'Back', password, invitation: first.token })).body.user.id;
    expect((await owner.call('DELETE', `/v1/members/${back}`)).status).toBe(204);
    expectCode(await open('/v1/auth/login', { email, password: 'wrong' }), 401, 'LOGIN_FAILED');
    expectCode(await open('/v1/auth/login', { email, password }), 403, 'LOGIN_NO_ORGANIZATION');
    const { token } = await invited(owner, { email, role: 'reviewer' });
    const reply = await open('/v1/auth/login', { email, password, invitation: token });
    expect([reply.status, reply.body]).toMatchObject([200, { user: { id: back, role: 'reviewer' }, org: { id: owner.orgId } }]);
  });

  test('403: an invitation of somebody else stays theirs, signed in or signing up', async () => {
    const owner = await owned(w);
    const thief = await member(w, (await owned(w)).orgId, 'viewer');
    const { token } = await invited(owner, { email: newAddress(), role: 'owner' });
    expectCode(await accept(thief, token), 403, 'INVITATION_NOT_YOURS');
    const reply = await open('/v1/auth/sign-up', { email: newAddress(), name: 'Thief', password, invitation: token });
    expectCode(reply, 403, 'INVITATION_NOT_YOURS');
    expect((await owner.call('GET', '/v1/members')).body.data).toHaveLength(1);
    expect((await lookUp(token)).status).toBe(200);
  });

  test('S14: 404: expired, withdrawn, replaced and unknown invitations are answered alike', async () => {
    const owner = await owned(w);
    const guest = await member(w, (await owned(w)).orgId, 'viewer');
    const body = { email: guest.email, role: 'viewer' };
    const replaced = await invited(owner, body);
    const expired = await invited(owner, body);
    await age(expired.id, 7 * dayMs);
    const withdrawn = await invited(owner, body);
    expect((await owner.call('DELETE', `/v1/invitations/${withdrawn.id}`)).status).toBe(204);
    const texts = new Set<string>();
    for (const token of [replaced.token, expired.token, withdrawn.token, 'y'.repeat(43)]) {
      for (const reply of [await accept(guest, token), await lookUp(token)]) {
        expectCode(reply, 404, 'INVITATION_UNKNOWN');
        texts.add(reply.body.detail);
      }
      const signUp = await open('/v1/auth/sign-up', { email: newAddress(), name: 'N', password, invitation: token });
      expectCode(signUp, 404, 'INVITATION_UNKNOWN');
    }
    expect(texts.size).toBe(1);
    const statuses = (await owner.call('GET', '/v1/invitations')).body.data.map((one: { status: string }) => one.status);
    expect(statuses).toEqual(['revoked', 'revoked', 'revoked']);
  });

  test.each(noTokens.map((value) => [JSON.stringify(value).slice(0, 30), value] as const))(
    'S14: 400: %s is no token',
    async (_text, value) => {
      const guest = await owned(w);
      const id = (await invited(guest, { kind: 'agent' })).id;
      expect((await accept(guest, value)).status).toBe(400);
      expect((await lookUp(value)).status).toBe(400);
      const signUp = await open('/v1/auth/sign-up', { email: newAddress(), name: 'N', password, invitation: value });
      expect([400, 404]).toContain(signUp.status);
      expect((await guest.call('GET', '/v1/invitations')).body.data).toMatchObject([{ id, status: 'pending' }]);
    },
  );

  test('of ten acceptances at once one joins', async () => {
    const owner = await owned(w);
    const guest = await member(w, (await owned(w)).orgId, 'viewer');
    const { token } = await invited(owner, { email: guest.email });
    const statuses = (await Promise.all(Array.from({ length: 10 }, () => accept(guest, token)))).map((reply) => reply.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 404)).toHaveLength(9);
  });

  test('of ten invitations of one address at once, one is pending in the end', async () => {
    const owner = await owned(w);
    const email = newAddress();
    await Promise.all(Array.from({ length: 10 }, () => invited(owner, { email })));
    const statuses = (await owner.call('GET', '/v1/invitations')).body.data.map((one: { status: string }) => one.status);
    expect(statuses.filter((status: string) => status === 'pending')).toHaveLength(1);
    expect(statuses).toHaveLength(10);
  });

  test('403: an administrator invites no owner, lower roles invite nobody', async () => {
    const owner = await owned(w);
    const [admin, reviewer, viewer] = [
      await member(w, owner.orgId, 'admin'),
      await member(w, owner.orgId, 'reviewer'),
      await member(w, owner.orgId, 'viewer'),
    ];
    expectCode(await admin.call('POST', '/v1/invitations', { email: newAddress(), role: 'owner' }), 403, 'MEMBER_OWNERS_ONLY');
    for (const role of ['admin', 'reviewer', 'viewer']) await invited(admin, { email: newAddress(), role });
    for (const low of [reviewer, viewer]) {
      expectCode(await low.call('POST', '/v1/invitations', { email: newAddress(), role: 'viewer' }), 403, 'CALLER_LACKS_GRANT');
      expectCode(await low.call('POST', '/v1/invitations', { kind: 'agent' }), 403, 'CALLER_LACKS_GRANT');
      expectCode(await low.call('DELETE', `/v1/invitations/${unknownId}`), 403, 'CALLER_LACKS_GRANT');
    }
    expect((await owner.call('GET', '/v1/invitations')).body.data).toHaveLength(3);
  });

  test('who loses a role loses the invitations that only it could make', async () => {
    const owner = await owned(w);
    const second = await member(w, owner.orgId, 'owner');
    const [asOwner, asAdmin] = [
      await invited(second, { email: newAddress(), role: 'owner' }),
      await invited(second, { email: newAddress(), role: 'viewer' }),
    ];
    const isPending = async (token: string): Promise<boolean> => (await lookUp(token)).status === 200;
    await owner.call('PATCH', `/v1/members/${second.userId}`, { role: 'admin' });
    expect([await isPending(asOwner.token), await isPending(asAdmin.token)]).toEqual([false, true]);
    await owner.call('DELETE', `/v1/members/${second.userId}`);
    expect(await isPending(asAdmin.token)).toBe(false);
  });

  test('409: a member is not invited again, and somebody who joined meanwhile keeps their role', async () => {
    const owner = await owned(w);
    const viewer = await member(w, owner.orgId, 'viewer');
    expectCode(await owner.call('POST', '/v1/invitations', { email: viewer.email.toUpperCase() }), 409, 'MEMBER_EXISTS');
  });

  test('201: an invitation for an agent has no address and no role', async () => {
    const owner = await owned(w);
    const made = await invited(owner, { kind: 'agent' });
    expect(made).toMatchObject({ kind: 'agent', email: null, role: null, sent: false });
    expect((await lookUp(made.token)).body).toMatchObject({ kind: 'agent', email: null, role: null, has_account: false });
    expectCode(await owner.call('POST', '/v1/invitations', { kind: 'agent', email: newAddress() }), 400, 'INVITATION_NOT_FOR_AGENTS');
    expectCode(await owner.call('POST', '/v1/invitations', { kind: 'agent', role: 'viewer' }), 400, 'INVITATION_NOT_FOR_AGENTS');
    expectCode(await accept(owner, made.token), 404, 'INVITATION_UNKNOWN');
  });

  test('400: addresses that a mail program could read as several, and unknown members, are refused', async () => {
    const owner = await owned(w);
    const create = async (body: unknown): Promise<number> => (await owner.call('POST', '/v1/invitations', body)).status;
    const bad = [
      'a',
      'a@',
      '@b',
      'a@b@c',
      'a b@c.d',
      'a,b@c.d',
      'a;b@c.d',
      'X <a@c.d>',
      'a@c.d\r\nBcc: x@y.z',
      `${'a'.repeat(251)}@c.d`,
      '',
      null,
      1,
      [],
    ];
    for (const email of bad) expect(await create({ email }), String(email)).toBe(400);
    expect(await create({})).toBe(400);
    for (const extra of [
      { orgId: unknownId },
      { org_id: unknownId },
      { userId: unknownId },
      { token: 'x' },
      { expires_at: time },
      { invited_by: 'x' },
    ]) {
      expect(await create({ email: newAddress(), ...extra })).toBe(400);
    }
    for (const role of ['root', '', null, ['owner']]) expect(await create({ email: newAddress(), role })).toBe(400);
  });

  test('404: invitations of another organization cannot be seen or withdrawn', async () => {
    const [owner, stranger] = [await owned(w), await owned(w)];
    const { id, token } = await invited(owner, { email: newAddress() });
    expectCode(await stranger.call('DELETE', `/v1/invitations/${id}`), 404, 'INVITATION_UNKNOWN');
    expect((await stranger.call('GET', '/v1/invitations')).body.data).toEqual([]);
    expect((await lookUp(token)).status).toBe(200);
  });

  test('the trail tells who invited, withdrew and joined, in the organization that it concerns', async () => {
    const owner = await owned(w);
    const guest = await member(w, (await owned(w)).orgId, 'viewer');
    const first = await invited(owner, { email: newAddress() });
    await owner.call('DELETE', `/v1/invitations/${first.id}`);
    const second = await invited(owner, { email: guest.email, role: 'reviewer' });
    await accept(guest, second.token);
    const entries = await w.server.home.read((tx) => tx.query((db) => db.selectFrom('audit_entries').selectAll().orderBy('id')));
    const trail = entries.filter((one) => one.org_id === owner.orgId && one.event !== 'key.created');
    expect(trail.map((one) => [one.event, one.actor, one.target])).toEqual([
      ['member.invited', `user:${owner.userId}`, first.id],
      ['invitation.revoked', `user:${owner.userId}`, first.id],
      ['member.invited', `user:${owner.userId}`, second.id],
      ['member.joined', `user:${guest.userId}`, guest.userId],
    ]);
  });

  test('429: an organization invites at most two hundred times in a day', async () => {
    const owner = await owned(w);
    for (let batch = 0; batch < 10; batch += 1) {
      await Promise.all(Array.from({ length: 20 }, () => invited(owner, { email: newAddress() })));
    }
    const reply = await owner.call('POST', '/v1/invitations', { email: newAddress() });
    expectCode(reply, 429, 'INVITATION_TOO_MANY');
    expect(reply.headers.get('retry-after')).toBe('3600');
  });
});
