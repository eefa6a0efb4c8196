import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bearer } from '../../../test/account.ts';
import { member, owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;
const id = expect.stringMatching(/^[0-9a-f-]{36}$/);

describe('one’s own account at the dashboard backend', () => {
  let w: World;
  let one: MemberBrowser;
  beforeAll(async () => {
    w = await world('sqlite');
    one = await owned(w);
  });
  afterAll(() => w.close());

  const by = (key: string, method: string, path: string, body?: unknown) => bearer(w, key)(method, path, body);

  test('200: who is asking, and a name of one’s own', async () => {
    const user = { id: one.userId, email: one.email, display_name: 'The owner' };
    expect((await one.call('GET', '/api/v1/auth/me')).body).toEqual(user);
    expect((await one.call('GET', '/api/v1/auth/session')).body).toEqual({ authenticated: true, org_id: one.orgId, user, ...user });
    expect((await one.call('POST', '/api/v1/auth/sync-user', { id: one.userId, email: one.email })).body).toEqual({ success: true, user });
    const renamed = await one.call('PATCH', '/api/v1/auth/me', { display_name: 'Robin' });
    expect([renamed.status, renamed.body]).toEqual([200, { ...user, display_name: 'Robin' }]);
    await one.call('PATCH', '/api/v1/auth/me', { display_name: 'The owner' });
  });

  test('403: nobody is synchronised with somebody else', async () => {
    const refused = await one.call('POST', '/api/v1/auth/sync-user', { email: 'other@example.com' });
    expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN']);
  });

  test('201: a key is shown once, acts as its person, is listed without its secret and ends with 204', async () => {
    const made = await one.call('POST', '/api/v1/auth/api-keys', { name: 'My laptop', expires_in_days: 90 });
    expect([made.status, made.body]).toEqual([
      201,
      {
        id,
        name: 'My laptop',
        api_key: expect.stringMatching(/^cav_uk_/),
        created_at: expect.stringMatching(time),
        expires_at: expect.stringMatching(time),
      },
    ]);
    const days = (Date.parse(made.body.expires_at) - Date.parse(made.body.created_at)) / 86_400_000;
    expect(Math.round(days)).toBe(90);
    const session = await by(made.body.api_key, 'GET', '/api/v1/auth/session');
    expect(session.body).toMatchObject({ org_id: one.orgId, user: { id: one.userId } });
    const listed = await one.call('GET', '/api/v1/auth/api-keys');
    expect(listed.text).not.toContain(made.body.api_key);
    expect(listed.body[0]).toEqual({
      id: made.body.id,
      name: 'My laptop',
      prefix: expect.stringMatching(/^cav_uk_/),
      is_active: true,
      created_at: made.body.created_at,
      expires_at: made.body.expires_at,
      last_used_at: null,
    });
    const other = await member(w, one.orgId, 'viewer');
    expect((await other.call('DELETE', `/api/v1/auth/api-keys/${made.body.id}`)).body.code).toBe('API_KEY_NOT_FOUND');
    expect((await one.call('DELETE', `/api/v1/auth/api-keys/${made.body.id}`)).body).toEqual({ success: true });
    expect((await by(made.body.api_key, 'GET', '/api/v1/auth/session')).status).toBe(401);
    expect((await one.call('GET', '/api/v1/auth/api-keys')).body).toEqual([]);
  });

  test('201: a key for the command line is named by the day and has no end unless asked', async () => {
    const made = await one.call('POST', '/api/v1/auth/cli-key');
    expect([made.status, made.body.name, made.body.expires_at]).toEqual([
      201,
      expect.stringMatching(/^Command line \d{4}-\d\d-\d\d$/),
      null,
    ]);
  });

  test('429: fifty living keys are all one person may have', async () => {
    const many = await member(w, one.orgId, 'reviewer');
    const make = () => many.call('POST', '/api/v1/auth/api-keys', { name: 'one of many' });
    for (let count = 0; count < 50; count += 1) expect((await make()).status).toBe(201);
    const refused = await make();
    expect([refused.status, refused.body.code]).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
  });

  test('403: keys make no keys here, and change nobody', async () => {
    const made = await one.call('POST', '/api/v1/auth/cli-key', { name: 'script' });
    const sent = await by(made.body.api_key, 'POST', '/api/v1/auth/api-keys', { name: 'more' });
    expect([sent.status, sent.body.code]).toEqual([403, 'FORBIDDEN']);
    expect((await by(made.body.api_key, 'PATCH', '/api/v1/auth/me', { display_name: 'Nobody' })).status).toBe(403);
  });

  test.each([
    ['POST', '/api/v1/auth/api-keys', {}],
    ['POST', '/api/v1/auth/api-keys', { name: '' }],
    ['POST', '/api/v1/auth/api-keys', { name: 'x', expires_in_days: 0 }],
    ['POST', '/api/v1/auth/api-keys', { name: 'x', scopes: ['*'] }],
    ['POST', '/api/v1/auth/cli-key', { expires_in_days: 1.5 }],
    ['PATCH', '/api/v1/auth/me', { display_name: '' }],
    ['PATCH', '/api/v1/auth/me', { role: 'owner' }],
  ])('400: %s %s %j', async (method, path, body) => {
    const reply = await one.call(method, path, body);
    expect([reply.status, reply.body.code], reply.text).toEqual([400, 'BAD_REQUEST']);
  });
});
