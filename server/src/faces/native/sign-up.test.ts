import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person } from '../../../test/requests.ts';
import { visitor } from '../../../test/visitor.ts';
import { enginesOf, place, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const password = 'correct horse battery';

describe.each(enginesOf(import.meta.url))('signing up on %s', (engine) => {
  const worlds: World[] = [];
  let w: World;
  const open = async (env: Readonly<Record<string, string>>): Promise<World> => {
    const made = await world(engine, { place: await place(engine, env) });
    worlds.push(made);
    return made;
  };
  beforeAll(async () => {
    w = await open({});
  });
  afterAll(async () => {
    for (const one of worlds) await one.close();
  });

  const signUp = (at: World, email: string, more: object = {}) => {
    const browser = visitor(at.url);
    return browser.call('POST', '/v1/auth/sign-up', { email, password, name: 'Ada', ...more }).then((reply) => ({ browser, reply }));
  };

  test('201: a new person owns an organisation of their own and sees nothing of the others', async () => {
    await w.agent('of-the-first');
    const { browser, reply } = await signUp(w, 'Ada@Example.org');
    expect([reply.status, reply.body]).toEqual([
      201,
      {
        user: expect.objectContaining({ email: 'Ada@Example.org', name: 'Ada', role: 'owner', has_password: true, email_verified: false }),
        org: { id: expect.any(String), slug: 'ada-s-organization', name: "Ada's organization" },
        csrf_token: expect.any(String),
      },
    ]);
    expect((await browser.call('GET', '/v1/agents')).body.data).toEqual([]);
    expect((await browser.call('POST', '/v1/agents', { slug: 'mine', tools: ['json-utils'] })).status).toBe(201);
    const me = await browser.call('GET', '/v1/me');
    expect(me.body.orgs).toEqual([{ ...reply.body.org, role: 'owner' }]);
    expect((await visitor(w.url).call('POST', '/v1/auth/login', { email: 'ada@example.ORG', password })).status).toBe(200);
  });

  test('409 SIGN_UP_ADDRESS_TAKEN: whatever the case of its letters, also when five come at once', async () => {
    const replies = await Promise.all(['a', 'A', 'a', 'A', 'a'].map((letter) => signUp(w, `${letter}nna@example.org`)));
    expect(replies.map(({ reply }) => reply.status).sort()).toEqual([201, 409, 409, 409, 409]);
    expect((await signUp(w, 'ANNA@example.org')).reply.body.code).toBe('SIGN_UP_ADDRESS_TAKEN');
  });

  test('422 and 400: a short password, a wrong address, members that nobody asked for', async () => {
    expect((await signUp(w, 'x1@example.org', { password: 'elevenchars' })).reply.body.code).toBe('PASSWORD_TOO_SHORT');
    for (const more of [
      { email: 'nobody' },
      { email: 'a b@c.d' },
      { email: ['a@b.c'] },
      { name: '' },
      { role: 'owner' },
      { orgId: 'x' },
      { email: 'a@b\r\nc' },
    ]) {
      expect((await signUp(w, 'x2@example.org', more)).reply.status, JSON.stringify(more)).toBe(400);
    }
  });

  test('403: closed is closed to strangers; with an invitation an invited person joins that organisation in its role', async () => {
    const closed = await open({ FORGEYARD_REGISTRATION: 'closed' });
    const refused = await signUp(closed, 'b@example.org');
    expect([refused.reply.status, refused.reply.body.code]).toEqual([403, 'SIGN_UP_CLOSED']);
    const invite = await open({ FORGEYARD_REGISTRATION: 'invite' });
    expect((await visitor(invite.url).call('GET', '/v1/auth/options')).body.sign_up).toBe('invite');
    expect((await signUp(invite, 'b@example.org')).reply.body.code).toBe('SIGN_UP_NEEDS_INVITATION');
    await person(invite, 'owner', 'owner@example.org', password);
    const owner = visitor(invite.url);
    await owner.call('POST', '/v1/auth/login', { email: 'owner@example.org', password });
    const { body } = await owner.call('POST', '/v1/invitations', { email: 'b@example.org', role: 'reviewer' });
    const other = await signUp(invite, 'c@example.org', { invitation: body.token });
    expect(other.reply.status, 'an invitation is for one address').toBe(403);
    const joined = await signUp(invite, 'b@example.org', { invitation: body.token });
    expect([joined.reply.status, joined.reply.body.user?.role], joined.reply.text).toEqual([201, 'reviewer']);
    expect(joined.reply.body.org.id).toBe((await owner.call('GET', '/v1/me')).body.org.id);
    expect((await signUp(invite, 'd@example.org', { invitation: body.token })).reply.status).toBe(404);
    expect((await signUp(invite, 'c@example.org')).reply.status, 'a refused sign-up leaves no account').toBe(403);
  });

  test('closed is the rule wherever others can reach the server, open where only this machine can', async () => {
    const outside = await open({ FORGEYARD_PUBLIC_URL: 'https://forge.example.org' });
    const of = async (at: World) => (await visitor(at.url).call('GET', '/v1/auth/options', undefined, {})).body.sign_up;
    expect([await of(w), await of(outside)]).toEqual(['open', 'closed']);
  });

  test('S16: under an https address the cookie is __Host-, Secure, HttpOnly, SameSite=Lax, for all paths and no domain', async () => {
    const secure = await open({ FORGEYARD_PUBLIC_URL: 'https://forge.example.org', FORGEYARD_REGISTRATION: 'open' });
    const { reply } = await signUp(secure, 'e@example.org');
    const [line = ''] = reply.headers.getSetCookie();
    expect(line).toMatch(/^__Host-forgeyard_session=[\w-]{43}; /);
    for (const flag of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(line).toContain(flag);
    expect(line).not.toContain('Domain');
    const step = await visitor(secure.url).call('POST', '/v1/auth/passkeys/sign-in/options');
    expect(step.body.rpId).toBe('forge.example.org');
    const [challenge = ''] = step.headers.getSetCookie();
    expect(challenge).toMatch(/^__Secure-forgeyard_login\.passkey=/);
    for (const flag of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(challenge).toContain(flag);
  });
});
