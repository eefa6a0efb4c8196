import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, send, signIn, tenant } from '../../../test/requests.ts';
import type { Browser, Tenant } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const message = 'Store this key securely - it cannot be retrieved again';

function expectRefused(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.success, reply.body?.error?.code], reply.text).toEqual([status, false, code]);
  expect(reply.body.error.message).toMatch(/\S/);
}

describe.each(enginesOf(import.meta.url))('keys of contract 2 on %s', (engine) => {
  let w: World;
  let admin: Browser;
  let viewer: Browser;
  let foreign: Tenant;
  beforeAll(async () => {
    w = await world(engine);
    for (const role of ['admin', 'viewer'] as const) await person(w, role, `${role}@example.org`, 'correct horse battery');
    admin = await signIn(w, 'admin@example.org', 'correct horse battery');
    viewer = await signIn(w, 'viewer@example.org', 'correct horse battery');
    foreign = await tenant(w, 'Foreign');
  });
  afterAll(() => w.close());

  const numberOf = async (address: string): Promise<number> => (await w.call('GET', `/v1/agents/${address}`)).body.number;
  const withKey = (key: string, path = '/v1/agents'): Promise<Reply> => send(w.url, 'GET', path, { headers: { 'x-agent-key': key } });

  test('201: the documented request makes a key that acts as the agent, shown once', async () => {
    const agent = await w.agent('research', 'one');
    await w.agent('other-one', 'one');
    const number = await numberOf('research');
    const body = { name: 'CI/CD Pipeline', scopes: ['read', 'write'], expiresAt: '2127-01-01T00:00:00.000Z' };
    const reply = await admin.call('POST', `/api/agents/${number}/keys`, body);
    expect([reply.status, reply.body], reply.text).toEqual([
      201,
      {
        success: true,
        data: {
          id: expect.any(Number),
          apiKey: expect.stringMatching(/^cav_ak_[0-9A-Za-z]{49}$/),
          prefix: reply.body.data.apiKey.slice(0, 11),
          ...body,
          message,
        },
      },
    ]);
    const listed = await withKey(reply.body.data.apiKey);
    expect(
      listed.body.data.map((one: any) => one.id),
      listed.text,
    ).toEqual([agent]);
  });

  test('201: every member of the body may be left out, and every address of the agent works', async () => {
    const agent = await w.agent('plain', 'one');
    for (const address of [agent, `agt_${agent.replaceAll('-', '')}`, 'plain', String(await numberOf('plain'))]) {
      const { status, body, text } = await admin.call('POST', `/api/agents/${address}/keys`);
      expect([status, body.data.scopes, body.data.expiresAt], text).toEqual([201, ['read', 'write'], null]);
    }
  });

  test('400: a body of another shape, an unknown scope, an expiry that is over; 404: an agent of others', async () => {
    await w.agent('strict', 'one');
    const make = (body: unknown, address = 'strict'): Promise<Reply> => admin.call('POST', `/api/agents/${address}/keys`, body);
    for (const body of [
      { name: '' },
      { userId: 'other' },
      { orgId: unknownId },
      { scopes: 'read' },
      { scopes: ['root'] },
      { expiresAt: 'soon' },
      { expiresAt: '2020-01-01T00:00:00Z' },
    ])
      expectRefused(await make(body), 400, 'BAD_REQUEST');
    for (const address of [await foreign.agent('theirs'), 'nobody', '999999', unknownId])
      expectRefused(await make({}, address), 404, 'NOT_FOUND');
  });

  test('200: a revoked key stops authenticating; its id may be a number, a UUID or aky_…', async () => {
    await w.agent('revoking', 'one');
    const listed = async (): Promise<{ id: string; number: number }[]> =>
      (await w.call('GET', '/v1/credentials?agent=revoking&status=active')).body.data;
    for (const form of ['number', 'uuid', 'aky'] as const) {
      const { apiKey } = (await admin.call('POST', '/api/agents/revoking/keys')).body.data;
      expect((await withKey(apiKey)).status).toBe(200);
      const [{ id, number } = { id: '', number: 0 }] = await listed();
      const address = form === 'number' ? number : form === 'uuid' ? id : `aky_${id.replaceAll('-', '')}`;
      const reply = await admin.call('DELETE', `/api/agents/revoking/keys/${address}`);
      expect([reply.status, reply.body], reply.text).toEqual([200, { success: true, data: { revoked: true } }]);
      expect((await withKey(apiKey)).status).toBe(401);
      expectRefused(await admin.call('DELETE', `/api/agents/revoking/keys/${address}`), 404, 'NOT_FOUND');
    }
  });

  test('404: a key of another agent, another kind, another organisation, or none', async () => {
    await w.agent('holder', 'one');
    await w.agent('stranger', 'one');
    const { id, apiKey } = (await admin.call('POST', '/api/agents/holder/keys')).body.data;
    const wide = (await w.call('POST', '/v1/credentials', { name: 'wide', org_wide: true })).body;
    for (const path of [`stranger/keys/${id}`, `holder/keys/${wide.id}`, `holder/keys/${unknownId}`, 'holder/keys/x', `nobody/keys/${id}`])
      expectRefused(await admin.call('DELETE', `/api/agents/${path}`), 404, 'NOT_FOUND');
    expect((await withKey(apiKey)).status).toBe(200);
  });

  test('401, 403 and CSRF: only a signed-in administrator makes and revokes keys of agents', async () => {
    await w.agent('guarded', 'one');
    const path = '/api/agents/guarded/keys';
    expectRefused(await send(w.url, 'POST', path), 401, 'UNAUTHORIZED');
    expectRefused(await viewer.call('POST', path), 403, 'FORBIDDEN');
    expectRefused(await w.call('POST', path, {}), 403, 'FORBIDDEN');
    expectRefused(await admin.call('POST', path, {}, { 'x-csrf-token': 'x' }), 403, 'CSRF_INVALID');
    expectRefused(await viewer.call('DELETE', `${path}/1`), 403, 'FORBIDDEN');
  });

  test('403 "Agent is suspended", 401 "API key has been revoked", "Invalid API key": the documented words', async () => {
    const agent = await w.agent('worded', 'one');
    const { id, apiKey } = (await admin.call('POST', '/api/agents/worded/keys')).body.data;
    const words = async (key: string): Promise<unknown[]> => {
      const reply = await withKey(key, '/api/api-keys');
      return [reply.status, reply.body.error.message];
    };
    await w.call('PATCH', `/v1/agents/${agent}`, { status: 'suspended' });
    expect(await words(apiKey)).toEqual([403, 'Agent is suspended']);
    await w.call('PATCH', `/v1/agents/${agent}`, { status: 'active' });
    await admin.call('DELETE', `/api/agents/worded/keys/${id}`);
    expect(await words(apiKey)).toEqual([401, 'API key has been revoked']);
    expect(await words(`${apiKey.slice(0, -1)}_`)).toEqual([401, 'Invalid API key']);
  });

  test('201 and 200: a person makes, sees and revokes keys of their own, never beyond their role', async () => {
    const made = await viewer.call('POST', '/api/users/me/keys', { name: 'Laptop' });
    expect(made.body.data, made.text).toEqual({
      id: expect.any(Number),
      apiKey: expect.stringMatching(/^cav_uk_[0-9A-Za-z]{49}$/),
      prefix: made.body.data.apiKey.slice(0, 11),
      name: 'Laptop',
      scopes: ['read', 'write'],
      expiresAt: null,
      message,
    });
    const { apiKey, id } = made.body.data;
    expect((await withKey(apiKey)).status).toBe(200);
    const denied = await send(w.url, 'POST', '/v1/agents', {
      headers: { 'x-agent-key': apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ slug: 'not-allowed' }),
    });
    expect([denied.status, denied.body.code]).toEqual([403, 'CALLER_LACKS_GRANT']);
    const listed = await viewer.call('GET', '/api/users/me/keys');
    expect(Object.keys(listed.body.data[0])).toEqual([
      'id',
      'key_prefix',
      'name',
      'scopes',
      'last_used_at',
      'created_at',
      'expires_at',
      'revoked_at',
    ]);
    expect(listed.text).not.toContain(apiKey);
    expect((await admin.call('GET', '/api/users/me/keys')).body.data).toEqual([]);
    expectRefused(await admin.call('DELETE', `/api/users/me/keys/${id}`), 404, 'NOT_FOUND');
    expectRefused(await viewer.call('POST', '/api/users/me/keys', { scopes: ['keys:write'] }), 403, 'FORBIDDEN');
    expectRefused(await withKey(apiKey, '/api/users/me/keys'), 403, 'FORBIDDEN');
    expect((await viewer.call('DELETE', `/api/users/me/keys/${id}`)).body).toEqual({ success: true, data: { revoked: true } });
    expect((await withKey(apiKey)).status).toBe(401);
  });
});
