import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { accountOfAgent, authorized, basic } from '../account.ts';
import { member } from '../browsers.ts';
import { person, send } from '../requests.ts';
import { enginesOf, world } from '../world.ts';
import type { Reply, World } from '../world.ts';

const password = 'correct horse battery';
const wide = [{ failures: 10_000, seconds: 60 }];

function worded(reply: Reply): unknown {
  const { request_id: _, ...rest } = Object(reply.body);
  return [reply.status, rest, [...reply.headers.keys()].filter((name) => name !== 'date').sort()];
}

describe.each(enginesOf(import.meta.url))('guessing on %s', (engine) => {
  let w: World;
  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    send(w.url, 'POST', path, { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  beforeAll(async () => {
    w = await world(engine, {
      passwordCost: undefined,
      guesses: { failuresMax: 4, windowS: 60 },
      signInLimits: { account: [{ failures: 4, seconds: 60 }], address: wide, everybody: wide },
    });
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => w.close());

  test.each(['/v1/auth/login', '/api/auth/login'])(
    'S11: %s does the same work and says the same for an unknown address, a wrong password, and an account without one',
    async (path) => {
      const own = `s11-${path.length}@example.org`;
      await person(w, 'admin', own, password);
      const { passwords } = w.server;
      const { email: without } = await member(w, (await w.call('GET', '/v1/me')).body.org.id, 'viewer');
      const checks = vi.spyOn(passwords, 'matches');
      const replies: Reply[] = [];
      for (const email of [`nobody-${path.length}@example.org`, own, without]) {
        const before = checks.mock.calls.length;
        replies.push(await post(path, { email, password: 'not the right one' }));
        expect(checks.mock.calls.length - before, email).toBe(1);
        expect(await checks.mock.results.at(-1)?.value, email).toBe(false);
      }
      expect(checks.mock.calls.map(([, hash]) => hash?.startsWith('$argon2id$v=19$m=19456,t=2,p=1$') ?? null)).toEqual([null, true, null]);
      expect(replies.map((reply) => reply.status)).toEqual([401, 401, 401]);
      expect(new Set(replies.map((reply) => JSON.stringify(worded(reply)))).size).toBe(1);
    },
  );

  test('S11: a check against no hash takes a turn in the same line as one against a hash', async () => {
    const { passwords } = w.server;
    const hash = await passwords.hash(password);
    for (const against of [null, hash]) {
      const all = await Promise.allSettled(Array.from({ length: 30 }, () => passwords.matches('wrong', against)));
      expect(
        all.filter((one) => one.status === 'fulfilled'),
        String(against),
      ).toHaveLength(18);
    }
  });

  test('S11: asking for a reset says the same for everybody and waits for nothing that only a known address has', async () => {
    const email = 's11-reset@example.org';
    await person(w, 'admin', email, password);
    const sent = vi.spyOn(w.server.home.mailer, 'send').mockImplementation(() => new Promise(() => undefined));
    const replies = [
      await post('/v1/auth/password-reset', { email }),
      await post('/v1/auth/password-reset', { email: 'nobody@example.org' }),
    ];
    expect(replies.map((one) => [one.status, one.text])).toEqual([
      [202, '{}'],
      [202, '{}'],
    ]);
    expect(sent.mock.calls.length).toBeLessThanOrEqual(1);
  });

  test('S13 S20: 429 with Retry-After counts by the real address, whatever a stranger writes into forwarded headers', async () => {
    const one = await accountOfAgent(w, await w.agent(`s13-${engine}`));
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      const spoofed = { 'x-forwarded-for': `203.0.113.${tries}`, forwarded: `for=203.0.113.${tries}`, 'x-real-ip': `203.0.113.${tries}` };
      const reply = await send(w.url, 'DELETE', `/api/agents/${one.agent}`, {
        headers: { authorization: basic(one.agent, 'rk_wrong'), ...spoofed },
      });
      statuses.push(reply.status);
      if (reply.status === 429) expect(Number(reply.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429]);
    await person(w, 'admin', 's13@example.org', password);
    const logins: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      logins.push(
        (await post('/v1/auth/login', { email: 's13@example.org', password: 'wrong one' }, { 'x-forwarded-for': `203.0.113.${tries}` }))
          .status,
      );
    }
    expect(logins).toEqual([401, 401, 401, 401, 429, 429]);
  });

  test('S13: one account is counted as one, however its id is written, and over all requests that take its secret', async () => {
    const one = await accountOfAgent(w, await w.agent(`s13-case-${engine}`));
    const paths = [
      ['DELETE', ''],
      ['POST', '/keys/revoke-all'],
      ['POST', ''],
      ['POST', '/api/auth/token'],
    ] as const;
    const statuses: number[] = [];
    for (const [at, [method, tail]] of paths.entries()) {
      const id = at % 2 === 0 ? one.agent : `agt_${one.agent.slice(4).toUpperCase()}`;
      const path = tail.startsWith('/api') ? tail : `/api/agents/${one.agent}${tail}`;
      statuses.push((await authorized(w.url, basic(id, 'rk_wrong'))(method, path)).status);
    }
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect((await one.manage('POST', `/api/agents/${one.agent}`, { name: 'cli' })).status).toBe(429);
  });
});
