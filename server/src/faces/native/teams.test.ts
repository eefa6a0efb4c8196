import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bearer } from '../../../test/account.ts';
import { browserIn, member } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { room, stranger } from '../../../test/instances.ts';
import type { Room } from '../../../test/instances.ts';
import { newId } from '../../kernel/id.ts';
import { engines, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

describe.each(engines)('teams on %s', (engine) => {
  let w: World;
  let r: Room;
  beforeAll(async () => {
    w = await world(engine);
    r = await room(w);
  });
  afterAll(() => w.close());

  const ok = async (reply: Promise<{ status: number; body: any; text: string }>, status = 201): Promise<any> => {
    const { status: got, body, text } = await reply;
    expect(got, text).toBe(status);
    return body;
  };
  const refused = async (reply: Promise<{ status: number; body: any }>): Promise<[number, string]> => {
    const { status, body } = await reply;
    return [status, body.code];
  };
  const team = async (name = `Team ${randomUUID()}`, by: MemberBrowser = r.boss): Promise<string> =>
    (await ok(by.call('POST', '/v1/teams', { name }))).id;
  const add = async (id: string, email: string, role?: string): Promise<string> =>
    (await ok(r.boss.call('POST', `/v1/teams/${id}/members`, { email, ...(role === undefined ? {} : { role }) }))).id;
  const access = async (who: MemberBrowser, session: string): Promise<unknown> => {
    const { status, body } = await who.call('GET', `/v1/sessions/${session}`);
    return status === 200 ? body.access_level : status;
  };

  test('201: whoever may write makes a team and is its OWNER; viewers may not', async () => {
    const reviewer = await member(w, r.boss.orgId, 'reviewer');
    const made = await ok(reviewer.call('POST', '/v1/teams', { name: '  Release crew ' }));
    expect(made).toMatchObject({ name: 'Release crew', role: 'OWNER', can_manage: true, can_delete: true, members_count: 1 });
    const { body } = await r.boss.call('GET', `/v1/teams/${made.id}`);
    expect(body).toMatchObject({
      role: null,
      can_manage: true,
      members: [{ email: reviewer.email, role: 'OWNER', user: { id: reviewer.userId }, invited: false }],
    });
    const viewer = await member(w, r.boss.orgId, 'viewer');
    expect((await viewer.call('POST', '/v1/teams', { name: 'Ours' })).status).toBe(403);
    expect((await viewer.call('GET', '/v1/teams')).body.data).toContainEqual(
      expect.objectContaining({ id: made.id, role: null, can_manage: false, can_delete: false }),
    );
  });

  test('409: names differ within an organisation in more than case; another organisation has its own', async () => {
    const id = await team('Ärger');
    expect(await refused(r.boss.call('POST', '/v1/teams', { name: 'äRGER' }))).toEqual([409, 'TEAM_NAME_TAKEN']);
    const second = await team();
    expect(await refused(r.boss.call('PATCH', `/v1/teams/${second}`, { name: 'ärger' }))).toEqual([409, 'TEAM_NAME_TAKEN']);
    expect((await ok(r.boss.call('PATCH', `/v1/teams/${id}`, { name: 'ärger' }), 200)).name).toBe('ärger');
    const other = await room(w);
    await team('Ärger', other.boss);
    for (const name of ['', '   ', 'x'.repeat(101), 'a\nb']) expect((await r.boss.call('POST', '/v1/teams', { name })).status).toBe(400);
  });

  test('404: another organisation’s team is not there, for anything', async () => {
    const id = await team();
    const place = await add(id, 'somebody@example.com');
    const { boss, say } = await room(w);
    const { id: session } = await say('Theirs');
    const attempts = [
      boss.call('GET', `/v1/teams/${id}`),
      boss.call('PATCH', `/v1/teams/${id}`, { name: 'Mine' }),
      boss.call('DELETE', `/v1/teams/${id}`),
      boss.call('POST', `/v1/teams/${id}/members`, { email: boss.email }),
      boss.call('PATCH', `/v1/teams/${id}/members/${place}`, { role: 'OWNER' }),
      boss.call('DELETE', `/v1/teams/${id}/members/${place}`),
      boss.call('POST', `/v1/sessions/${session}/shares`, { team_id: id, access: 'READ' }),
    ];
    for (const attempt of attempts) expect(await refused(attempt)).toEqual([404, 'TEAM_UNKNOWN']);
    expect((await boss.call('GET', '/v1/teams')).body.data).toEqual([]);
    expect((await boss.call('GET', '/v1/teams/no-id')).status).toBe(404);
  });

  test('403: ADMINs manage members, only OWNERs make OWNERs and delete; 409: the last OWNER stays', async () => {
    const owner = await member(w, r.boss.orgId, 'reviewer');
    const admin = await member(w, r.boss.orgId, 'reviewer');
    const plain = await member(w, r.boss.orgId, 'viewer');
    const id = await team(undefined, owner);
    const path = `/v1/teams/${id}/members`;
    const [{ id: ownPlace }] = (await owner.call('GET', `/v1/teams/${id}`)).body.members;
    const adminPlace = (await ok(owner.call('POST', path, { email: admin.email.toUpperCase(), role: 'ADMIN' }))).id;
    const plainPlace = (await ok(admin.call('POST', path, { email: plain.email }))).id;
    expect(await refused(admin.call('POST', path, { email: plain.email }))).toEqual([409, 'TEAM_MEMBER_EXISTS']);
    expect(await refused(admin.call('PATCH', `${path}/${plainPlace}`, { role: 'OWNER' }))).toEqual([403, 'TEAM_OWNERS_ONLY']);
    expect(await refused(admin.call('PATCH', `${path}/${ownPlace}`, { role: 'MEMBER' }))).toEqual([403, 'TEAM_OWNERS_ONLY']);
    expect(await refused(admin.call('DELETE', `${path}/${ownPlace}`))).toEqual([403, 'TEAM_OWNERS_ONLY']);
    expect(await refused(admin.call('DELETE', `/v1/teams/${id}`))).toEqual([403, 'TEAM_OWNERS_ONLY']);
    const outsider = await member(w, r.boss.orgId, 'reviewer');
    expect(await refused(outsider.call('POST', path, { email: 'a@example.com' }))).toEqual([403, 'TEAM_MANAGERS_ONLY']);
    expect(await refused(outsider.call('PATCH', `/v1/teams/${id}`, { name: 'x' }))).toEqual([403, 'TEAM_MANAGERS_ONLY']);
    expect((await plain.call('DELETE', `${path}/${adminPlace}`)).status).toBe(403);
    await ok(owner.call('POST', path, { email: 'guest@example.com', role: 'OWNER' }));
    expect(await refused(owner.call('DELETE', `${path}/${ownPlace}`))).toEqual([409, 'TEAM_LAST_OWNER']);
    expect(await refused(owner.call('PATCH', `${path}/${ownPlace}`, { role: 'ADMIN' }))).toEqual([409, 'TEAM_LAST_OWNER']);
    expect((await ok(owner.call('PATCH', `${path}/${adminPlace}`, { role: 'OWNER' }), 200)).role).toBe('OWNER');
    expect((await owner.call('DELETE', `${path}/${ownPlace}`)).status).toBe(204);
    expect((await plain.call('DELETE', `${path}/${plainPlace}`)).status).toBe(204);
    expect(await refused(admin.call('DELETE', `${path}/${plainPlace}`))).toEqual([404, 'TEAM_MEMBER_UNKNOWN']);
    expect((await admin.call('DELETE', `/v1/teams/${id}`)).status).toBe(204);
  });

  test('two OWNERs who step down at once leave one', async () => {
    const id = await team();
    const other = await member(w, r.boss.orgId, 'admin');
    await add(id, other.email, 'OWNER');
    const { body } = await r.boss.call('GET', `/v1/teams/${id}`);
    const left = await Promise.all(
      body.members.map((one: { id: string }) => r.boss.call('PATCH', `/v1/teams/${id}/members/${one.id}`, { role: 'MEMBER' })),
    );
    expect(left.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  test('a team share gives its members what it says, from whichever organisation, and ends with everything that it stands on', async () => {
    const { id: session } = await r.say('Which one?', { asks: true });
    const id = await team();
    const guest = await stranger(w);
    const unverified = await stranger(w, false);
    const viewer = await member(w, r.boss.orgId, 'viewer');
    for (const { email } of [guest, unverified, viewer]) await add(id, email);
    const shares = `/v1/sessions/${session}/shares`;
    const share = await ok(r.boss.call('POST', shares, { team_id: id, access: 'READ' }));
    expect(share).toMatchObject({ email: null, team: { id }, access: 'READ', user: null });
    expect([await access(guest, session), await access(unverified, session), await access(viewer, session)]).toEqual(['READ', 404, 'READ']);
    expect((await ok(r.boss.call('POST', shares, { team_id: id, access: 'WRITE' }))).id).toBe(share.id);
    expect([await access(guest, session), await access(viewer, session)]).toEqual(['WRITE', 'WRITE']);
    expect((await guest.call('GET', '/v1/sessions?scope=shared')).body.data).toMatchObject([{ id: session, is_shared: true }]);
    expect((await guest.call('POST', `/v1/sessions/${session}/messages`, { content: 'That' })).status).toBe(201);
    expect((await r.boss.call('GET', `/api/v1/agent-instances/${session}/access`)).body).toMatchObject([
      { id: share.id, email: null, team_id: id, team_name: expect.any(String), access: 'WRITE', invited: false },
    ]);
    // Two ways to one session: each is enough, the wider one counts.
    await ok(r.boss.call('POST', shares, { email: guest.email, access: 'READ' }));
    expect(await access(guest, session)).toBe('WRITE');
    expect((await guest.call('GET', '/v1/sessions?scope=shared')).body.data).toHaveLength(1);
    expect((await r.boss.call('DELETE', `/v1/teams/${id}`)).status).toBe(204);
    expect([await access(guest, session), await access(viewer, session)]).toEqual(['READ', 'READ']);
    expect((await r.boss.call('GET', shares)).body.data).toMatchObject([{ email: guest.email, team: null }]);
  });

  test('400: a session is shared with an address or with a team, not with both or neither', async () => {
    const { id: session } = await r.say('Ours');
    const id = await team();
    for (const body of [{ access: 'READ' }, { access: 'READ', email: 'a@example.com', team_id: id }]) {
      expect(await refused(r.boss.call('POST', `/v1/sessions/${session}/shares`, body))).toEqual([400, 'SHARE_ONE_OF']);
    }
  });

  test('whoever leaves the organisation leaves its teams; a guest who joins is one of its people', async () => {
    const { id: session } = await r.say('Ours');
    const id = await team();
    const person = await member(w, r.boss.orgId, 'reviewer');
    await add(id, person.email, 'OWNER');
    const guest = await stranger(w);
    await add(id, guest.email);
    await ok(r.boss.call('POST', `/v1/sessions/${session}/shares`, { team_id: id, access: 'READ' }));
    expect((await r.boss.call('DELETE', `/v1/members/${person.userId}`)).status).toBe(204);
    const invitation = await ok(r.boss.call('POST', '/v1/invitations', { email: guest.email, role: 'viewer' }));
    expect((await guest.call('POST', '/v1/invitations/accept', { token: invitation.token })).status).toBe(200);
    const { body } = await r.boss.call('GET', `/v1/teams/${id}`);
    expect(body.members).toMatchObject([{ email: r.boss.email }, { email: guest.email, user: { id: guest.userId }, invited: false }]);
    const inside = await browserIn(w, r.boss.orgId, guest.userId);
    expect(await access(inside, session)).toBe('READ');
    expect((await r.boss.call('DELETE', `/v1/members/${guest.userId}`)).status).toBe(204);
    expect(await access(guest, session)).toBe(404);
    expect((await r.boss.call('GET', `/v1/teams/${id}`)).body.members_count).toBe(1);
  });

  test('a member who may not act for a while keeps their place, and sees nothing through it meanwhile', async () => {
    const { id: session } = await r.say('Ours');
    const id = await team();
    const person = await member(w, r.boss.orgId, 'viewer');
    const elsewhere = await ok(person.call('POST', '/v1/orgs', { name: 'Elsewhere' }));
    await add(id, person.email);
    await ok(r.boss.call('POST', `/v1/sessions/${session}/shares`, { team_id: id, access: 'READ' }));
    const there = await browserIn(w, elsewhere.id, person.userId);
    expect(await access(there, session)).toBe('READ');
    const { body: users } = await r.boss.call('GET', '/api/users');
    const { id: number } = users.data.find((one: { email: string }) => one.email === person.email);
    const letAct = (status: string) => r.boss.call('PATCH', `/api/users/${number}`, { status });
    expect((await letAct('inactive')).status).toBe(200);
    expect(await access(there, session)).toBe(404);
    expect((await letAct('active')).status).toBe(200);
    expect(await access(there, session)).toBe('READ');
  });

  test('programs: a key limited to agents manages no team, and shares give nothing to any key', async () => {
    const { id: session } = await r.say('Ours');
    const agent = (await r.boss.call('GET', `/v1/sessions/${session}`)).body.agent.id;
    const limited = await ok(r.boss.call('POST', '/v1/credentials', { name: randomUUID(), agent_ids: [agent], scopes: ['*'] }));
    expect(await refused(bearer(w, limited.key)('POST', '/v1/teams', { name: 'x' }))).toEqual([403, 'CALLER_IS_RESTRICTED']);
    const wide = bearer(w, r.key);
    const made = await ok(wide('POST', '/v1/teams', { name: 'Made by a program' }));
    expect(made).toMatchObject({ role: null, members_count: 0, can_delete: true });
    expect((await wide('DELETE', `/v1/teams/${made.id}`)).status).toBe(204);
  });

  test('an organisation has 100 teams and a team 200 members', async () => {
    const { boss } = await room(w);
    const id = await team('First', boss);
    const { home } = w.server;
    const now = home.clock.now();
    const common = { org_id: boss.orgId, created_at: now, updated_at: now };
    const others = Array.from({ length: 99 }, (_, n) => ({
      ...common,
      id: newId(now),
      name: `T${n}`,
      name_key: `t${n}`,
      created_by: 'test',
    }));
    const guests = Array.from({ length: 199 }, (_, n) => ({
      ...common,
      id: newId(now),
      team_id: id,
      email: `p${n}@example.com`,
      role: 'MEMBER',
    }));
    await home.transact(async (tx) => {
      await tx.query((db) => db.insertInto('teams').values(others).returning('id'));
      await tx.query((db) => db.insertInto('team_members').values(guests).returning('id'));
    });
    expect(await refused(boss.call('POST', '/v1/teams', { name: 'One more' }))).toEqual([409, 'TEAM_TOO_MANY']);
    expect(await refused(boss.call('POST', `/v1/teams/${id}/members`, { email: 'more@example.com' }))).toEqual([409, 'TEAM_FULL']);
  });

  test('clients of the dashboard backend find their teams under /api/v1/teams', async () => {
    const { boss } = await room(w);
    const made = await ok(boss.call('POST', '/api/v1/teams', { name: 'Crew' }));
    expect(made).toEqual({
      id: expect.any(String),
      name: 'Crew',
      role: 'OWNER',
      created_at: expect.any(String),
      updated_at: expect.any(String),
      members: [
        expect.objectContaining({ email: boss.email, role: 'OWNER', user_id: boss.userId, display_name: 'The owner', invited: false }),
      ],
    });
    const path = `/api/v1/teams/${made.id}`;
    const place = await ok(boss.call('POST', `${path}/members`, { email: 'Robin@Example.com' }));
    expect(place).toMatchObject({ email: 'robin@example.com', role: 'MEMBER', user_id: null, display_name: null, invited: true });
    expect((await ok(boss.call('PATCH', `${path}/members/${place.id}`, { role: 'ADMIN' }), 200)).role).toBe('ADMIN');
    const viewer = await member(w, boss.orgId, 'viewer');
    expect((await viewer.call('GET', '/api/v1/teams')).body).toEqual([]);
    expect((await boss.call('GET', '/api/v1/teams')).body).toMatchObject([{ name: 'Crew', role: 'OWNER', member_count: 2 }]);
    expect((await boss.call('DELETE', `${path}/members/${place.id}`)).body).toEqual({ success: true });
    expect((await boss.call('DELETE', path)).body).toEqual({ success: true });
    const gone = await boss.call('GET', path);
    expect([gone.status, gone.body]).toEqual([404, { detail: 'Team not found', code: 'TEAM_NOT_FOUND' }]);
  });
});
