import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { as, domainWorld, person, withClock } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import type { At } from '../home.ts';
import { changePassword, issueOwnerLink, LoginSessions, signInByLink, signInByPassword, signOut } from './index.ts';
import type { SignedIn } from './index.ts';

const hour = 3_600_000;
const linkRefused = { kind: 'unauthenticated', reason: 'owner_link.invalid' };

describe.each(engines)('people on %s', (engine) => {
  let world: DomainWorld;
  let at: At;
  let hash: string;
  const password = 'correct horse battery';
  beforeAll(async () => {
    world = await domainWorld(engine);
    hash = await world.passwords.hash(password);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    at = await world.org();
  });
  const link = async (on: At, userId: string): Promise<string> => {
    const token = await on.home.transact((tx) => issueOwnerLink(tx, on.caller.orgId, userId, on.home.clock.now()));
    return token.reveal();
  };
  const signIn = (on: At, token: string): Promise<SignedIn> => signInByLink(on.home, on.request, token);

  it('401: the owner link signs in once, also when it is opened five times at the same moment', async () => {
    const owner = await person(at);
    const token = await link(at, owner.userId);
    const settled = await Promise.allSettled(Array.from({ length: 5 }, () => signIn(at, token)));
    expect(settled.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of settled) if (one.status === 'rejected') expect(one.reason).toMatchObject(linkRefused);
    await expect(signIn(at, token)).rejects.toMatchObject(linkRefused);
  });

  it('401: the owner link ends after 24 hours, and a new one ends the earlier unused one', async () => {
    const owner = await person(at);
    const moved = withClock(at);
    const first = await link(moved.at, owner.userId);
    const second = await link(moved.at, owner.userId);
    await expect(signIn(moved.at, first)).rejects.toMatchObject(linkRefused);
    moved.advance(24 * hour - 60_000);
    const kept = await link(moved.at, owner.userId);
    await expect(signIn(moved.at, second)).rejects.toMatchObject(linkRefused);
    moved.advance(24 * hour);
    await expect(signIn(moved.at, kept)).rejects.toMatchObject(linkRefused);
    await expect(signIn(moved.at, '')).rejects.toMatchObject(linkRefused);
  });

  it('neither the link, the session token nor the password is in the database as it is', async () => {
    const owner = await person(at, 'owner', hash);
    const token = await link(at, owner.userId);
    const { login } = await signIn(at, token);
    const all = await world.everything();
    for (const secret of [token, login.token.reveal(), password]) expect(all).not.toContain(secret);
    expect(hash).toMatch(/^\$argon2id\$/);
  });

  it('401: an unknown address, a wrong password and a person without a password get the same answer', async () => {
    const known = await person(at, 'viewer', hash);
    const without = await person(at, 'viewer');
    const answers: unknown[] = [];
    for (const [email, attempt] of [
      ['nobody@example.test', password],
      [known.email, 'wrong password'],
      [without.email, password],
      [known.email, ''],
    ] as const) {
      const error: unknown = await signInByPassword(at.home, at.request, world.passwords, { email, password: attempt }).catch(
        (caught: unknown) => caught,
      );
      answers.push(JSON.parse(JSON.stringify(error, ['kind', 'reason', 'message', 'detail'])), error instanceof Error && error.message);
    }
    const text = answers.map((one) => JSON.stringify(one));
    expect(new Set(text.filter((_, index) => index % 2 === 0)).size).toBe(1);
    expect(new Set(text.filter((_, index) => index % 2 === 1)).size).toBe(1);
    expect(text[0]).toContain('login.failed');
  });

  it('signs in with the address in any case, as the role of the membership', async () => {
    const known = await person(at, 'reviewer', hash);
    const { member, login } = await signInByPassword(at.home, at.request, world.passwords, { email: known.email.toUpperCase(), password });
    expect(member).toMatchObject({ orgId: at.caller.orgId, role: 'reviewer', person: { id: known.userId, hasPassword: true } });
    const caller = await new LoginSessions(at.home).callerOf(login.token.reveal());
    expect(caller).toMatchObject({ kind: 'person', userId: known.userId, role: 'reviewer', csrf: login.csrf });
  });

  it('401: a session ends after 12 hours without use; each use prolongs it', async () => {
    const owner = await person(at);
    const moved = withClock(at);
    const { login } = await signIn(moved.at, await link(moved.at, owner.userId));
    const logins = new LoginSessions(moved.at.home);
    const isIn = async (): Promise<boolean> => (await logins.callerOf(login.token.reveal())) !== undefined;
    for (let use = 0; use < 4; use += 1) {
      moved.advance(11 * hour);
      expect(await isIn()).toBe(true);
    }
    expect(await new LoginSessions(moved.at.home).callerOf(login.token.reveal())).toBeDefined();
    moved.advance(12 * hour + 60_000);
    expect(await isIn()).toBe(false);
    expect(await new LoginSessions(moved.at.home).callerOf(login.token.reveal())).toBeUndefined();
  });

  it('a session in use through one process is not idle for another that remembers it', async () => {
    const owner = await person(at);
    const moved = withClock(at);
    const { login } = await signIn(moved.at, await link(moved.at, owner.userId));
    const [here, there] = [new LoginSessions(moved.at.home), new LoginSessions(moved.at.home)];
    const isIn = async (logins: LoginSessions): Promise<boolean> => (await logins.callerOf(login.token.reveal())) !== undefined;
    expect([await isIn(here), await isIn(there)]).toEqual([true, true]);
    for (let use = 0; use < 3; use += 1) {
      moved.advance(8 * hour);
      expect(await isIn(here)).toBe(true);
    }
    expect(await isIn(there)).toBe(true);
    moved.advance(12 * hour + 60_000);
    expect([await isIn(there), await isIn(here)]).toEqual([false, false]);
  });

  it('401: a session ends after 30 days, however often it is used', async () => {
    const owner = await person(at);
    const moved = withClock(at);
    const { login } = await signIn(moved.at, await link(moved.at, owner.userId));
    const logins = new LoginSessions(moved.at.home);
    for (let use = 0; use < 71; use += 1) {
      moved.advance(10 * hour);
      expect(await logins.callerOf(login.token.reveal()), `${use * 10} h`).toBeDefined();
    }
    moved.advance(10 * hour);
    expect(await logins.callerOf(login.token.reveal())).toBeUndefined();
  });

  it('401: after signing out the token is worth nothing, at once', async () => {
    const owner = await person(at);
    const { login } = await signIn(at, await link(at, owner.userId));
    const logins = new LoginSessions(at.home);
    const caller = await logins.callerOf(login.token.reveal());
    if (caller === undefined) throw new Error('not signed in');
    await signOut(as(at, caller));
    expect(await logins.callerOf(login.token.reveal())).toBeUndefined();
    expect(await logins.callerOf('')).toBeUndefined();
    expect(await logins.callerOf(login.csrf)).toBeUndefined();
  });

  it('a password needs 12 characters and the current one; changing it signs out the other browsers alone', async () => {
    const owner = await person(at, 'owner', hash);
    const [here, there] = [await signIn(at, await link(at, owner.userId)), await signIn(at, await link(at, owner.userId))];
    const logins = new LoginSessions(at.home);
    const caller = await logins.callerOf(here.login.token.reveal());
    if (caller === undefined) throw new Error('not signed in');
    const own = as(at, caller);
    const change = (next: string, current?: string) => changePassword(own, world.passwords, { next, current });
    await expect(change('eleven char', password)).rejects.toMatchObject({ kind: 'unprocessable', reason: 'password.too_short' });
    await expect(change('a new long password', 'wrong')).rejects.toMatchObject({ kind: 'forbidden', reason: 'password.wrong' });
    await expect(change('a new long password')).rejects.toMatchObject({ reason: 'password.wrong' });
    await expect(changePassword(at, world.passwords, { next: 'a new long password', current: password })).rejects.toMatchObject({
      reason: 'password.no_person',
    });
    expect(await logins.callerOf(there.login.token.reveal())).toBeDefined();
    await change('a new long password', password);
    expect(await logins.callerOf(here.login.token.reveal())).toBeDefined();
    expect(await logins.callerOf(there.login.token.reveal())).toBeUndefined();
    const again = (attempt: string) => signInByPassword(at.home, at.request, world.passwords, { email: owner.email, password: attempt });
    await expect(again(password)).rejects.toMatchObject({ reason: 'login.failed' });
    await expect(again('a new long password')).resolves.toMatchObject({ member: { person: { id: owner.userId } } });
  });

  it('429: more sign-ins at once than can wait are refused instead of piling up', async () => {
    const settled = await Promise.allSettled(Array.from({ length: 24 }, () => world.passwords.matches('x', null)));
    const refused = settled.filter((one) => one.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const one of refused) expect(one).toMatchObject({ reason: { kind: 'limited', detail: { retryAfterS: 2 } } });
  });
});
