import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic } from '../../test/account.ts';
import { person, send, signIn } from '../../test/requests.ts';
import { enginesOf, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';
import { newKey } from '../kernel/secret.ts';
import type { AuditEntryRow } from '../store/index.ts';

/** Other tests share the machine; what is waited for comes in a tenth of a second. */
const patience = { timeout: 30_000 };

describe.each(enginesOf(import.meta.url))('denied attempts over HTTP on %s', (engine) => {
  let w: World;
  let key: string;
  let keyId: string;
  beforeAll(async () => {
    w = await world(engine);
    const made = await w.call('POST', '/v1/credentials', { name: 'reader', org_wide: true, scopes: ['read'] });
    key = made.body.key;
    keyId = made.body.id;
  });
  afterAll(() => w.close());

  const denied = async (): Promise<AuditEntryRow[]> =>
    w.server.home.read((tx) =>
      tx.query((db) => db.selectFrom('audit_entries').selectAll().where('event', '=', 'access.denied').orderBy('seq')),
    );
  /** The entries that a request adds, after they had the time to be written. */
  const addedBy = async (attempt: () => Promise<unknown>, count: number): Promise<AuditEntryRow[]> => {
    const before = (await denied()).length;
    await attempt();
    await expect.poll(async () => (await denied()).length - before, patience).toBe(count);
    return (await denied()).slice(before);
  };

  test('S52: 403: a key without the right is recorded with the pattern of the path, never the path, the query or the body', async () => {
    const rows = await addedBy(async () => {
      const reply = await w.call('DELETE', '/v1/agents/canary-name?canary=1', undefined, { 'x-forge-api-key': key, 'user-agent': 'probe' });
      expect(reply.status).toBe(403);
    }, 1);
    expect(rows[0]).toMatchObject({ actor: `key:${keyId}`, target: '/v1/agents/:id', ip: '127.0.0.1', user_agent: 'probe' });
    expect(JSON.parse(rows[0]?.details_json ?? '')).toEqual({ reason: 'caller.lacks_grant', route: '/v1/agents/:id', method: 'DELETE' });
    expect(JSON.stringify(rows)).not.toContain('canary');
  });

  test('403: a form of credential that a route does not take', async () => {
    const [row] = await addedBy(() => w.call('POST', '/v1/auth/logout', undefined, { 'x-forge-api-key': key }), 1);
    expect(JSON.parse(row?.details_json ?? '')).toMatchObject({ reason: 'caller.wrong_form', method: 'POST' });
  });

  test('403: a browser without its CSRF token', async () => {
    const userId = await person(w, 'owner', 'csrf@example.org', 'correct horse battery');
    const { cookie } = await signIn(w, 'csrf@example.org', 'correct horse battery');
    const [row] = await addedBy(() => send(w.url, 'POST', '/v1/auth/logout', { headers: { cookie } }), 1);
    expect(row).toMatchObject({ actor: `user:${userId}` });
    expect(JSON.parse(row?.details_json ?? '')).toMatchObject({ reason: 'csrf.invalid' });
  });

  test('401: a revoked key that is used again', async () => {
    const made = await w.call('POST', '/v1/credentials', { name: 'gone', org_wide: true, scopes: ['read'] });
    expect((await w.call('DELETE', `/v1/credentials/${made.body.id}`)).status).toBe(204);
    const [row] = await addedBy(async () => {
      const reply = await w.call('GET', '/v1/agents', undefined, { 'x-forge-api-key': made.body.key });
      expect(reply.status).toBe(401);
      expect(reply.text).not.toContain('subject');
    }, 1);
    expect(row).toMatchObject({ actor: `key:${made.body.id}`, target: '/v1/agents' });
    expect(JSON.parse(row?.details_json ?? '')).toMatchObject({ reason: 'credential.revoked' });
  });

  test('401: a wrong password of a known person', async () => {
    const userId = await person(w, 'viewer', 'wrong@example.org', 'correct horse battery');
    const [row] = await addedBy(async () => {
      const reply = await w.call('POST', '/v1/auth/login', { email: 'wrong@example.org', password: 'not the right one' });
      expect(reply.status).toBe(401);
    }, 1);
    expect(row).toMatchObject({ actor: `user:${userId}`, target: '/v1/auth/login' });
    expect(JSON.stringify(row)).not.toMatch(/not the right|wrong@example/);
  });

  test('401: a wrong recovery key of a known agent account; of an unknown one nothing', async () => {
    const agent = await w.agent('guessed');
    const guess = (address: string) =>
      send(w.url, 'DELETE', `/api/agents/${address}`, { headers: { authorization: basic(address, newKey('rk_').reveal()) } });
    const [row] = await addedBy(async () => {
      expect((await guess(`agt_${'0'.repeat(31)}1`)).status).toBe(401);
      expect((await guess(`agt_${agent.replaceAll('-', '')}`)).status).toBe(401);
    }, 1);
    expect(row).toMatchObject({ actor: `agent:${agent}`, agent_id: agent, target: '/api/agents/:id' });
    expect(JSON.parse(row?.details_json ?? '')).toMatchObject({ reason: 'credential.unknown', method: 'DELETE' });
  });

  test('S01: nobody in particular writes nothing: no credential, an unknown key, a broken one, an unknown address, a path that is not there', async () => {
    const everything = async (): Promise<string> => {
      const heads = await w.server.home.read((tx) => tx.query((db) => db.selectFrom('audit_heads').selectAll()));
      return JSON.stringify([heads, await denied()]);
    };
    const before = await everything();
    const unknown = newKey('forge_').reveal();
    const statuses = [
      (await send(w.url, 'GET', '/v1/agents')).status,
      (await send(w.url, 'GET', '/v1/agents', { headers: { 'x-forge-api-key': unknown } })).status,
      (await send(w.url, 'GET', '/v1/agents', { headers: { 'x-forge-api-key': `${unknown.slice(0, -1)}~` } })).status,
      (await w.call('POST', '/v1/auth/login', { email: 'nobody@example.org', password: 'correct horse battery' })).status,
      (await w.call('GET', '/v1/nothing', undefined, { 'x-forge-api-key': key })).status,
    ];
    expect(statuses).toEqual([401, 401, 401, 401, 404]);
    // One that is recorded, and so shows that the others had their time.
    await addedBy(() => w.call('POST', '/v1/agents', { slug: 'x', model: 'gpt-4o' }, { 'x-forge-api-key': key }), 1);
    const rows = await denied();
    expect(rows.length).toBe((JSON.parse(before)[1] as unknown[]).length + 1);
  });

  test('many denied attempts are all answered alike, and the chain with them holds', async () => {
    const replies = await Promise.all(
      Array.from({ length: 60 }, () => w.call('DELETE', '/v1/agents/x', undefined, { 'x-forge-api-key': key })),
    );
    expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([403]));
    await expect
      .poll(async () => (await denied()).filter((row) => row.target === '/v1/agents/:id').length, patience)
      .toBeGreaterThanOrEqual(60);
    expect((await w.call('GET', '/v1/audit/verify')).body).toMatchObject({ ok: true, broken: null });
  });
});
