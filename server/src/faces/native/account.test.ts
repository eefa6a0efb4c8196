import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueOwnerLink } from '../../domain/people/index.ts';
import { browserOf, person, send, signIn } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const password = 'correct horse battery';
const json = { 'content-type': 'application/json' };

function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(reply.body).toMatchObject({
    type: `https://forgeyard.dev/problems/${code.toLowerCase().replaceAll('_', '-')}`,
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S/),
    request_id: reply.headers.get('x-request-id'),
  });
}

describe.each(enginesOf(import.meta.url))('signing in on %s', (engine) => {
  let w: World;
  let orgId: string;
  let people = 0;
  beforeAll(async () => {
    w = await world(engine);
    orgId = (await w.call('GET', '/v1/me')).body.org.id;
  });
  afterAll(() => w.close());

  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
    send(w.url, 'POST', path, { headers: { ...json, ...headers }, body: JSON.stringify(body) });
  const somebody = async (role: 'owner' | 'admin' | 'reviewer' | 'viewer' = 'admin'): Promise<{ email: string; id: string }> => {
    people += 1;
    const email = `person-${people}@example.org`;
    return { email, id: await person(w, role, email, password) };
  };
  const ownerLink = async (userId: string): Promise<string> => {
    const { home } = w.server;
    return (await home.transact((tx) => issueOwnerLink(tx, orgId, userId, home.clock.now()))).reveal();
  };

  test('200 me: a key sees itself, its organisation and the server', async () => {
    const { status, body } = await w.call('GET', '/v1/me');
    expect([status, body]).toEqual([
      200,
      {
        kind: 'api_key',
        user: null,
        credential: { id: expect.any(String), name: 'init', scopes: ['*'] },
        org: { id: orgId, slug: 'my-organization', name: 'My organization' },
        orgs: [],
        csrf_token: null,
        server: { version: expect.stringMatching(/^\d+\.\d+\.\d+/), public_url: null },
      },
    ]);
  });

  test('200 login: a session cookie that scripts cannot read, and the CSRF token in the body', async () => {
    const { email, id } = await somebody();
    const reply = await post('/v1/auth/login', { email: email.toUpperCase(), password });
    expect([reply.status, reply.body]).toEqual([
      200,
      {
        user: { id, email, name: email, role: 'admin', has_password: true, two_factor_enabled: false, email_verified: false },
        org: { id: orgId, slug: 'my-organization', name: 'My organization' },
        csrf_token: expect.stringMatching(/^[\w-]{43}$/),
      },
    ]);
    const cookie = reply.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^forgeyard_session=[\w-]{43}; /);
    for (const attribute of ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Max-Age=']) expect(cookie).toContain(attribute);
    expect(cookie).not.toMatch(/Domain=/);
    expect(reply.text).not.toContain(cookie.slice(18, 60));
    const me = await browserOf(w.url, reply).call('GET', '/v1/me');
    expect(me.body).toMatchObject({ kind: 'person', user: { id, email }, credential: null, csrf_token: reply.body.csrf_token });
  });

  test('S11: 401 LOGIN_FAILED: the same answer for a wrong password, an unknown address and an account without a password', async () => {
    const { email } = await somebody();
    const answers = [
      await post('/v1/auth/login', { email, password: 'wrong' }),
      await post('/v1/auth/login', { email: 'nobody@example.org', password }),
      await post('/v1/auth/login', { email: 'owner@localhost', password }),
      await post('/v1/auth/login', { email: "' or 1=1--", password }),
      await post('/v1/auth/login', { email: '%@example.org', password }),
    ];
    for (const reply of answers) {
      expectProblem(reply, 401, 'LOGIN_FAILED');
      expect(reply.body.detail).toBe(answers[0]?.body.detail);
      expect(reply.headers.get('set-cookie')).toBeNull();
    }
  });

  test('400: a login of a wrong shape', async () => {
    for (const body of [
      {},
      { email: 'a@b.c' },
      { email: 'a@b.c', password: null },
      { email: [], password },
      { email: 'a@b.c', password: true },
      { email: 'a\u0000@b.c', password },
      { email: 'a@b.c', password: '' },
      { email: 'a@b.c', password, role: 'owner' },
    ]) {
      expect((await post('/v1/auth/login', body)).status, JSON.stringify(body)).toBe(400);
    }
  });

  test('200 owner link: signs in once, and never again', async () => {
    const { id } = await somebody('owner');
    const token = await ownerLink(id);
    const reply = await post('/v1/auth/owner-link', { token });
    expect([reply.status, reply.body.user.id, reply.body.user.role]).toEqual([200, id, 'owner']);
    expect((await browserOf(w.url, reply).call('GET', '/v1/me')).body.kind).toBe('person');
    expectProblem(await post('/v1/auth/owner-link', { token }), 401, 'OWNER_LINK_INVALID');
  });

  test('401 OWNER_LINK_INVALID: of many uses at once exactly one signs in; unknown and replaced links never do', async () => {
    const { id } = await somebody('owner');
    const replaced = await ownerLink(id);
    const token = await ownerLink(id);
    expectProblem(await post('/v1/auth/owner-link', { token: replaced }), 401, 'OWNER_LINK_INVALID');
    const replies = await Promise.all(Array.from({ length: 8 }, () => post('/v1/auth/owner-link', { token })));
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1);
    for (const reply of replies.filter((one) => one.status !== 200)) expectProblem(reply, 401, 'OWNER_LINK_INVALID');
    expectProblem(await post('/v1/auth/owner-link', { token: 'x'.repeat(43) }), 401, 'OWNER_LINK_INVALID');
  });

  test('S14: 400: a token that is null, empty, an array, an object, true or 0 never matches anything', async () => {
    for (const token of [null, '', [], {}, true, 0, ['x'.repeat(43)], { $ne: '' }, 'short']) {
      expect((await post('/v1/auth/owner-link', { token })).status, JSON.stringify(token)).toBe(400);
    }
  });

  test('S15: a session is another one after every login, and a session that a stranger chose is not taken over', async () => {
    const { email } = await somebody();
    const planted = 'forgeyard_session=chosen-by-a-stranger-0123456789abcdefghijkl';
    const reply = await post('/v1/auth/login', { email, password }, { cookie: planted });
    expect(reply.headers.get('set-cookie')).not.toContain('chosen-by');
    const again = await signIn(w, email, password);
    expect(again.cookie).not.toBe(browserOf(w.url, reply).cookie);
    expect((await send(w.url, 'GET', '/v1/me', { headers: { cookie: planted } })).status).toBe(401);
  });

  test('S15: 204 logout: the server forgets the session, so a kept cookie is refused; other browsers stay signed in', async () => {
    const { email } = await somebody();
    const [one, other] = [await signIn(w, email, password), await signIn(w, email, password)];
    expect((await one.call('GET', '/v1/me')).status).toBe(200);
    const reply = await one.call('POST', '/v1/auth/logout');
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect(reply.headers.get('set-cookie')).toMatch(/^forgeyard_session=; .*Max-Age=0/);
    expectProblem(await one.call('GET', '/v1/me'), 401, 'SESSION_ENDED');
    expect((await other.call('GET', '/v1/me')).status).toBe(200);
  });

  test('S15: 204 password: the new one signs in, the old one does not, and other browsers are signed out', async () => {
    const { email } = await somebody();
    const [one, other] = [await signIn(w, email, password), await signIn(w, email, password)];
    const next = 'another long password';
    const reply = await one.call('POST', '/v1/auth/password', { password: next, current_password: password });
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect((await one.call('GET', '/v1/me')).status).toBe(200);
    expect((await other.call('GET', '/v1/me')).status).toBe(401);
    expectProblem(await post('/v1/auth/login', { email, password }), 401, 'LOGIN_FAILED');
    expect((await post('/v1/auth/login', { email, password: next })).status).toBe(200);
  });

  test('a password that is too short, or whose predecessor is wrong, is refused and nothing changes', async () => {
    const { email } = await somebody();
    const browser = await signIn(w, email, password);
    const short = await browser.call('POST', '/v1/auth/password', { password: 'elevenchars', current_password: password });
    expectProblem(short, 422, 'PASSWORD_TOO_SHORT');
    expect(short.body.errors).toEqual([{ pointer: '/password', detail: expect.any(String) }]);
    for (const body of [{ password: 'another long password' }, { password: 'another long password', current_password: 'wrong' }]) {
      expectProblem(await browser.call('POST', '/v1/auth/password', body), 403, 'PASSWORD_WRONG');
    }
    expect((await post('/v1/auth/login', { email, password })).status).toBe(200);
  });

  test('a person who came by link sets a first password without a current one; a key has none to set', async () => {
    const { home } = w.server;
    const link = await post('/v1/auth/owner-link', {
      token: await ownerLink(
        (await home.read((tx) => tx.query((db) => db.selectFrom('users').select('id').where('email', '=', 'owner@localhost'))))[0]?.id ??
          '',
      ),
    });
    expect(link.body.user.has_password).toBe(false);
    const browser = browserOf(w.url, link);
    expect((await browser.call('POST', '/v1/auth/password', { password })).status).toBe(204);
    expect((await browser.call('GET', '/v1/me')).body.user.has_password).toBe(true);
    expectProblem(await w.call('POST', '/v1/auth/password', { password }), 403, 'CALLER_WRONG_FORM');
  });

  test.each([
    ['viewer', { read: 200, run: 403, write: 403, keys: 403 }],
    ['reviewer', { read: 200, run: 200, write: 403, keys: 403 }],
    ['admin', { read: 200, run: 200, write: 201, keys: 200 }],
    ['owner', { read: 200, run: 200, write: 201, keys: 200 }],
  ] as const)('a %s may do what the role allows and nothing more', async (role, expected) => {
    const { email } = await somebody(role);
    const browser = await signIn(w, email, password);
    const runs = await browser.call('POST', '/v1/agents/data-cleanup/runs', { input: 'x' });
    const made = await browser.call('POST', '/v1/agents', { slug: `of-${role}`, tools: ['json-utils'] });
    const keys = await browser.call('GET', '/v1/credentials');
    const read = await browser.call('GET', '/v1/agents');
    expect({ read: read.status, run: runs.status, write: made.status, keys: keys.status }).toEqual(expected);
  });
});
