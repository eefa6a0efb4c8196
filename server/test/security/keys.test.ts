import { setTimeout as delay } from 'node:timers/promises';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { newKey } from '../../src/kernel/secret.ts';
import { accountOfAgent, authorized, basic } from '../account.ts';
import { startRun } from '../crash/run-log.ts';
import { dumpOf } from '../raw-sql.ts';
import { send, sendRaw } from '../requests.ts';
import { engines, world } from '../world.ts';
import type { Reply, World } from '../world.ts';
import { sharedEngines, twoServers } from '../two-servers.ts';

const keysMade = 500;
const headers = ['x-forge-api-key', 'x-api-key', 'x-agent-key', 'authorization'] as const;

/** Without what differs from request to request. */
function worded(reply: Reply): unknown {
  const { request_id: _, ...rest } = Object(reply.body);
  return rest;
}

describe.each(engines)('keys on %s', (engine) => {
  let w: World;
  const lines: string[] = [];
  beforeAll(async () => {
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    w = await world(engine, { logger: pino({ level: 'trace' }, sink) });
  });
  afterAll(() => w.close());

  const make = async (body: object): Promise<any> => {
    const reply = await w.call('POST', '/v1/credentials', body);
    expect(reply.status, reply.text).toBe(201);
    return reply.body;
  };
  /** How often the store is asked while something is done. */
  const questions = async (act: () => Promise<unknown>): Promise<number> => {
    const { store } = w.server.home;
    const [reads, writes] = [vi.spyOn(store, 'read'), vi.spyOn(store, 'transact')];
    await act();
    const count = reads.mock.calls.length + writes.mock.calls.length;
    reads.mockRestore();
    writes.mockRestore();
    return count;
  };

  test('S01: 401 with one and the same body for no credential, an empty one, one of 10 kB, and one of nonsense; nothing is written', async () => {
    const entries = async (): Promise<number> =>
      (await w.server.home.read((tx) => tx.query((db) => db.selectFrom('audit_entries').select('id')))).length;
    const before = await entries();
    const none = await send(w.url, 'GET', '/v1/agents');
    expect([none.status, none.body.code]).toEqual([401, 'CREDENTIAL_MISSING']);
    const unknown = await send(w.url, 'GET', '/v1/agents', { headers: { 'x-forge-api-key': 'nobody' } });
    for (const name of headers) {
      for (const value of [
        '',
        ' ',
        'x'.repeat(10_000),
        'Bearer',
        'Bearer ',
        'Basic ',
        'Basic !!!',
        'Basic Og==',
        "' or 1=1 --",
        '%00',
        '\u00ff',
      ]) {
        const reply = await send(w.url, 'GET', '/v1/agents', { headers: { [name]: value } });
        expect([reply.status, reply.headers.get('www-authenticate') !== null], `${name}: ${value.slice(0, 20)}`).toEqual([401, true]);
        expect(worded(reply), `${name}: ${value.slice(0, 20)}`).toEqual(worded(unknown));
      }
    }
    expect(await entries()).toBe(before);
  });

  test.each(headers)('S01: 400 for a NUL or a bare line end in %s', async (name) => {
    for (const value of ['a\u0000b', '\u0000', 'a\rb', 'a\u0001b']) {
      const answer = await sendRaw(w.url, `GET /v1/agents HTTP/1.1\r\nHost: localhost\r\n${name}: ${value}\r\nConnection: close\r\n\r\n`);
      expect(answer, JSON.stringify(value)).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  test('S02: 401 for a mistyped key of every kind without asking the store; for a well-formed unknown one after asking it', async () => {
    for (const prefix of ['forge_', 'cav_ak_', 'cav_uk_', 'sk_', 'rk_'] as const) {
      const key = newKey(prefix).reveal();
      const mistyped = `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`;
      const ask = (value: string) => send(w.url, 'GET', '/v1/agents', { headers: { 'x-api-key': value } });
      let replies: Reply[] = [];
      expect(await questions(async () => (replies = await Promise.all([ask(mistyped), ask(mistyped)])))).toBe(0);
      expect(replies.map((one) => one.status)).toEqual([401, 401]);
      expect(await questions(async () => (replies = [await ask(key)]))).toBeGreaterThan(0);
      expect(worded(replies[0] as Reply)).toEqual(worded(await ask(mistyped)));
    }
  });

  test('S03: 401 for a revoked, an expired and a replaced key, for keys of a deleted agent, and 403 while it is suspended', async () => {
    const agent = await w.agent(`s03-${engine}`);
    const status = async (key: string, header = 'x-api-key') => (await send(w.url, 'GET', '/v1/me', { headers: { [header]: key } })).status;
    const revoked = await make({ name: 's03 revoked', org_wide: true });
    const replaced = await make({ name: 's03 replaced', org_wide: true });
    const inGrace = await make({ name: 's03 in grace', org_wide: true });
    const expiring = await make({ name: 's03 expiring', org_wide: true, expires_at: new Date(Date.now() + 1_500).toISOString() });
    const acting = await make({ name: 's03 acting', kind: 'agent_key', agent });
    const one = await accountOfAgent(w, agent);
    const { secret } = await one.key();
    const token = await one.token();
    for (const { key } of [revoked, replaced, inGrace, acting]) expect(await status(key)).toBe(200);
    await w.call('DELETE', `/v1/credentials/${revoked.id}`);
    await w.call('POST', `/v1/credentials/${replaced.id}/rotate`, {});
    await w.call('POST', `/v1/credentials/${inGrace.id}/rotate`, { grace_hours: 1 });
    expect([await status(revoked.key), await status(replaced.key), await status(inGrace.key)]).toEqual([401, 401, 200]);
    await w.call('PATCH', `/v1/agents/${agent}`, { status: 'disabled' });
    expect([await status(acting.key), await status(secret), await status(`Bearer ${token}`, 'authorization')]).toEqual([403, 403, 401]);
    await w.call('PATCH', `/v1/agents/${agent}`, { status: 'active' });
    expect([await status(acting.key), await status(secret)]).toEqual([200, 200]);
    await w.call('DELETE', `/v1/agents/${agent}`);
    expect([await status(acting.key), await status(secret), await status(`Bearer ${token}`, 'authorization')]).toEqual([401, 401, 401]);
    expect((await authorized(w.url, basic(one.agent, one.recoveryKey))('DELETE', `/api/agents/${one.agent}`)).status).toBe(401);
    await vi.waitFor(async () => expect(await status(expiring.key)).toBe(401), { timeout: 30_000, interval: 100 });
  });

  test(`S09: of ${keysMade} keys none stands in a list, the trail, its export, a stream, the metrics, the log or the store`, async () => {
    const made: string[] = [];
    const create = async (index: number): Promise<void> => {
      made.push((await make({ name: `s09 ${index}`, org_wide: true, scopes: ['*'] })).key);
    };
    for (let start = 0; start < keysMade; start += 10) await Promise.all(Array.from({ length: 10 }, (_, at) => create(start + at)));
    await Promise.all(made.slice(0, 20).map((key) => w.call('GET', '/v1/me', undefined, { 'x-forge-api-key': key })));
    const { session_id: session } = await startRun(w, await w.agent(`s09-${engine}`), {}, { 'x-forge-api-key': made[0] ?? '' });
    const seen: string[] = [];
    for (const path of ['/v1/credentials', '/api/api-keys', '/v1/audit']) {
      let cursor = '';
      for (let page = 0; page < 20; page += 1) {
        const reply = await w.call('GET', `${path}?limit=100${cursor}`);
        expect(reply.status, reply.text).toBe(200);
        seen.push(reply.text);
        if (typeof reply.body.next_cursor !== 'string') break;
        cursor = `&cursor=${encodeURIComponent(reply.body.next_cursor)}`;
      }
    }
    for (const path of [
      '/v1/audit/export?format=csv',
      '/v1/audit/export?format=jsonl',
      '/metrics',
      '/v1/audit/verify',
      `/v1/sessions/${session}/events`,
    ]) {
      seen.push((await w.call('GET', path)).text);
    }
    expect(seen.join('').split('s09 ').length, 'a search that finds nothing proves nothing').toBeGreaterThan(keysMade);
    const places = { answers: seen.join('\n'), log: lines.join(''), store: await dumpOf(w.place) };
    for (const [name, text] of Object.entries(places))
      expect(
        made.filter((key) => text.includes(key)),
        name,
      ).toEqual([]);
  });
});

describe.each(sharedEngines)('keys on two servers with one %s', () => {
  let first: World;
  let second: World;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ first, second, close } = await twoServers());
  });
  afterAll(() => close());

  test('S03: what is revoked, replaced or suspended on one server is refused on the other a second later', async () => {
    const agent = await first.agent('s03');
    const make = async (body: object): Promise<any> => (await first.call('POST', '/v1/credentials', body)).body;
    const revoked = await make({ name: 'revoked', org_wide: true });
    const replaced = await make({ name: 'replaced', org_wide: true });
    const acting = await make({ name: 'acting', kind: 'agent_key', agent });
    const other = await first.agent('s03-other');
    const suspended = await make({ name: 'suspended', kind: 'agent_key', agent: other });
    const asAny = async (key: string) => (await send(second.url, 'GET', '/v1/me', { headers: { 'x-api-key': key } })).status;
    for (const { key } of [revoked, replaced, acting, suspended]) expect(await asAny(key)).toBe(200);
    await first.call('DELETE', `/v1/credentials/${revoked.id}`);
    await first.call('POST', `/v1/credentials/${replaced.id}/rotate`, {});
    await first.call('DELETE', `/v1/agents/${agent}`);
    await first.call('PATCH', `/v1/agents/${other}`, { status: 'disabled' });
    await delay(1_000);
    expect(await Promise.all([revoked, replaced, acting, suspended].map(({ key }) => asAny(key)))).toEqual([401, 401, 401, 403]);
  });
});
