import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueResetLink } from '../../domain/people/index.ts';
import { person, send, signIn } from '../../../test/requests.ts';
import { visitor } from '../../../test/visitor.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const password = 'correct horse battery';
const next = 'another long password';

describe.each(enginesOf(import.meta.url))('one’s own account on %s', (engine) => {
  let w: World;
  let orgId: string;
  let people = 0;
  beforeAll(async () => {
    w = await world(engine);
    orgId = (await w.call('GET', '/v1/me')).body.org.id;
  });
  afterAll(() => w.close());

  const somebody = async (): Promise<{ email: string; id: string }> => {
    people += 1;
    const email = `own-${people}@example.org`;
    return { email, id: await person(w, 'admin', email, password) };
  };
  const resetToken = async (userId: string, lifeMs?: number): Promise<string> => {
    const { home } = w.server;
    const which = { orgId, userId, ...(lifeMs === undefined ? {} : { lifeMs }) };
    return (await home.transact((tx) => issueResetLink(tx, which, home.clock.now()))).token.reveal();
  };
  const reset = (body: unknown) => visitor(w.url).call('POST', '/v1/auth/password-reset/complete', body);

  test('200 sessions: each browser with how it came in; 204 ends one of them, 200 all others', async () => {
    const { email } = await somebody();
    const [one, two, three] = [await signIn(w, email, password), await signIn(w, email, password), await signIn(w, email, password)];
    const { body } = await one.call('GET', '/v1/auth/sessions', undefined, { 'user-agent': 'x' });
    expect(body.data).toHaveLength(3);
    expect(body.data.filter((session: any) => session.is_current)).toHaveLength(1);
    expect(body.data[0]).toEqual({
      id: expect.any(String),
      is_current: expect.any(Boolean),
      method: 'password',
      created_at: expect.stringMatching(/Z$/),
      last_seen_at: expect.stringMatching(/Z$/),
      expires_at: expect.stringMatching(/Z$/),
      ip: '127.0.0.1',
      user_agent: expect.any(String),
    });
    const second = (await two.call('GET', '/v1/auth/sessions')).body.data.find((session: any) => session.is_current);
    expect((await one.call('DELETE', `/v1/auth/sessions/${second.id}`)).status).toBe(204);
    expect((await two.call('GET', '/v1/me')).status).toBe(401);
    expect((await one.call('DELETE', `/v1/auth/sessions/${second.id}`)).status).toBe(404);
    expect((await one.call('POST', '/v1/auth/sessions/end-others')).body).toEqual({ ended: 1 });
    expect([(await one.call('GET', '/v1/me')).status, (await three.call('GET', '/v1/me')).status]).toEqual([200, 401]);
  });

  test('404: nobody ends a session of somebody else', async () => {
    const [mine, theirs] = [await signIn(w, (await somebody()).email, password), await signIn(w, (await somebody()).email, password)];
    const [{ id }] = (await theirs.call('GET', '/v1/auth/sessions')).body.data;
    expect((await mine.call('DELETE', `/v1/auth/sessions/${id}`)).status).toBe(404);
    expect((await theirs.call('GET', '/v1/me')).status).toBe(200);
  });

  test('200 me: the name changes, and nothing else can be changed there', async () => {
    const { email } = await somebody();
    const browser = await signIn(w, email, password);
    expect((await browser.call('PATCH', '/v1/me', { name: 'New name' })).body.user).toMatchObject({ name: 'New name', email });
    for (const body of [{}, { name: '' }, { name: 'x', role: 'owner' }, { email: 'x@example.org' }, { name: 'a\u0000b' }]) {
      expect((await browser.call('PATCH', '/v1/me', body)).status, JSON.stringify(body)).toBe(400);
    }
  });

  test('204 reset: the link sets the password once, signs everybody out, and the old password is gone', async () => {
    const { email, id } = await somebody();
    const browser = await signIn(w, email, password);
    const token = await resetToken(id);
    expect((await reset({ token, password: 'short' })).body.code).toBe('PASSWORD_TOO_SHORT');
    expect((await reset({ token, password: next })).status).toBe(204);
    expect((await browser.call('GET', '/v1/me')).status).toBe(401);
    expect((await reset({ token, password: 'yet another password' })).status).toBe(400);
    await expect(signIn(w, email, password)).rejects.toThrow('LOGIN_FAILED');
    expect((await signIn(w, email, next)).userId).toBe(id);
  });

  test('S14: 400 for a token that is null, empty, of another type, length or purpose, used, replaced or expired', async () => {
    const { id } = await somebody();
    for (const token of [null, '', [], {}, true, 0, 'x', 'x'.repeat(42), 'x'.repeat(43), 'x'.repeat(44), ['x'.repeat(43)], { $ne: '' }]) {
      expect((await reset({ token, password: next })).status, JSON.stringify(token)).toBe(400);
    }
    expect((await reset({ password: next })).status).toBe(400);
    const replaced = await resetToken(id);
    const kept = await resetToken(id);
    expect((await reset({ token: replaced, password: next })).body.code).toBe('RESET_LINK_INVALID');
    expect((await reset({ token: await resetToken((await somebody()).id, -1), password: next })).body.code).toBe('RESET_LINK_INVALID');
    expect((await reset({ token: kept, password: next })).status).toBe(204);
  });

  test('202: the answer to a request for a reset is the same whether there is an account or not', async () => {
    const { email } = await somebody();
    const ask = (address: string) => visitor(w.url).call('POST', '/v1/auth/password-reset', { email: address });
    const [known, unknown] = [await ask(email), await ask('nobody@example.org')];
    expect([known.status, known.text]).toEqual([202, '{}']);
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    expect((await visitor(w.url).call('GET', '/v1/auth/options')).body.password_reset).toBe('ask_admin');
  });

  test('403: who has to set a new password reaches their own account alone, until they did', async () => {
    const { email, id } = await somebody();
    const { home } = w.server;
    await home.transact((tx) =>
      tx.query((db) => db.updateTable('users').set({ must_change_password: 1 }).where('id', '=', id).returning('id')),
    );
    const browser = await signIn(w, email, password);
    expect((await browser.call('GET', '/v1/me')).body.user.must_change_password).toBe(true);
    expect((await browser.call('GET', '/v1/agents')).status).toBe(403);
    expect((await browser.call('POST', '/v1/auth/password', { password: next, current_password: password })).status).toBe(204);
    const again = await signIn(w, email, next);
    expect([(await again.call('GET', '/v1/agents')).status, (await again.call('GET', '/v1/me')).body.user.must_change_password]).toEqual([
      200,
      undefined,
    ]);
  });

  test('S17: 403 for a change without the CSRF token, with that of another session, and from a foreign page; 415 for forms', async () => {
    const [mine, other] = [await signIn(w, (await somebody()).email, password), await signIn(w, (await somebody()).email, password)];
    const headers = { cookie: mine.cookie, 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'x' });
    const change = (more: object, text = body) => send(w.url, 'PATCH', '/v1/me', { headers: { ...headers, ...more }, body: text });
    for (const more of [
      {},
      { 'x-csrf-token': '' },
      { 'x-csrf-token': other.csrf },
      { 'x-csrf-token': mine.csrf, origin: 'null' },
      { 'x-csrf-token': mine.csrf, origin: 'https://evil.example' },
    ]) {
      const reply = await change(more);
      expect([reply.status, reply.body.code], JSON.stringify(more)).toEqual([403, 'CSRF_INVALID']);
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      expect((await change({ 'x-csrf-token': mine.csrf, 'content-type': type })).status, type).toBe(415);
    }
    expect(
      (await send(w.url, 'GET', '/v1/me?_method=PATCH', { headers: { ...headers, 'x-http-method-override': 'PATCH' } })).body.user.name,
    ).not.toBe('x');
    expect((await change({ 'x-csrf-token': mine.csrf, origin: w.url })).status).toBe(200);
  });

  test('S17: 415 for a sign-in that a form of another site could send', async () => {
    const { email } = await somebody();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const reply = await send(w.url, 'POST', '/v1/auth/login', {
        headers: { 'content-type': type },
        body: JSON.stringify({ email, password }),
      });
      expect([reply.status, reply.headers.get('set-cookie')], type).toEqual([415, null]);
    }
  });

  test('S18: no answer lets a page of another origin read it', async () => {
    const browser = await signIn(w, (await somebody()).email, password);
    for (const method of ['OPTIONS', 'GET']) {
      const reply = await send(w.url, method, '/v1/me', {
        headers: { cookie: browser.cookie, origin: 'https://evil.example', 'access-control-request-method': 'PATCH' },
      });
      for (const name of ['access-control-allow-origin', 'access-control-allow-credentials']) expect(reply.headers.get(name)).toBeNull();
    }
  });
});
