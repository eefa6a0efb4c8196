import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, authorized, basic, bearer } from '../../../test/account.ts';
import type { Account } from '../../../test/account.ts';
import { send } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const nobody = `agt_${'0'.repeat(32)}`;

/** Every request of an account about itself, and the credential that it documents. */
const requests: readonly (readonly [string, string, 'recovery' | 'token', unknown])[] = [
  ['POST', '', 'recovery', { name: 'cli' }],
  ['GET', '', 'token', undefined],
  ['POST', `/keys/aky_${'0'.repeat(32)}/rotate`, 'recovery', {}],
  ['POST', '/keys/revoke-all', 'recovery', {}],
  ['GET', '/audit-logs', 'token', undefined],
  ['DELETE', '', 'recovery', undefined],
];

describe.each(enginesOf(import.meta.url))('refusals of contract 4 on %s', (engine) => {
  let w: World;
  let one: Account;
  let other: Account;
  let token: string;
  let secret: string;
  beforeAll(async () => {
    w = await world(engine);
    one = await account(w, 'one');
    other = await account(w, 'other');
    token = await one.token();
    secret = (await one.key()).secret;
  });
  afterAll(() => w.close());

  const refused = async (authorization: string, method: string, path: string, body?: unknown) => {
    const reply = await authorized(w.url, authorization)(method, path, body);
    expect(reply.headers.get('www-authenticate') ?? '').not.toMatch(/basic/i);
    return [reply.status, reply.body?.error?.code];
  };
  const right = (kind: 'recovery' | 'token') => (kind === 'token' ? `Bearer ${token}` : basic(one.agent, one.recoveryKey));

  test.each(requests)(
    'S13: 403 FORBIDDEN: %s /api/agents/{agent_id}%s about another agent, whether it exists or not',
    async (method, tail, kind, body) => {
      for (const agent of [other.agent, nobody]) {
        expect(await refused(right(kind), method, `/api/agents/${agent}${tail}`, body)).toEqual([403, 'FORBIDDEN']);
      }
    },
  );

  test.each(requests)('400 INVALID_AGENT_ID: %s /api/agents/{agent_id}%s with a malformed agt_ id', async (method, tail, kind, body) => {
    for (const agent of ['agt_xxx', 'agt_', `${one.agent}0`, 'AGT_1']) {
      expect(await refused(right(kind), method, `/api/agents/${agent}${tail}`, body), agent).toEqual([400, 'INVALID_AGENT_ID']);
    }
  });

  test.each(requests)('401 UNAUTHORIZED: %s /api/agents/{agent_id}%s with every other credential', async (method, tail, kind, body) => {
    const path = `/api/agents/${one.agent}${tail}`;
    const wrong = [
      basic(one.agent, secret),
      basic(one.agent, 'rk_wrong'),
      basic(other.agent, one.recoveryKey),
      basic('', one.recoveryKey),
      `Bearer ${w.key}`,
      `Bearer ${secret}`,
      'Bearer a.b.c',
      'Basic !!!',
      kind === 'token' ? basic(one.agent, one.recoveryKey) : `Bearer ${token}`,
    ];
    for (const authorization of wrong)
      expect(await refused(authorization, method, path, body), authorization).toEqual([401, 'UNAUTHORIZED']);
    const none = await send(
      w.url,
      method,
      path,
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    );
    expect([none.status, none.body.error.code]).toEqual([401, 'UNAUTHORIZED']);
  });

  test('401 UNAUTHORIZED: a token is issued only for an API key of the named agent', async () => {
    for (const authorization of [
      basic(one.agent, one.recoveryKey),
      basic(other.agent, secret),
      `Bearer ${token}`,
      basic(one.agent, 'sk_x'),
    ]) {
      expect(await refused(authorization, 'POST', '/api/auth/token'), authorization).toEqual([401, 'UNAUTHORIZED']);
    }
  });

  test('400 INVALID_AGENT_ID: a key is asked for at an address of another shape', async () => {
    for (const agent of ['7', 'weather', '0194f0c2-1111-7000-8000-000000000001']) {
      expect(await refused(right('recovery'), 'POST', `/api/agents/${agent}`, { name: 'cli' })).toEqual([400, 'INVALID_AGENT_ID']);
    }
  });

  test.each([{}, { name: '' }, { name: 'x'.repeat(101) }, { name: '   ' }, { name: 7 }, { name: null }, { name: 'a\u0000b' }])(
    '400 INVALID_KEY_NAME: %j',
    async (body) => {
      expect(await refused(right('recovery'), 'POST', `/api/agents/${one.agent}`, body)).toEqual([400, 'INVALID_KEY_NAME']);
    },
  );

  test.each([
    { name: 'a', expires_in_days: 0 },
    { name: 'a', expires_in_days: 1.5 },
    { name: 'a', expires_in_days: '30' },
    { name: 'a', expires_in_days: 1e9 },
    { name: 'a', scopes: ['no:such'] },
    { name: 'a', scopes: [] },
    { name: 'a', scopes: 'read' },
    { name: 'a', agent_id: nobody },
    { name: 'a', org_wide: true },
  ])('400 INVALID_REQUEST: %j', async (body) => {
    expect(await refused(right('recovery'), 'POST', `/api/agents/${one.agent}`, body)).toEqual([400, 'INVALID_REQUEST']);
  });

  test('S06: 403 FORBIDDEN: an account gives its keys no scope that manages the organization', async () => {
    for (const scope of ['*', 'members:write', 'keys:write', 'audit:read']) {
      expect(await refused(right('recovery'), 'POST', `/api/agents/${one.agent}`, { name: 'a', scopes: [scope] })).toEqual([
        403,
        'FORBIDDEN',
      ]);
    }
  });

  test('400 INVALID_REQUEST: pages and grant types that the document does not know', async () => {
    const call = bearer(w, token);
    for (const query of ['limit=0', 'limit=201', 'limit=x', 'cursor=forged']) {
      expect((await call('GET', `/api/agents/${one.agent}?${query}`)).body.error?.code, query).toBe('INVALID_REQUEST');
    }
    expect(await refused(basic(one.agent, secret), 'POST', '/api/auth/token', { grant_type: 'password' })).toEqual([
      400,
      'INVALID_REQUEST',
    ]);
  });

  test('404: an agent of another organization is not found with a token, by any address', async () => {
    const foreign = await w.agent('hidden');
    const reading = await one.token({ scopes: ['agents:read', 'runs:read'] });
    for (const path of [`/v1/agents/${foreign}`, `/api/v1/agents/${foreign}`, `/v1/agents/${other.agent}`]) {
      expect((await bearer(w, reading)('GET', path)).status, path).toBe(404);
    }
    expect((await bearer(w, reading)('GET', `/v1/agents/${one.agent}`)).status).toBe(200);
    expect((await bearer(w, reading)('PATCH', `/v1/agents/${one.agent}`, { description: 'x' })).status).toBe(403);
  });
});

describe.each(enginesOf(import.meta.url))('guessing and flooding on %s', (engine) => {
  const windowS = 2;
  let w: World;
  beforeAll(async () => {
    w = await world(engine, { guesses: { failuresMax: 20, windowS }, registrations: { max: 3, windowS: 60 } });
  });
  afterAll(() => w.close());

  test('S13: 429 RATE_LIMIT_EXCEEDED: after 20 wrong recovery keys the right one waits as long as Retry-After says, then works', async () => {
    const one = await account(w, 'guessed');
    const other = await account(w, 'untouched');
    const guess = () => authorized(w.url, basic(one.agent, 'rk_wrong'))('POST', `/api/agents/${one.agent}`, { name: 'cli' });
    const statuses = (await Promise.all(Array.from({ length: 20 }, guess))).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401]));
    const limited = await one.manage('POST', `/api/agents/${one.agent}`, { name: 'cli' });
    expect([limited.status, limited.body.error.code]).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
    const waitS = Number(limited.headers.get('retry-after'));
    expect(waitS).toBeGreaterThanOrEqual(1);
    expect(waitS).toBeLessThanOrEqual(windowS);
    expect((await other.manage('POST', `/api/agents/${other.agent}`, { name: 'cli' })).status).toBe(201);
    await delay(waitS * 1_000);
    expect((await one.manage('POST', `/api/agents/${one.agent}`, { name: 'cli' })).status).toBe(201);
  });

  test('429 RATE_LIMIT_EXCEEDED: one network registers only so many accounts in a window', async () => {
    const register = () =>
      send(w.url, 'POST', '/api/auth/register', { headers: { 'content-type': 'application/json' }, body: '{"agent_name":"many"}' });
    const replies = await Promise.all([register(), register(), register(), register()]);
    const limited = replies.find(({ status }) => status === 429);
    expect(limited?.body.error.code).toBe('RATE_LIMIT_EXCEEDED');
    expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });
});
