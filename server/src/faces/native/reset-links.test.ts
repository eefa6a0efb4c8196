import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserIn, member, owned, signedInBefore } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { send, signIn } from '../../../test/requests.ts';
import { issueResetLink } from '../../domain/people/index.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const hourMs = 3_600_000;
const password = 'a new long password';

function expectCode(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
}

describe.each(enginesOf(import.meta.url))('reset links of our own API on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const ask = (by: MemberBrowser, of: MemberBrowser): Promise<Reply> => by.call('POST', `/v1/members/${of.userId}/reset-link`);
  const tokenOf = async (by: MemberBrowser, of: MemberBrowser): Promise<string> => {
    const reply = await ask(by, of);
    expect(reply.status, reply.text).toBe(201);
    return reply.body.link.split('/').at(-1);
  };
  const complete = (token: unknown, next: unknown = password): Promise<Reply> =>
    send(w.url, 'POST', '/v1/auth/password-reset/complete', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password: next }),
    });

  const unusedLinks = async (user: string): Promise<number> => {
    const rows = await w.server.home.read((tx) =>
      tx.query((db) => db.selectFrom('one_time_links').selectAll().where('user_id', '=', user)),
    );
    return rows.filter((row) => row.used_at === null).length;
  };

  test('201: the link lasts 24 hours, works once, signs the person out and lets them in with the new password', async () => {
    const owner = await owned(w);
    const forgot = await member(w, owner.orgId, 'viewer');
    const reply = await ask(owner, forgot);
    const token = reply.body.link.split('/').at(-1);
    expect(reply.body).toEqual({ link: `${w.url}/reset/${token}`, expires_at: expect.any(String) });
    expect(Math.abs(Date.parse(reply.body.expires_at) - Date.now() - 24 * hourMs)).toBeLessThan(60_000);
    expect((await complete(token)).status).toBe(204);
    expect((await forgot.call('GET', '/v1/me')).status).toBe(401);
    expect((await signIn(w, forgot.email, password)).userId).toBe(forgot.userId);
    expectCode(await complete(token), 400, 'RESET_LINK_INVALID');
  });

  test('S14: 400: replaced, expired, unknown and wrongly typed tokens change nothing', async () => {
    const owner = await owned(w);
    const forgot = await member(w, owner.orgId, 'viewer');
    const replaced = await tokenOf(owner, forgot);
    const expired = await tokenOf(owner, forgot);
    await w.server.home.transact((tx) =>
      tx.query((db) =>
        db
          .updateTable('one_time_links')
          .set({ expires_at: Date.now() - 1 })
          .where('user_id', '=', forgot.userId)
          .returning('user_id'),
      ),
    );
    for (const token of [replaced, expired, 'z'.repeat(43)]) expectCode(await complete(token), 400, 'RESET_LINK_INVALID');
    for (const token of [null, '', [], {}, true, 0, [replaced], 'x']) expect((await complete(token)).status).toBe(400);
    expect((await forgot.call('GET', '/v1/me')).body.user.has_password).toBe(false);
  });

  test('403: an administrator makes none for an owner, lower roles for nobody; an owner may', async () => {
    const owner = await owned(w);
    const [second, admin, viewer] = [
      await member(w, owner.orgId, 'owner'),
      await member(w, owner.orgId, 'admin'),
      await member(w, owner.orgId, 'viewer'),
    ];
    expectCode(await ask(admin, owner), 403, 'MEMBER_OWNERS_ONLY');
    expectCode(await ask(viewer, admin), 403, 'CALLER_LACKS_GRANT');
    expect([(await ask(admin, viewer)).status, (await ask(owner, second)).status]).toEqual([201, 201]);
  });

  test('409: none for oneself, and none for somebody who belongs to other organizations', async () => {
    const owner = await owned(w);
    const guest = await member(w, owner.orgId, 'viewer');
    expectCode(await ask(owner, owner), 409, 'RESET_LINK_OWN_ACCOUNT');
    await guest.call('POST', '/v1/orgs', { name: 'Own' });
    expectCode(await ask(owner, guest), 409, 'RESET_LINK_OTHER_ORGS');
  });

  test('400: a link dies when the person joins another organization, or leaves this one', async () => {
    const owner = await owned(w);
    const [joins, leaves] = [await member(w, owner.orgId, 'viewer'), await member(w, owner.orgId, 'viewer')];
    const first = await tokenOf(owner, joins);
    await joins.call('POST', '/v1/orgs', { name: 'Own' });
    expectCode(await complete(first), 400, 'RESET_LINK_INVALID');
    const second = await tokenOf(owner, leaves);
    await owner.call('DELETE', `/v1/members/${leaves.userId}`);
    expectCode(await complete(second), 400, 'RESET_LINK_INVALID');
  });

  test('400: links die with the role of who made them, and before somebody becomes an owner', async () => {
    const owner = await owned(w);
    const [admin, viewer] = [await member(w, owner.orgId, 'admin'), await member(w, owner.orgId, 'viewer')];
    const promoted = await tokenOf(admin, viewer);
    await owner.call('PATCH', `/v1/members/${viewer.userId}`, { role: 'owner' });
    expectCode(await complete(promoted), 400, 'RESET_LINK_INVALID');
    await owner.call('PATCH', `/v1/members/${viewer.userId}`, { role: 'viewer' });
    const orphaned = await tokenOf(admin, viewer);
    await owner.call('DELETE', `/v1/members/${admin.userId}`);
    expectCode(await complete(orphaned), 400, 'RESET_LINK_INVALID');
    expect((await (await browserIn(w, owner.orgId, viewer.userId)).call('GET', '/v1/me')).status).toBe(200);
  });

  test('400: a link ends when the person sets a password by themselves, and not when somebody asks for a mail', async () => {
    const owner = await owned(w);
    const remembers = await member(w, owner.orgId, 'viewer');
    const token = await tokenOf(owner, remembers);
    expect((await remembers.call('POST', '/v1/auth/password-reset', { email: remembers.email })).status).toBe(202);
    const { home } = w.server;
    await home.transact((tx) => issueResetLink(tx, { orgId: owner.orgId, userId: remembers.userId }, home.clock.now()));
    expect(await unusedLinks(remembers.userId)).toBe(2);
    expect((await remembers.call('POST', '/v1/auth/password', { password })).status).toBe(204);
    expectCode(await complete(token), 400, 'RESET_LINK_INVALID');
    expect(await unusedLinks(remembers.userId)).toBe(0);
  });

  test('of ten uses at once one sets the password', async () => {
    const owner = await owned(w);
    const token = await tokenOf(owner, await member(w, owner.orgId, 'viewer'));
    const statuses = (await Promise.all(Array.from({ length: 10 }, () => complete(token)))).map((reply) => reply.status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.filter((status) => status === 400)).toHaveLength(9);
  });

  test('204: an administrator’s link drops the other ways in of a person whose address nobody has confirmed, and only then', async () => {
    const owner = await owned(w);
    const { home } = w.server;
    for (const isVerified of [false, true]) {
      const forgot = await member(w, owner.orgId, 'viewer');
      await home.transact((tx) =>
        tx.query((db) =>
          db
            .updateTable('users')
            .set({ email_verified: isVerified ? 1 : 0, two_factor_enabled: 1 })
            .where('id', '=', forgot.userId)
            .returning('id'),
        ),
      );
      expect((await complete(await tokenOf(owner, forgot))).status).toBe(204);
      const reply = await send(w.url, 'POST', '/v1/auth/login', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: forgot.email, password }),
      });
      if (isVerified) expect(reply.body).toEqual({ two_factor_required: true });
      else expect(reply.body.user).toMatchObject({ two_factor_enabled: false, email_verified: false });
    }
  });

  test('403 RECENT_SIGN_IN_NEEDED: who signed in more than 15 minutes ago makes no link; after signing in again they do', async () => {
    const owner = await owned(w);
    const forgot = await member(w, owner.orgId, 'viewer');
    await signedInBefore(w, owner, 16);
    expectCode(await ask(owner, forgot), 403, 'RECENT_SIGN_IN_NEEDED');
    expect(await unusedLinks(forgot.userId)).toBe(0);
    await signedInBefore(w, owner, 14);
    expect((await ask(owner, forgot)).status).toBe(201);
    await signedInBefore(w, owner, 16);
    expect((await ask(await browserIn(w, owner.orgId, owner.userId), forgot)).status).toBe(201);
  });

  test('the link is in no list, no trail and not in the database; the trail says who made it for whom', async () => {
    const owner = await owned(w);
    const forgot = await member(w, owner.orgId, 'viewer');
    const token = await tokenOf(owner, forgot);
    const rows = await w.server.home.read(async (tx) => ({
      links: await tx.query((db) => db.selectFrom('one_time_links').selectAll()),
      entries: await tx.query((db) => db.selectFrom('audit_entries').selectAll().where('target', '=', forgot.userId)),
    }));
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows.entries).toMatchObject([{ event: 'reset_link.created', actor: `user:${owner.userId}` }]);
  });
});
