import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueOwnerLink, issueResetLink } from '../../src/domain/people/index.ts';
import { owned } from '../browsers.ts';
import type { MemberBrowser } from '../browsers.ts';
import { person, send } from '../requests.ts';
import { visitor } from '../visitor.ts';
import type { Visitor } from '../visitor.ts';
import { enginesOf, world } from '../world.ts';
import type { Reply, World } from '../world.ts';

const password = 'correct horse battery';
const wide = [{ failures: 10_000, seconds: 60 }];
/** What a comparison written without care takes for a match with nothing. */
const nothings: readonly unknown[] = [
  ...[
    null,
    '',
    [],
    {},
    true,
    false,
    0,
    1,
    -1,
    'null',
    'undefined',
    '0',
    ' ',
    '\u0000',
    ['x'.repeat(43)],
    [''],
    { $ne: '' },
    { length: 43 },
  ],
  ...['x'.repeat(42), 'x'.repeat(44), 'x'.repeat(100_000), `${'x'.repeat(42)}\n`, `${'é'.repeat(43)}`],
];

/** Where a one-time secret is taken: member, path, and the body around it. */
const places: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
  ['token', '/v1/auth/password-reset/complete', { password }],
  ['token', '/v1/auth/owner-link', {}],
  ['token', '/v1/invitations/lookup', {}],
  ['token', '/v1/invitations/accept', {}],
  ['invitation', '/v1/auth/sign-up', { email: 's14@example.org', password, name: 'N' }],
  ['invitation', '/v1/auth/login', { email: 's14-known@example.org', password }],
  ['invitation', '/api/auth/register', { agent_name: 's14' }],
  ['code', '/v1/auth/two-factor/verify', {}],
  ['backup_code', '/v1/auth/two-factor/verify', {}],
  ['code', '/v1/auth/two-factor/confirm', {}],
  ['response', '/v1/auth/passkeys/sign-in', {}],
];

describe.each(enginesOf(import.meta.url))('secrets that work once on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  let secondStep: Visitor;
  beforeAll(async () => {
    w = await world(engine, { signInLimits: { account: wide, address: wide, everybody: wide } });
    boss = await owned(w);
    await person(w, 'admin', 's14-known@example.org', password);
    secondStep = visitor(w.url);
  });
  afterAll(() => w.close());

  const post = (path: string, body: unknown): Promise<Reply> =>
    /accept|confirm/.test(path)
      ? boss.call('POST', path, body)
      : send(w.url, 'POST', path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  test.each(places)('S14: 400 for a %s of %s that is nothing, of another type, or of another length', async (member, path, rest) => {
    for (const value of nothings) {
      const reply = await post(path, { ...rest, [member]: value });
      const isText = typeof value === 'string' && value.length > 0 && value.length < 1_000;
      // A text of some plausible length is looked up, and not found.
      const allowed = isText ? [400, 401, 404] : [400];
      expect(allowed, `${JSON.stringify(value)?.slice(0, 60)} ${reply.status} ${reply.text.slice(0, 200)}`).toContain(reply.status);
      expect(reply.headers.get('set-cookie'), JSON.stringify(value)?.slice(0, 60)).toBeNull();
    }
    if (member !== 'invitation') expect((await post(path, rest)).status).toBe(400);
  });

  test('S14: a person without any link, second factor or device is matched by nothing', async () => {
    const email = `bare-${engine}@example.org`;
    await person(w, 'admin', email, password);
    expect((await secondStep.call('POST', '/v1/auth/login', { email, password })).body.two_factor_required).toBeUndefined();
    const stranger = visitor(w.url);
    for (const body of [{ code: '000000' }, { backup_code: 'aaaaa-aaaaa' }]) {
      expect([400, 401]).toContain((await stranger.call('POST', '/v1/auth/two-factor/verify', body)).status);
    }
    for (const [path, body] of [
      ['/v1/auth/password-reset/complete', { token: 'x'.repeat(43), password }],
      ['/v1/auth/owner-link', { token: 'x'.repeat(43) }],
      ['/v1/invitations/lookup', { token: 'x'.repeat(43) }],
    ] as const) {
      const reply = await post(path, body);
      expect([400, 401, 404], path).toContain(reply.status);
      expect(reply.headers.get('set-cookie')).toBeNull();
    }
  });

  test('S14: a link of one kind is no link of another kind', async () => {
    const { home } = w.server;
    const orgId = (await w.call('GET', '/v1/me')).body.org.id;
    const userId = await person(w, 'owner', `kinds-${engine}@example.org`, password);
    const now = home.clock.now();
    const owner = (await home.transact((tx) => issueOwnerLink(tx, orgId, userId, now))).reveal();
    const reset = (await home.transact((tx) => issueResetLink(tx, { orgId, userId, by: 'admin' }, now))).token.reveal();
    const { body: invitation } = await boss.call('POST', '/v1/invitations', { email: boss.email.replace('owner', 'x'), role: 'viewer' });
    const next = 'another long password';
    expect((await post('/v1/auth/password-reset/complete', { token: owner, password: next })).status).toBe(400);
    expect((await post('/v1/auth/password-reset/complete', { token: invitation.token, password: next })).status).toBe(400);
    expect((await post('/v1/auth/owner-link', { token: reset })).status).toBe(401);
    expect((await post('/v1/auth/owner-link', { token: invitation.token })).status).toBe(401);
    for (const token of [owner, reset]) expect((await post('/v1/invitations/lookup', { token })).status).toBe(404);
    // None of these attempts used one up.
    expect((await post('/v1/auth/owner-link', { token: owner })).status).toBe(200);
    expect((await post('/v1/auth/password-reset/complete', { token: reset, password: next })).status).toBe(204);
    expect((await post('/v1/invitations/lookup', { token: invitation.token })).status).toBe(200);
  });
});
