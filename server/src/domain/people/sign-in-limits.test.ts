import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member } from '../../../test/browsers.ts';
import { person } from '../../../test/requests.ts';
import { visitor } from '../../../test/visitor.ts';
import { engines, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';
import { defaultSignInLimits } from './sign-in-limits.ts';
import type { SignInLimitRules } from './sign-in-limits.ts';

const password = 'correct horse battery';
const wide = [{ failures: 10_000, seconds: 60 }];

describe.each(engines)('limits of signing in on %s', (engine) => {
  const worlds: World[] = [];
  const open = async (signInLimits: SignInLimitRules): Promise<World> => {
    const w = await world(engine, { signInLimits });
    await person(w, 'admin', 'ada@example.org', password);
    worlds.push(w);
    return w;
  };
  afterAll(async () => {
    for (const one of worlds) await one.close();
  });
  let attempt: (w: World, email: string, word: string) => Promise<Reply>;
  beforeAll(() => {
    attempt = (w, email, word) => visitor(w.url).call('POST', '/v1/auth/login', { email, password: word });
  });

  test('429 with Retry-After after so many failures for one account; the right password works after the window', async () => {
    const w = await open({ account: [{ failures: 3, seconds: 2 }], address: wide, everybody: wide });
    for (let tries = 0; tries < 3; tries += 1) expect((await attempt(w, 'ada@example.org', 'wrong')).status).toBe(401);
    const limited = await attempt(w, 'ADA@example.org', password);
    expect([limited.status, limited.body.code]).toEqual([429, 'LOGIN_LIMITED']);
    const waitS = Number(limited.headers.get('retry-after'));
    expect(waitS).toBeGreaterThan(0);
    expect((await attempt(w, 'nobody@example.org', 'wrong')).status).toBe(401);
    await new Promise((resolve) => setTimeout(resolve, waitS * 1_000));
    expect((await attempt(w, 'ada@example.org', password)).status).toBe(200);
  });

  test('an unknown account is limited in the same way, and many attempts at once gain nothing', async () => {
    const w = await open({ account: [{ failures: 3, seconds: 60 }], address: wide, everybody: wide });
    const replies = await Promise.all(Array.from({ length: 12 }, () => attempt(w, 'nobody@example.org', 'wrong')));
    expect(replies.filter((reply) => reply.status === 401)).toHaveLength(3);
    expect(replies.filter((reply) => reply.status === 429)).toHaveLength(9);
  });

  test('successes do not count; failures from one address count over all accounts', async () => {
    const w = await open({ account: wide, address: [{ failures: 4, seconds: 60 }], everybody: wide });
    for (let tries = 0; tries < 8; tries += 1) expect((await attempt(w, 'ada@example.org', password)).status).toBe(200);
    for (let tries = 0; tries < 4; tries += 1) expect((await attempt(w, `nobody-${tries}@example.org`, 'wrong')).status).toBe(401);
    expect((await attempt(w, 'ada@example.org', password)).status).toBe(429);
  });

  test('S13: twenty wrong passwords in a row meet the limit that is set when nothing else is', async () => {
    const w = await open(defaultSignInLimits);
    const statuses: number[] = [];
    for (let tries = 0; tries < 20; tries += 1) statuses.push((await attempt(w, 'ada@example.org', 'wrong')).status);
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
  });

  test('S11: an unknown address, a wrong password and an account without one cost one run of argon2 each and get the same answer', async () => {
    const w = await open({ account: wide, address: wide, everybody: wide });
    const without = await member(w, (await w.call('GET', '/v1/me')).body.org.id, 'viewer');
    const { passwords } = w.server;
    const texts = new Set<string>();
    for (const email of ['nobody@example.org', 'ada@example.org', without.email]) {
      const before = passwords.runs;
      const { body, status } = await attempt(w, email, 'wrong');
      texts.add(JSON.stringify([status, body.code, body.detail, body.title]));
      expect(passwords.runs - before, email).toBe(1);
    }
    expect(texts.size).toBe(1);
  });
});
