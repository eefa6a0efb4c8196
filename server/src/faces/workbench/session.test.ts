import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, send } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const password = 'correct horse battery';
const next = 'another long password';
const json = { 'content-type': 'application/json' };

describe.each(enginesOf(import.meta.url))('sessions of the agents API on %s', (engine) => {
  let w: World;
  let people = 0;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
    send(w.url, 'POST', path, { headers: { ...json, ...headers }, body: JSON.stringify(body) });
  const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> => send(w.url, 'GET', path, { headers });
  const enter = async () => {
    people += 1;
    const email = `workbench-${people}@example.org`;
    await person(w, 'owner', email, password);
    const reply = await post('/api/auth/login', { email, password });
    const cookie = reply.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    return { email, reply, cookie, own: { cookie, 'x-csrf-token': reply.body.data?.csrfToken ?? '' } };
  };

  test('200 login: the documented body, the cookie, and numbers for ids', async () => {
    const { email, reply } = await enter();
    expect([reply.status, reply.body]).toEqual([
      200,
      {
        success: true,
        data: {
          user: { id: expect.any(Number), email, name: email, role: 'admin' },
          csrfToken: expect.stringMatching(/^[\w-]{43}$/),
          expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
        },
      },
    ]);
    for (const flag of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(reply.headers.get('set-cookie')).toContain(flag);
  });

  test('200 me and csrf', async () => {
    const { cookie, reply } = await enter();
    expect((await get('/api/auth/me', { cookie })).body).toEqual({ success: true, data: reply.body.data.user });
    expect((await get('/api/auth/csrf', { cookie })).body).toEqual({ success: true, data: { csrfToken: reply.body.data.csrfToken } });
  });

  test('401 and 400: wrong password, unknown address, no session, and a body of another shape', async () => {
    const { email } = await enter();
    const expected = { success: false, error: { code: 'UNAUTHORIZED', message: 'The e-mail address or the password is wrong.' } };
    for (const body of [
      { email, password: 'wrong' },
      { email: 'nobody@example.org', password },
    ]) {
      const reply = await post('/api/auth/login', body);
      expect([reply.status, reply.body]).toEqual([401, expected]);
    }
    expect((await get('/api/auth/me')).body.error.code).toBe('UNAUTHORIZED');
    const shape = await post('/api/auth/login', { email });
    expect([shape.status, shape.body.error.code]).toEqual([400, 'BAD_REQUEST']);
  });

  test('200 logout: the cookie is refused afterwards; 403 without the CSRF token', async () => {
    const { cookie, own } = await enter();
    const forged = await post('/api/auth/logout', {}, { cookie });
    expect([forged.status, forged.body.error.code]).toEqual([403, 'CSRF_INVALID']);
    expect((await post('/api/auth/logout', {}, own)).body).toEqual({ success: true, data: {} });
    expect((await get('/api/auth/me', { cookie })).status).toBe(401);
  });

  test('200 change-password; 403 with a wrong one, 422 with a short one', async () => {
    const { email, own } = await enter();
    const change = (body: object) => post('/api/auth/change-password', body, own);
    expect((await change({ currentPassword: 'wrong', newPassword: next })).status).toBe(403);
    const short = await change({ currentPassword: password, newPassword: 'short' });
    expect([short.status, short.body.error.code, Object.keys(short.body.error.errors)]).toEqual([422, 'VALIDATION_ERROR', ['newPassword']]);
    expect((await change({ currentPassword: password, newPassword: next })).body).toEqual({ success: true, data: {} });
    expect((await post('/api/auth/login', { email, password: next })).status).toBe(200);
  });

  test('201 signup where it is open; 409 for a taken address', async () => {
    const body = { email: `fresh-${engine}@example.org`, password };
    const reply = await post('/api/auth/signup', body);
    expect([reply.status, reply.body.data?.user?.role], reply.text).toEqual([201, 'admin']);
    expect((await post('/api/auth/signup', body)).body.error.code).toBe('CONFLICT');
  });
});
