import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, authorized, basic, bearer } from '../../../test/account.ts';
import type { Account } from '../../../test/account.ts';
import { send } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const agt = /^agt_[0-9a-f]{32}$/;
const aky = /^aky_[0-9a-f]{32}$/;
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;
const time = expect.stringMatching(rfc3339);
const dayMs = 24 * 3_600_000;

describe.each(enginesOf(import.meta.url))('agent accounts of contract 4 on %s', (engine) => {
  let w: World;
  let shared: Account;
  beforeAll(async () => {
    w = await world(engine);
    shared = await account(w, 'shared-agent');
  });
  afterAll(() => w.close());

  const register = (body: object) =>
    send(w.url, 'POST', '/api/auth/register', { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const exchange = (one: Account, secret: string, body?: object) =>
    authorized(w.url, basic(one.agent, secret))('POST', '/api/auth/token', body);
  const listed = async (one: Account, token: string) => (await bearer(w, token)('GET', `/api/agents/${one.agent}`)).body.keys;

  test('201: a registration answers with exactly the account, its recovery key, when, and a warning', async () => {
    const reply = await register({
      agent_name: 'Weather-Agent-7',
      email: 'agent@example.com',
      metadata: { description: 'Forecasts', owner: 'Example', version: '1.0.0' },
    });
    expect(reply.status, reply.text).toBe(201);
    expect(reply.body).toEqual({
      agent_id: expect.stringMatching(agt),
      agent_name: 'Weather-Agent-7',
      recovery_key: expect.stringMatching(/^rk_[0-9A-Za-z]{49}$/),
      created_at: time,
      warning: expect.stringContaining('recovery key'),
    });
  });

  test('201: names may repeat, begin with a digit and be words that addresses use; each account gets its own agent', async () => {
    const names = ['twin-agent', 'twin-agent', '007-agent', 'profile', 'directory', '0194f0c2-1111-7000-8000-000000000001'];
    const replies = await Promise.all(names.map((name) => register({ agent_name: name })));
    expect(replies.map(({ status }) => status)).toEqual(names.map(() => 201));
    expect(new Set(replies.map(({ body }) => body.agent_id)).size).toBe(names.length);
  });

  test.each([
    ['too short', { agent_name: 'ab' }],
    ['too long', { agent_name: 'a'.repeat(51) }],
    ['foreign characters', { agent_name: 'weather agent' }],
    ['a trailing line break', { agent_name: 'weather\n' }],
    ['missing', {}],
    ['an unknown member', { agent_name: 'weather', org_id: '0194f0c2-1111-7000-8000-000000000001' }],
    ['an unusable invitation', { agent_name: 'weather', invitation: 'nothing-of-ours' }],
    ['an address that is none', { agent_name: 'weather', email: 'nobody' }],
  ])('400 INVALID_REQUEST: a registration with a name that is %s', async (_what, body) => {
    const reply = await register(body);
    expect([reply.status, reply.body.error?.code], reply.text).toEqual([400, 'INVALID_REQUEST']);
    expect(Object.keys(reply.body.error).sort()).toEqual(['code', 'message']);
  });

  test('201: the documented creation of a key is answered with exactly the documented members', async () => {
    const before = Date.now();
    const reply = await shared.manage('POST', `/api/agents/${shared.agent}`, {
      name: 'cli',
      scopes: ['messages:read', 'messages:write'],
      expires_in_days: 30,
    });
    expect(reply.status, reply.text).toBe(201);
    expect(reply.body).toEqual({
      key_id: expect.stringMatching(aky),
      name: 'cli',
      api_key: expect.stringMatching(/^sk_[0-9A-Za-z]{49}$/),
      scopes: ['messages:read', 'messages:write'],
      expires_at: time,
      created_at: time,
    });
    expect(Date.parse(reply.body.expires_at)).toBe(Date.parse(reply.body.created_at) + 30 * dayMs);
    expect(Date.parse(reply.body.created_at)).toBeGreaterThanOrEqual(before);
  });

  test('201: without scopes and expiry a key has the documented default scopes and does not expire', async () => {
    const { body } = await shared.manage('POST', `/api/agents/${shared.agent}`, { name: 'defaults' });
    expect([...body.scopes].sort()).toEqual(['conversations:read', 'messages:read', 'messages:write', 'presence:update']);
    expect(body.expires_at).toBeNull();
  });

  test('200: a key is exchanged for a token, with the documented body and with none', async () => {
    const { secret } = await shared.key({ scopes: ['messages:read'] });
    for (const body of [{ grant_type: 'client_credentials' }, undefined]) {
      const reply = await exchange(shared, secret, body);
      expect(reply.status, reply.text).toBe(200);
      expect(reply.body).toEqual({
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'messages:read',
      });
      expect(reply.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('200: keys are listed newest first in pages, with exactly the documented members; the last page has no cursor', async () => {
    const one = await account(w, 'pager');
    const ids = [];
    for (const name of ['a', 'b', 'c']) ids.unshift((await one.key({ name })).id);
    const token = await one.token({ name: 'd' });
    const call = bearer(w, token);
    const first = await call('GET', `/api/agents/${one.agent}?limit=3`);
    expect(Object.keys(first.body).sort()).toEqual(['has_more', 'keys', 'next_cursor']);
    expect(first.body.has_more).toBe(true);
    expect(first.body.keys[0]).toEqual({
      key_id: expect.stringMatching(aky),
      name: 'd',
      scopes: expect.any(Array),
      created_at: time,
      last_used_at: null,
      expires_at: null,
      revoked_at: null,
    });
    const last = await call('GET', `/api/agents/${one.agent}?limit=3&cursor=${encodeURIComponent(first.body.next_cursor)}`);
    expect(Object.keys(last.body).sort()).toEqual(['has_more', 'keys']);
    expect([...first.body.keys.slice(1), ...last.body.keys].map((key: { key_id: string }) => key.key_id)).toEqual(ids);
    expect(first.text + last.text).not.toMatch(/sk_|rk_/);
  });

  test('200: rotation answers exactly as documented; the old key is refused at once and the new one works', async () => {
    const one = await account(w, 'rotator');
    const old = await one.key({ scopes: ['messages:read'], expires_in_days: 30 });
    const reply = await one.manage('POST', `/api/agents/${one.agent}/keys/${old.id}/rotate`, {});
    expect(reply.status, reply.text).toBe(200);
    expect(reply.body).toEqual({
      old_key_id: old.id,
      new_key_id: expect.stringMatching(aky),
      new_api_key: expect.stringMatching(/^sk_/),
      name: 'cli-rotated',
      scopes: ['messages:read'],
      rotated_at: time,
      expires_at: time,
      grace_period_sec: 0,
    });
    expect((await exchange(one, old.secret)).status).toBe(401);
    const { body } = await exchange(one, reply.body.new_api_key);
    const keys = await listed(one, body.access_token);
    expect(keys.map((key: { expires_at: string }) => key.expires_at)).toEqual([reply.body.expires_at, reply.body.expires_at]);
    expect(keys.map((key: { revoked_at: string | null }) => key.revoked_at === null)).toEqual([true, false]);
  });

  test('S08: 409: of 20 rotations at once exactly one makes a new key', async () => {
    const one = await account(w, 'racer');
    const old = await one.key();
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => one.manage('POST', `/api/agents/${one.agent}/keys/${old.id}/rotate`, {})),
    );
    const statuses = replies.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
    const winner = replies.find(({ status }) => status === 200);
    const { body } = await exchange(one, winner?.body.new_api_key);
    expect(await listed(one, body.access_token)).toHaveLength(2);
  });

  test('404 NOT_FOUND: a key of another account, an unknown one and one without that form are not rotated', async () => {
    const foreign = await (await account(w, 'foreigner')).key();
    for (const id of [foreign.id, `aky_${'0'.repeat(32)}`, 'nonsense']) {
      const reply = await shared.manage('POST', `/api/agents/${shared.agent}/keys/${id}/rotate`, {});
      expect([reply.status, reply.body.error?.code], id).toEqual([404, 'NOT_FOUND']);
    }
  });

  test('200: revoke-all ends every key but the excluded one, and every token', async () => {
    const one = await account(w, 'revoker');
    const token = await one.token({ name: 'gone' });
    await one.key({ name: 'gone-too' });
    const kept = await one.key({ name: 'kept' });
    const reply = await one.manage('POST', `/api/agents/${one.agent}/keys/revoke-all`, { exclude_key_id: kept.id });
    expect(reply.status, reply.text).toBe(200);
    expect(reply.body).toEqual({ agent_id: one.agent, revoked_count: 2, revoked_at: time, exclude_key_id: kept.id });
    expect((await bearer(w, token)('GET', `/api/agents/${one.agent}`)).status).toBe(401);
    const { status, body } = await exchange(one, kept.secret);
    expect(status).toBe(200);
    const keys = await listed(one, body.access_token);
    expect(keys.filter((key: { revoked_at: string | null }) => key.revoked_at === null)).toHaveLength(1);
  });

  test('200: revoke-all needs no body; 404 for an excluded key that the account does not have, and then nothing is revoked', async () => {
    const one = await account(w, 'revoker');
    const { secret } = await one.key();
    const wrong = await one.manage('POST', `/api/agents/${one.agent}/keys/revoke-all`, { exclude_key_id: `aky_${'0'.repeat(32)}` });
    expect(wrong.status).toBe(404);
    expect((await exchange(one, secret)).status).toBe(200);
    const all = await one.manage('POST', `/api/agents/${one.agent}/keys/revoke-all`);
    expect(all.body).toEqual({ agent_id: one.agent, revoked_count: 1, revoked_at: time });
    expect((await exchange(one, secret)).status).toBe(401);
  });

  test('200: the audit log tells what happened, newest first, in exactly the documented form', async () => {
    const one = await account(w, 'logged');
    const token = await one.token();
    const call = bearer(w, token);
    const all = await call('GET', `/api/agents/${one.agent}/audit-logs`);
    expect(all.status, all.text).toBe(200);
    expect(all.body.logs.map((log: { event: string }) => log.event)).toEqual(['token.issued', 'key.created', 'account.registered']);
    expect(all.body.total).toBe(3);
    const { body } = await call('GET', `/api/agents/${one.agent}/audit-logs?event=key.created&limit=20`);
    expect(body).toEqual({
      logs: [
        {
          log_id: expect.stringMatching(/^log_[0-9a-f]{32}$/),
          event: 'key.created',
          timestamp: time,
          ip_address: '127.0.0.1',
          user_agent: expect.any(String),
          details: expect.objectContaining({ key_id: expect.stringMatching(aky) }),
        },
      ],
      total: 1,
    });
    expect(all.text).not.toMatch(/sk_|rk_|eyJ/);
  });

  test('200: the audit log is cut by time and by limit, and total still counts all', async () => {
    const one = await account(w, 'cut-log');
    const call = bearer(w, await one.token());
    const path = `/api/agents/${one.agent}/audit-logs`;
    expect((await call('GET', `${path}?limit=1`)).body).toMatchObject({ logs: [{ event: 'token.issued' }], total: 3 });
    expect((await call('GET', `${path}?start=2999-01-01T00:00:00Z`)).body).toEqual({ logs: [], total: 0 });
    expect((await call('GET', `${path}?end=2999-01-01T00:00:00Z&limit=1000`)).body.total).toBe(3);
    for (const wrong of ['limit=1001', 'limit=0', 'start=yesterday', 'event=%00']) {
      expect((await call('GET', `${path}?${wrong}`)).status, wrong).toBe(400);
    }
  });

  test('200: deletion answers exactly as documented, and then nothing of the account works any more', async () => {
    const one = await account(w, 'leaver');
    const { secret } = await one.key();
    const token = await one.token();
    const reply = await one.manage('DELETE', `/api/agents/${one.agent}`);
    expect([reply.status, reply.body]).toEqual([200, { status: 'deleted', message: 'Agent account has been deleted' }]);
    expect((await exchange(one, secret)).status).toBe(401);
    expect((await bearer(w, token)('GET', `/api/agents/${one.agent}`)).status).toBe(401);
    expect((await one.manage('DELETE', `/api/agents/${one.agent}`)).status).toBe(401);
  });

  test('200: health says that the server answers', async () => {
    const { status, body } = await send(w.url, 'GET', '/health');
    expect([status, body]).toEqual([200, { status: 'ok', timestamp: time, version: expect.any(String) }]);
  });
});
