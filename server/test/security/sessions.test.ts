import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashKey } from '../../src/kernel/secret.ts';
import { browserIn, member, onServer, owned } from '../browsers.ts';
import { dumpOf } from '../raw-sql.ts';
import { person, send, signIn } from '../requests.ts';
import { visitor } from '../visitor.ts';
import { enginesOf, world } from '../world.ts';
import type { World } from '../world.ts';
import { sharedEngines, twoServers } from '../two-servers.ts';

const password = 'correct horse battery';
const next = 'another long password';

describe.each(enginesOf(import.meta.url))('sessions on %s', (engine) => {
  let w: World;
  let people = 0;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const somebody = async (): Promise<string> => {
    const email = `s15-${(people += 1)}@example.org`;
    await person(w, 'admin', email, password);
    return email;
  };
  const replay = async (cookie: string): Promise<number> => (await send(w.url, 'GET', '/v1/me', { headers: { cookie } })).status;

  test('S15: a session that was there before a sign-in is another one after it, whichever way somebody comes in', async () => {
    const email = await somebody();
    const browser = visitor(w.url);
    browser.cookies.set('forgeyard_session', 'planted-by-a-stranger-0123456789abcdefghijkl');
    for (const path of ['/v1/auth/login', '/api/auth/login']) {
      const before = browser.cookies.get('forgeyard_session');
      expect((await browser.call('POST', path, { email, password })).status, path).toBe(200);
      expect(browser.cookies.get('forgeyard_session'), path).not.toBe(before);
    }
    const signedUp = visitor(w.url);
    signedUp.cookies.set('forgeyard_session', 'planted-by-a-stranger-0123456789abcdefghijkl');
    const reply = await signedUp.call('POST', '/v1/auth/sign-up', { email: `new-${email}`, password, name: 'N' });
    expect([reply.status, signedUp.cookies.get('forgeyard_session')?.startsWith('planted')]).toEqual([201, false]);
    expect(await replay('forgeyard_session=planted-by-a-stranger-0123456789abcdefghijkl')).toBe(401);
  });

  test.each(['/v1/auth/logout', '/api/auth/logout'])('S15: 401 for a cookie that was kept beyond %s', async (path) => {
    const browser = await signIn(w, await somebody(), password);
    expect(await replay(browser.cookie)).toBe(200);
    const reply = await browser.call('POST', path);
    expect(reply.status).toBeLessThan(300);
    expect(reply.headers.get('set-cookie')).toMatch(/Max-Age=0/);
    expect(await replay(browser.cookie)).toBe(401);
  });

  test('S15: a new password ends every other session of the person; a reset ends all; a lost membership ends those in that organisation', async () => {
    const email = await somebody();
    const [one, two] = [await signIn(w, email, password), await signIn(w, email, password)];
    expect((await one.call('POST', '/v1/auth/password', { password: next, current_password: password })).status).toBe(204);
    expect([await replay(one.cookie), await replay(two.cookie)]).toEqual([200, 401]);
    const boss = await owned(w);
    const guest = await member(w, boss.orgId, 'viewer');
    const { body } = await boss.call('POST', `/v1/members/${guest.userId}/reset-link`);
    const token = String(body.link).split('/').at(-1);
    const reset = await visitor(w.url).call('POST', '/v1/auth/password-reset/complete', { token, password: next });
    expect([reset.status, await replay(guest.cookie)]).toEqual([204, 401]);
    const again = await browserIn(w, boss.orgId, guest.userId);
    expect((await boss.call('DELETE', `/v1/members/${guest.userId}`)).status).toBe(204);
    expect(await replay(again.cookie)).toBe(401);
  });

  test('S15: a lower role is in force in every session with the next request', async () => {
    const boss = await owned(w);
    const admin = await member(w, boss.orgId, 'admin');
    const other = await browserIn(w, boss.orgId, admin.userId);
    expect((await admin.call('GET', '/v1/credentials')).status).toBe(200);
    expect((await boss.call('PATCH', `/v1/members/${admin.userId}`, { role: 'viewer' })).status).toBe(200);
    for (const browser of [admin, other]) expect((await browser.call('GET', '/v1/credentials')).status).toBe(403);
  });

  test('S15: the store keeps a hash of each session and never the session itself', async () => {
    const { cookie } = await signIn(w, await somebody(), password);
    const token = cookie.split('=')[1] ?? '';
    const dump = await dumpOf(w.place);
    expect([dump.includes(token), dump.includes(hashKey(token))]).toEqual([false, true]);
  });

  test('S16: the cookie is HttpOnly, SameSite=Lax, for all paths and no other host; no answer and no address carries the token', async () => {
    const email = await somebody();
    const headers = { 'content-type': 'application/json' };
    const reply = await send(w.url, 'POST', '/v1/auth/login', { headers, body: JSON.stringify({ email, password }) });
    const [line = ''] = reply.headers.getSetCookie();
    for (const flag of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(line).toContain(flag);
    expect(line).not.toContain('Domain');
    const token = /=([^;]+)/.exec(line)?.[1] ?? '';
    expect(reply.text).not.toContain(token);
    const browser = { cookie: `forgeyard_session=${token}` };
    for (const path of ['/v1/me', '/v1/auth/sessions', '/api/auth/me']) {
      expect((await send(w.url, 'GET', path, { headers: browser })).text, path).not.toContain(token);
    }
    for (const query of [`forgeyard_session=${token}`, `session=${token}`, `token=${token}`]) {
      expect((await send(w.url, 'GET', `/v1/me?${query}`)).status, query).toBe(401);
    }
    for (const name of ['authorization', 'x-api-key']) {
      const value = name === 'authorization' ? `Bearer ${token}` : token;
      expect((await send(w.url, 'GET', '/v1/me', { headers: { [name]: value } })).status, name).toBe(401);
    }
  });

  test('S17: 403 or 415 for what a page of another site can send with the cookie, at every door that changes something', async () => {
    const mine = await signIn(w, await somebody(), password);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const [path, body] of [
      ['/v1/agents', 'slug=planted'],
      ['/v1/credentials', 'name=planted&org_wide=true'],
      ['/v1/org', '_method=PATCH&name=planted'],
      ['/v1/members/0194f0c2-1111-7000-8000-000000000001', '_method=DELETE'],
      ['/v1/auth/password', `password=${next}`],
    ] as const) {
      for (const headers of [form, { 'content-type': 'text/plain' }, { 'content-type': 'multipart/form-data; boundary=x' }]) {
        const reply = await send(w.url, 'POST', path, {
          headers: { ...headers, cookie: mine.cookie, origin: 'https://evil.example' },
          body,
        });
        expect([403, 405, 415], `${path} ${reply.text}`).toContain(reply.status);
      }
    }
    expect((await mine.call('GET', '/v1/agents/planted')).status).toBe(404);
  });
});

describe.each(sharedEngines)('sessions on two servers with one %s', () => {
  let first: World;
  let second: World;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ first, second, close } = await twoServers());
  });
  afterAll(() => close());

  test('S15: what signing out, a new password or a lower role ends on one server is over on the other a second later', async () => {
    const boss = await owned(first);
    const [out, lower] = [await member(first, boss.orgId, 'admin'), await member(first, boss.orgId, 'admin')];
    const there = (browser: typeof out) => onServer(second, browser)('GET', '/v1/credentials').then((reply) => reply.status);
    expect([await there(out), await there(lower)]).toEqual([200, 200]);
    await out.call('POST', '/v1/auth/logout');
    await boss.call('PATCH', `/v1/members/${lower.userId}`, { role: 'viewer' });
    await delay(1_000);
    expect([await there(out), await there(lower)]).toEqual([401, 403]);
  });
});
