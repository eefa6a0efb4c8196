import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserIn, member, owned, signedInBefore } from '../../../test/browsers.ts';
import { send } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const roles = ['owner', 'admin', 'reviewer', 'viewer'] as const;

function expectCode(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
}

describe.each(enginesOf(import.meta.url))('members of our own API on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  test('200: the list has role, second factor, last use and since when, in pages, for every role', async () => {
    const owner = await owned(w);
    const others = [
      await member(w, owner.orgId, 'admin'),
      await member(w, owner.orgId, 'reviewer'),
      await member(w, owner.orgId, 'viewer'),
    ];
    for (const browser of [owner, ...others]) {
      const first = await browser.call('GET', '/v1/members?limit=3');
      expect(first.body.data).toHaveLength(3);
      const rest = await browser.call('GET', `/v1/members?limit=3&cursor=${first.body.next_cursor}`);
      expect(rest.body).toMatchObject({ has_more: false, next_cursor: null });
      const all = [...first.body.data, ...rest.body.data];
      expect(all.map((one) => one.role)).toEqual(['owner', 'admin', 'reviewer', 'viewer']);
      const user = { id: owner.userId, email: owner.email, name: 'The owner' };
      expect(all[0]).toEqual({ user, role: 'owner', status: 'active', two_factor_enabled: false, last_seen_at: time, joined_at: time });
    }
  });

  test('when a member was last seen outlasts their session', async () => {
    const owner = await owned(w);
    const seen = await member(w, owner.orgId, 'viewer');
    const lastSeen = async (): Promise<string> => (await owner.call('GET', '/v1/members')).body.data[1].last_seen_at;
    const before = await lastSeen();
    expect((await seen.call('POST', '/v1/auth/logout')).status).toBe(204);
    expect([before, await lastSeen()]).toEqual([time, before]);
  });

  const rank = { owner: 3, admin: 2, reviewer: 0, viewer: 0 } as const;
  const cases = roles.flatMap((actor) => roles.flatMap((target) => roles.map((next) => [actor, target, next] as const)));
  test.each(cases)('the role %s changes %s to %s only as far as its own reaches', async (actor, target, next) => {
    const owner = await owned(w);
    const browser = actor === 'owner' ? owner : await member(w, owner.orgId, actor);
    const { userId } = await member(w, owner.orgId, target);
    const reply = await browser.call('PATCH', `/v1/members/${userId}`, { role: next });
    const isAllowed = rank[actor] === 3 || (rank[actor] === 2 && target !== 'owner' && next !== 'owner');
    expect([reply.status, reply.body?.role ?? reply.body?.code]).toEqual(
      isAllowed ? [200, next] : [403, rank[actor] === 0 ? 'CALLER_LACKS_GRANT' : 'MEMBER_OWNERS_ONLY'],
    );
    const list = (await owner.call('GET', '/v1/members')).body.data;
    expect(list.find((one: { user: { id: string } }) => one.user.id === userId).role).toBe(isAllowed ? next : target);
  });

  test.each(['admin', 'reviewer', 'viewer'] as const)('403: the role %s does not raise itself', async (role) => {
    const browser = await member(w, (await owned(w)).orgId, role);
    expect((await browser.call('PATCH', `/v1/members/${browser.userId}`, { role: 'owner' })).status).toBe(403);
    expect((await browser.call('GET', '/v1/me')).body.user.role).toBe(role);
  });

  test('403 RECENT_SIGN_IN_NEEDED: who signed in more than 15 minutes ago makes nobody an owner, by role or by invitation', async () => {
    const owner = await owned(w);
    const admin = await member(w, owner.orgId, 'admin');
    const promote = (by = owner) => by.call('PATCH', `/v1/members/${admin.userId}`, { role: 'owner' });
    await signedInBefore(w, owner, 16);
    const refused = await promote();
    expectCode(refused, 403, 'RECENT_SIGN_IN_NEEDED');
    expect(refused.body.detail).toContain('15 minutes');
    expectCode(await owner.call('POST', '/v1/invitations', { email: 'o@example.test', role: 'owner' }), 403, 'RECENT_SIGN_IN_NEEDED');
    expect((await owner.call('PATCH', `/v1/members/${admin.userId}`, { role: 'viewer' })).status, 'other roles as before').toBe(200);
    expect((await promote(await browserIn(w, owner.orgId, owner.userId))).status, 'signed in again').toBe(200);
  });

  test('S15: a new role is in force with the next request, in every browser of the member', async () => {
    const owner = await owned(w);
    const admin = await member(w, owner.orgId, 'admin');
    const second = await browserIn(w, owner.orgId, admin.userId);
    for (const browser of [admin, second]) expect((await browser.call('PATCH', '/v1/org', { name: 'A' })).status).toBe(200);
    await owner.call('PATCH', `/v1/members/${admin.userId}`, { role: 'viewer' });
    for (const browser of [admin, second]) expect((await browser.call('PATCH', '/v1/org', { name: 'B' })).status).toBe(403);
    await owner.call('PATCH', `/v1/members/${admin.userId}`, { role: 'admin' });
    expect((await second.call('PATCH', '/v1/org', { name: 'C' })).status).toBe(200);
  });

  test.each([
    ['admin', 'owner', 403],
    ['admin', 'admin', 204],
    ['admin', 'viewer', 204],
    ['owner', 'owner', 204],
    ['reviewer', 'viewer', 403],
    ['viewer', 'viewer', 403],
  ] as const)('the role %s removing %s is answered by the rules: %i', async (actor, target, status) => {
    const owner = await owned(w);
    const browser = await member(w, owner.orgId, actor);
    const removed = await member(w, owner.orgId, target);
    expect((await browser.call('DELETE', `/v1/members/${removed.userId}`)).status).toBe(status);
    expect((await removed.call('GET', '/v1/org')).status).toBe(status === 204 ? 401 : 200);
  });

  test('204: removing ends the browsers of the person here and leaves those in other organizations alone', async () => {
    const owner = await owned(w);
    const removed = await member(w, owner.orgId, 'viewer');
    const own = (await removed.call('POST', '/v1/orgs', { name: 'Own' })).body.id;
    const elsewhere = await browserIn(w, own, removed.userId);
    await owner.call('DELETE', `/v1/members/${removed.userId}`);
    expect((await removed.call('GET', '/v1/me')).status).toBe(401);
    expect((await elsewhere.call('GET', '/v1/org')).body.id).toBe(own);
    expectCode(await owner.call('DELETE', `/v1/members/${removed.userId}`), 404, 'MEMBER_UNKNOWN');
  });

  test('401: removing ends the user keys of the person here, and a role changes what they may do', async () => {
    const owner = await owned(w);
    const keyed = await member(w, owner.orgId, 'admin');
    const own = (await keyed.call('POST', '/v1/orgs', { name: 'Own' })).body.id;
    const elsewhere = await browserIn(w, own, keyed.userId);
    const keyOf = async (browser: typeof keyed): Promise<string> => {
      const made = await browser.call('POST', '/api/users/me/keys', { name: 'mine', scopes: ['read', 'write'] });
      expect(made.status, made.text).toBe(201);
      return made.body.data.apiKey;
    };
    const [here, there] = [await keyOf(keyed), await keyOf(elsewhere)];
    const makeAgent = (key: string, slug: string) =>
      send(w.url, 'POST', '/v1/agents', {
        headers: { 'x-agent-key': key, 'content-type': 'application/json' },
        body: JSON.stringify({ slug, model: 'gpt-4o' }),
      });
    expect((await makeAgent(here, 'first')).status).toBe(201);
    await owner.call('PATCH', `/v1/members/${keyed.userId}`, { role: 'viewer' });
    expect((await makeAgent(here, 'second')).status).toBe(403);
    await owner.call('DELETE', `/v1/members/${keyed.userId}`);
    expect((await makeAgent(here, 'third')).status).toBe(401);
    expect((await makeAgent(there, 'first')).status).toBe(201);
  });

  test('409: the last owner is neither demoted nor removed, and nobody removes themselves', async () => {
    const owner = await owned(w);
    expectCode(await owner.call('PATCH', `/v1/members/${owner.userId}`, { role: 'admin' }), 409, 'LAST_OWNER');
    expectCode(await owner.call('DELETE', `/v1/members/${owner.userId}`), 409, 'MEMBER_IS_YOURSELF');
    expect((await owner.call('PATCH', `/v1/members/${owner.userId}`, { role: 'owner' })).status).toBe(200);
    await member(w, owner.orgId, 'owner');
    expect((await owner.call('PATCH', `/v1/members/${owner.userId}`, { role: 'viewer' })).status).toBe(200);
    expect((await owner.call('PATCH', `/v1/members/${owner.userId}`, { role: 'owner' })).status).toBe(403);
  });

  test('of twenty demotions at once by two owners of each other, one owner always remains', async () => {
    for (let round = 0; round < 3; round += 1) {
      const first = await owned(w);
      const second = await member(w, first.orgId, 'owner');
      const replies = await Promise.all(
        Array.from({ length: 20 }, (_, at) => {
          const [actor, target] = at % 2 === 0 ? [first, second] : [second, first];
          return actor.call('PATCH', `/v1/members/${target.userId}`, { role: 'viewer' });
        }),
      );
      for (const reply of replies) expect([200, 403, 409], reply.text).toContain(reply.status);
      const list = (await first.call('GET', '/v1/members')).body.data;
      expect(list.filter((one: { role: string }) => one.role === 'owner')).toHaveLength(1);
    }
  });

  test('of two owners who leave at once, one is told to stay', async () => {
    for (let round = 0; round < 5; round += 1) {
      const first = await owned(w);
      const second = await member(w, first.orgId, 'owner');
      const statuses = (await Promise.all([first, second].map((one) => one.call('POST', '/v1/org/leave')))).map((reply) => reply.status);
      expect(statuses.sort()).toEqual([204, 409]);
    }
  });

  test('404: members of another organization do not exist, for any operation', async () => {
    const [owner, stranger] = [await owned(w), await owned(w)];
    for (const id of [stranger.userId, unknownId]) {
      expectCode(await owner.call('PATCH', `/v1/members/${id}`, { role: 'viewer' }), 404, 'MEMBER_UNKNOWN');
      expectCode(await owner.call('DELETE', `/v1/members/${id}`), 404, 'MEMBER_UNKNOWN');
      expectCode(await owner.call('POST', `/v1/members/${id}/reset-link`), 404, 'MEMBER_UNKNOWN');
    }
    expect(JSON.stringify((await owner.call('GET', '/v1/members')).body)).not.toContain(stranger.userId);
    expect((await stranger.call('GET', '/v1/me')).body.user.role).toBe('owner');
  });

  test('400: what is not an id, not a role, or not a known member is refused', async () => {
    const owner = await owned(w);
    const { userId } = await member(w, owner.orgId, 'viewer');
    const change = (body: unknown) => owner.call('PATCH', `/v1/members/${userId}`, body);
    for (const role of ['root', 'Owner', '', null, 1, ['owner'], {}]) expect((await change({ role })).status).toBe(400);
    for (const extra of [{ orgId: unknownId }, { userId: unknownId }, { org_id: unknownId }]) {
      expect((await change({ role: 'admin', ...extra })).status).toBe(400);
    }
    for (const id of ['1', 'me', "' or 1=1", '%00']) {
      expect((await owner.call('PATCH', `/v1/members/${encodeURIComponent(id)}`, { role: 'admin' })).status).toBe(400);
    }
  });

  test('403: keys of any scope do not manage members', async () => {
    for (const [method, path, body] of [
      ['PATCH', `/v1/members/${unknownId}`, { role: 'owner' }],
      ['DELETE', `/v1/members/${unknownId}`, undefined],
      ['POST', `/v1/members/${unknownId}/reset-link`, undefined],
      ['POST', '/v1/invitations', { email: 'a@example.test' }],
      ['DELETE', `/v1/invitations/${unknownId}`, undefined],
      ['POST', '/v1/orgs', { name: 'X' }],
      ['POST', '/v1/org/leave', undefined],
    ] as const) {
      expectCode(await w.call(method, path, body), 403, 'CALLER_WRONG_FORM');
    }
    expect((await w.call('GET', '/v1/members')).status).toBe(200);
  });
});
