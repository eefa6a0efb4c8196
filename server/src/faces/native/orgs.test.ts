import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserIn, member, owned } from '../../../test/browsers.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const unknownId = '0194f0c2-1111-7000-8000-00000000dead';

describe.each(enginesOf(import.meta.url))('organizations of our own API on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  test('200: an organization says its name, slug, age and how many belong to it', async () => {
    const owner = await owned(w);
    await member(w, owner.orgId, 'viewer');
    const reply = await owner.call('GET', '/v1/org');
    const { name, slug } = reply.body;
    expect([reply.status, reply.body]).toEqual([200, { id: owner.orgId, name, slug, created_at: time, members: 2 }]);
  });

  test('200: a key of the organization reads it too, and cannot change it: 403', async () => {
    expect((await w.call('GET', '/v1/org')).body).toMatchObject({ members: 1 });
    expect((await w.call('PATCH', '/v1/org', { name: 'Taken over' })).status).toBe(403);
  });

  test('200: renaming keeps the slug', async () => {
    const owner = await owned(w);
    const { slug } = (await owner.call('GET', '/v1/org')).body;
    const reply = await owner.call('PATCH', '/v1/org', { name: 'Renamed' });
    expect([reply.status, reply.body]).toMatchObject([200, { name: 'Renamed', slug, members: 1 }]);
  });

  test('201: a person makes more organizations, owns them, and stays where they are until they switch', async () => {
    const owner = await owned(w);
    const made = await owner.call('POST', '/v1/orgs', { name: 'Second home' });
    expect([made.status, made.body]).toEqual([
      201,
      { id: expect.any(String), name: 'Second home', slug: expect.stringMatching(/^second-home/) },
    ]);
    const list = await owner.call('GET', '/v1/orgs');
    expect(list.body).toMatchObject({
      data: [
        { id: owner.orgId, role: 'owner', is_current: true },
        { id: made.body.id, role: 'owner', is_current: false },
      ],
      has_more: false,
    });
    const switched = await owner.call('POST', `/v1/orgs/${made.body.id}/switch`);
    expect([switched.status, switched.body]).toEqual([200, { org: made.body }]);
    // The CSRF token is still the same: this call sends it.
    expect((await owner.call('PATCH', '/v1/org', { name: 'Third home' })).body).toMatchObject({ id: made.body.id, name: 'Third home' });
    expect((await owner.call('GET', '/v1/me')).body).toMatchObject({ org: { id: made.body.id }, csrf_token: owner.csrf });
  });

  test('switching changes this browser alone, and the role is that of the organization', async () => {
    const owner = await owned(w);
    const other = await member(w, (await owned(w)).orgId, 'viewer');
    const made = await other.call('POST', '/v1/orgs', { name: 'Own' });
    const second = await browserIn(w, other.orgId, other.userId);
    await other.call('POST', `/v1/orgs/${made.body.id}/switch`);
    expect((await other.call('PATCH', '/v1/org', { name: 'Own two' })).status).toBe(200);
    expect((await second.call('PATCH', '/v1/org', { name: 'No' })).status).toBe(403);
    expect((await owner.call('GET', '/v1/org')).body.id).toBe(owner.orgId);
  });

  test('404: nobody switches to an organization that is not theirs, or that does not exist', async () => {
    const [owner, stranger] = [await owned(w), await owned(w)];
    for (const id of [stranger.orgId, unknownId]) {
      const reply = await owner.call('POST', `/v1/orgs/${id}/switch`);
      expect([reply.status, reply.body.code]).toEqual([404, 'ORG_UNKNOWN']);
    }
    expect((await owner.call('POST', '/v1/orgs/not-an-id/switch')).status).toBe(400);
    expect((await owner.call('GET', '/v1/org')).body.id).toBe(owner.orgId);
  });

  test('204: leaving moves every browser of the person to another of their organizations', async () => {
    const { orgId } = await owned(w);
    const leaver = await member(w, orgId, 'admin');
    const second = await browserIn(w, orgId, leaver.userId);
    const own = (await leaver.call('POST', '/v1/orgs', { name: 'Own' })).body.id;
    expect((await leaver.call('POST', '/v1/org/leave')).status).toBe(204);
    for (const browser of [leaver, second]) expect((await browser.call('GET', '/v1/org')).body.id).toBe(own);
    expect((await leaver.call('POST', `/v1/orgs/${orgId}/switch`)).status).toBe(404);
  });

  test('204: who leaves their only organization is signed out', async () => {
    const leaver = await member(w, (await owned(w)).orgId, 'viewer');
    expect((await leaver.call('POST', '/v1/org/leave')).status).toBe(204);
    expect((await leaver.call('GET', '/v1/org')).status).toBe(401);
  });

  test('409: the last owner cannot leave, and one of two can', async () => {
    const owner = await owned(w);
    const reply = await owner.call('POST', '/v1/org/leave');
    expect([reply.status, reply.body.code]).toEqual([409, 'LAST_OWNER']);
    await member(w, owner.orgId, 'owner');
    expect((await owner.call('POST', '/v1/org/leave')).status).toBe(204);
  });

  test('400: unknown members are refused, so that nothing is set from outside', async () => {
    const owner = await owned(w);
    for (const extra of [
      { orgId: unknownId },
      { org_id: unknownId },
      { role: 'owner' },
      { userId: unknownId },
      { slug: 'mine' },
      { personal_of: unknownId },
    ]) {
      expect((await owner.call('POST', '/v1/orgs', { name: 'X', ...extra })).status).toBe(400);
      expect((await owner.call('PATCH', '/v1/org', { name: 'X', ...extra })).status).toBe(400);
    }
    for (const name of ['', 'a\u0000b', 'x'.repeat(101), null, 1])
      expect((await owner.call('POST', '/v1/orgs', { name })).status).toBe(400);
  });

  test('each change leaves one entry in the trail of the organization that it concerns', async () => {
    const owner = await owned(w);
    const leaver = await member(w, owner.orgId, 'viewer');
    const made = (await leaver.call('POST', '/v1/orgs', { name: 'New' })).body.id;
    await owner.call('PATCH', '/v1/org', { name: 'Again' });
    await leaver.call('POST', '/v1/org/leave');
    const entries = await w.server.home.read((tx) => tx.query((db) => db.selectFrom('audit_entries').selectAll().orderBy('id')));
    const trail = (org: string) => entries.filter((entry) => entry.org_id === org).map((entry) => [entry.event, entry.actor, entry.target]);
    expect(trail(owner.orgId).filter(([event]) => event !== 'key.created')).toEqual([
      ['org.updated', `user:${owner.userId}`, owner.orgId],
      ['member.left', `user:${leaver.userId}`, leaver.userId],
    ]);
    expect(trail(made)).toEqual([['org.created', `user:${leaver.userId}`, made]]);
  });
});
