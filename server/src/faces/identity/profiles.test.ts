import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send, tenant } from '../../../test/requests.ts';
import { enginesOf, place, standInSettings, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';
import { agtOfUuid } from '../../kernel/id.ts';

const introduction = 'I am a helpful AI assistant for weather forecasting.';
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const failure = (code: string) => ({ error: { code, message: expect.any(String) } });

/** A registered agent account, and its requests with a token. */
async function account(w: World, name: string) {
  const json = { 'content-type': 'application/json' };
  const basic = (id: string, secret: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` });
  const made = await send(w.url, 'POST', '/api/auth/register', { headers: json, body: JSON.stringify({ agent_name: name }) });
  const { agent_id: id, recovery_key: recovery } = made.body;
  const key = await send(w.url, 'POST', `/api/agents/${id}`, {
    headers: { ...json, ...basic(id, recovery) },
    body: JSON.stringify({ name: 'cli' }),
  });
  const token = await send(w.url, 'POST', '/api/auth/token', {
    headers: { ...json, ...basic(id, key.body.api_key) },
    body: JSON.stringify({ grant_type: 'client_credentials' }),
  });
  const bearer = { authorization: `Bearer ${token.body.access_token}` };
  return {
    id: String(id),
    basic: basic(id, recovery),
    call: (method: string, path: string, body?: unknown) =>
      send(w.url, method, path, {
        headers: body === undefined ? bearer : { ...bearer, ...json },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

describe.each(enginesOf(import.meta.url))('public profiles over HTTP on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  let count = 0;
  const newAccount = () => account(w, `profile-agent-${(count += 1)}`);
  const directory = (query = '') => send(w.url, 'GET', `/api/agents/directory${query}`);

  test("the documentation's walk: 201 created, 200 updated, read, and deleted", async () => {
    const agent = await newAccount();
    const body = { introduction, category: 'weather', status: 'active' };
    const made = await agent.call('POST', '/api/agents/profile', body);
    expect([made.status, made.body]).toEqual([201, { agent_id: agent.id, ...body, created_at: time, updated_at: time }]);
    expect(Object.keys(made.body)).toEqual(['agent_id', 'introduction', 'category', 'status', 'created_at', 'updated_at']);
    const found = await directory('?q=weather+forecast&category=weather&limit=10&offset=0');
    const entry = { agent_id: agent.id, introduction, category: 'weather', relevance: 14 };
    expect([found.status, found.body]).toEqual([200, { profiles: [entry], total: 1, has_more: false }]);
    const some = await send(w.url, 'GET', '/api/agents/directory/random');
    expect(some.body).toEqual({ profiles: [{ ...entry, relevance: 0 }] });
    const changed = await agent.call('PUT', '/api/agents/profile', { introduction: 'Updated intro', category: '', status: 'inactive' });
    expect([changed.status, changed.body.introduction, changed.body.category, changed.body.status]).toEqual([
      200,
      'Updated intro',
      '',
      'inactive',
    ]);
    const read = await agent.call('GET', `/api/agents/profile/${agent.id}`);
    expect([read.status, read.body]).toEqual([200, changed.body]);
    expect((await send(w.url, 'GET', '/api/agents/directory/random')).body).toEqual({ profiles: [] });
    const deleted = await agent.call('DELETE', '/api/agents/profile');
    expect([deleted.status, deleted.body]).toEqual([200, { status: 'deleted' }]);
  });

  test('400 for a body without introduction or with unknown words, 404 without a profile, 409 for a second one', async () => {
    const agent = await newAccount();
    expect((await agent.call('PUT', '/api/agents/profile', {})).status).toBe(404);
    expect((await agent.call('DELETE', '/api/agents/profile')).body).toEqual(failure('NOT_FOUND'));
    for (const body of [
      {},
      { introduction: '  ' },
      { introduction: 1 },
      { introduction, status: 'hidden' },
      { introduction, category: 'x'.repeat(65) },
      { introduction: 'x'.repeat(2_001) },
      { introduction: 'a\u202eb' },
      { introduction: '\u001b[31mred' },
      { introduction, category: 'a\u202eb' },
    ]) {
      const reply = await agent.call('POST', '/api/agents/profile', body);
      expect([reply.status, reply.body], JSON.stringify(body).slice(0, 80)).toEqual([400, failure('INVALID_REQUEST')]);
    }
    expect((await agent.call('POST', '/api/agents/profile', { introduction })).body).toMatchObject({ category: '', status: 'active' });
    const second = await agent.call('POST', '/api/agents/profile', { introduction });
    expect([second.status, second.body]).toEqual([409, failure('CONFLICT')]);
    await agent.call('DELETE', '/api/agents/profile');
  });

  test('401 without a token, with a key, and with a recovery key; 401 for reading without any credential', async () => {
    const agent = await newAccount();
    for (const [method, headers] of [
      ['POST', {}],
      ['PUT', { 'x-forge-api-key': w.key }],
      ['DELETE', agent.basic],
    ] as const) {
      const reply = await send(w.url, method, '/api/agents/profile', {
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ introduction }),
      });
      expect([method, reply.status, reply.body]).toEqual([method, 401, failure('UNAUTHORIZED')]);
    }
    expect((await send(w.url, 'GET', `/api/agents/profile/${agent.id}`)).status).toBe(401);
  });

  test('400 INVALID_AGENT_ID for a malformed id, 404 for one that is unknown or inactive elsewhere, 200 for any active one', async () => {
    const [agent, other] = [await newAccount(), await newAccount()];
    for (const id of ['7', 'weather', 'agt_zz', 'agt_%27%20OR%201'])
      expect([id, (await other.call('GET', `/api/agents/profile/${id}`)).body]).toEqual([id, failure('INVALID_AGENT_ID')]);
    expect((await other.call('GET', `/api/agents/profile/agt_${'0'.repeat(32)}`)).status).toBe(404);
    await agent.call('POST', '/api/agents/profile', { introduction, status: 'inactive' });
    expect((await other.call('GET', `/api/agents/profile/${agent.id}`)).status).toBe(404);
    await agent.call('PUT', '/api/agents/profile', { status: 'active' });
    expect((await other.call('GET', `/api/agents/profile/${agent.id}`)).status).toBe(200);
    const key = await send(w.url, 'GET', `/api/agents/profile/${agent.id}`, { headers: { 'x-forge-api-key': w.key } });
    expect(key.status).toBe(200);
    await agent.call('DELETE', '/api/agents/profile');
  });

  test('405 for a profile without id, and deleting it never deletes an agent', async () => {
    const agent = await newAccount();
    expect((await agent.call('GET', '/api/agents/profile')).status).toBe(405);
    expect((await agent.call('DELETE', '/api/agents/profile')).status).toBe(404);
    expect((await agent.call('POST', '/api/agents/profile', { introduction })).status).toBe(201);
    await agent.call('DELETE', '/api/agents/profile');
  });

  test('an account that deletes itself is gone from the directory at once', async () => {
    const agent = await newAccount();
    await agent.call('POST', '/api/agents/profile', { introduction: 'goodbye' });
    expect((await directory('?q=goodbye')).body.total).toBe(1);
    expect((await send(w.url, 'DELETE', `/api/agents/${agent.id}`, { headers: agent.basic })).status).toBe(200);
    expect((await directory('?q=goodbye')).body).toEqual({ profiles: [], total: 0, has_more: false });
  });

  test('S21: hostile text is answered as plain JSON text', async () => {
    const agent = await newAccount();
    const hostile = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![x](http://127.0.0.1:9/?d=SECRET) <svg onload=alert(1)>';
    await agent.call('POST', '/api/agents/profile', { introduction: hostile, category: '<b>' });
    const found = await directory('?q=onerror');
    expect(found.body.profiles).toEqual([{ agent_id: agent.id, introduction: hostile, category: '<b>', relevance: 5 }]);
    expect(found.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect([found.headers.get('x-content-type-options'), found.headers.get('cache-control')]).toEqual(['nosniff', 'no-store']);
    await agent.call('DELETE', '/api/agents/profile');
  });

  test.each([
    '?limit=0',
    '?limit=-1',
    '?limit=ten',
    '?limit=1.5',
    '?limit=',
    '?offset=-1',
    '?offset=x',
    `?q=${'x'.repeat(501)}`,
    '?q=a&q=b',
    '?category=a%00b',
    '?category=a%E2%80%AEb',
    `?category=${'x'.repeat(65)}`,
    `?${Array.from({ length: 1_000 }, () => 'category=a').join('&')}`,
  ])('400 for %s', async (query) => {
    const reply = await directory(query);
    expect([reply.status, reply.body]).toEqual([400, failure('INVALID_REQUEST')]);
  });

  test.each([
    `?q=${encodeURIComponent("%' UNION SELECT agent_id FROM agents --")}`,
    `?q=${encodeURIComponent('%%%%_')}`,
    '?q=%00',
    '?q=the+of',
    `?q=${'x'.repeat(500)}`,
    `?category=${encodeURIComponent("' OR 1=1 --")}`,
    '?q=nothing-has-this&limit=1000000&offset=99999999',
    `?${Array.from({ length: 1_000 }, (_, index) => `filter${index}=a`).join('&')}&q=nothing-has-this`,
  ])('an empty answer for %s', async (query) => {
    const reply = await directory(query);
    expect([reply.status, reply.body]).toEqual([200, { profiles: [], total: 0, has_more: false }]);
  });

  test('limits above the largest page count as that, and random refuses what is no number', async () => {
    const other = await tenant(w, `Crowd ${engine}`);
    for (let index = 0; index < 22; index += 1) {
      const id = await other.agent(`crowd-${index}`);
      const put = await other.call('PUT', `/v1/agents/${id}/profile`, { introduction: `crowd ${index}` });
      expect(put.status).toBe(200);
      expect(put.body.agent_id).toBe(agtOfUuid(id));
    }
    expect((await directory('?q=crowd')).body).toMatchObject({ total: 22, has_more: true });
    expect((await directory('?q=crowd')).body.profiles).toHaveLength(20);
    expect((await directory('?q=crowd&limit=5000')).body.profiles).toHaveLength(22);
    expect((await send(w.url, 'GET', '/api/agents/directory/random')).body.profiles).toHaveLength(5);
    expect((await send(w.url, 'GET', '/api/agents/directory/random?limit=500')).body.profiles).toHaveLength(20);
    for (const limit of ['0', 'x', '-3'])
      expect((await send(w.url, 'GET', `/api/agents/directory/random?limit=${limit}`)).status).toBe(400);
  });
});

describe('the directory under load', () => {
  test('429 RATE_LIMIT_EXCEEDED with Retry-After once an address asks too often', async () => {
    const at = await place('sqlite', { ...standInSettings('http://127.0.0.1:9'), FORGEYARD_DIRECTORY_PER_MINUTE: '3' });
    const w = await world('sqlite', { place: at });
    const ask = (path: string) => send(w.url, 'GET', path);
    for (const path of ['/api/agents/directory', '/api/agents/directory/random', '/api/agents/directory?q=x'])
      expect((await ask(path)).status).toBe(200);
    const reply = await ask('/api/agents/directory');
    expect([reply.status, reply.body]).toEqual([429, failure('RATE_LIMIT_EXCEEDED')]);
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    await w.close();
  });
});
