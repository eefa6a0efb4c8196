import { URI } from 'otpauth';
import type { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { owned } from '../../test/browsers.ts';
import { person } from '../../test/requests.ts';
import { visitor } from '../../test/visitor.ts';
import type { Visitor } from '../../test/visitor.ts';
import { engines, world } from '../../test/world.ts';
import type { Reply, World } from '../../test/world.ts';

const password = 'correct horse battery';

describe.each(engines)('two-factor sign-in on %s', (engine) => {
  let w: World;
  let people = 0;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const somebody = async (): Promise<string> => {
    people += 1;
    const email = `two-factor-${people}@example.org`;
    await person(w, 'admin', email, password);
    return email;
  };
  const enter = async (email: string): Promise<{ browser: Visitor; reply: Reply }> => {
    const browser = visitor(w.url);
    return { browser, reply: await browser.call('POST', '/v1/auth/login', { email, password }) };
  };
  const turnOn = async (browser: Visitor): Promise<{ app: TOTP; backupCodes: string[] }> => {
    const { body } = await browser.call('POST', '/v1/auth/two-factor', { password });
    const app = URI.parse(body.totp_uri) as TOTP;
    const confirmed = await browser.call('POST', '/v1/auth/two-factor/confirm', { code: app.generate() });
    expect(confirmed.status, confirmed.text).toBe(204);
    return { app, backupCodes: body.backup_codes };
  };
  /** The code after the one that turned it on, which counts once like any other. */
  const nextCode = (app: TOTP): string => app.generate({ timestamp: Date.now() + 30_000 });
  const verify = (browser: Visitor, body: object): Promise<Reply> => browser.call('POST', '/v1/auth/two-factor/verify', body);
  const wrongFor = (app: TOTP): string => {
    const near = [-2, -1, 0, 1, 2].map((step) => app.generate({ timestamp: Date.now() + step * 30_000 }));
    return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.includes(code)) ?? '';
  };

  test('200 → 204: it takes effect when a code of the app confirms it; from then on the password alone opens nothing', async () => {
    const email = await somebody();
    const { browser } = await enter(email);
    const { app } = await turnOn(browser);
    expect((await browser.call('GET', '/v1/me')).body.user.two_factor_enabled).toBe(true);
    const next = await enter(email);
    expect([next.reply.status, next.reply.body]).toEqual([200, { two_factor_required: true }]);
    expect((await next.browser.call('GET', '/v1/me')).status).toBe(401);
    const done = await next.browser.call('POST', '/v1/auth/two-factor/verify', { code: nextCode(app) });
    expect([done.status, done.body.user?.email]).toEqual([200, email]);
    const me = await next.browser.call('GET', '/v1/me');
    expect([me.status, me.body.user.two_factor_enabled]).toEqual([200, true]);
    const sessions = await next.browser.call('GET', '/v1/auth/sessions');
    expect(sessions.body.data[0]).toMatchObject({ is_current: true, method: 'two_factor' });
  });

  test('it is not on before it was confirmed, and a wrong first code does not turn it on', async () => {
    const email = await somebody();
    const { browser } = await enter(email);
    const begun = await browser.call('POST', '/v1/auth/two-factor', { password });
    const app = URI.parse(begun.body.totp_uri) as TOTP;
    expect((await browser.call('POST', '/v1/auth/two-factor/confirm', { code: wrongFor(app) })).status).toBe(422);
    expect((await enter(email)).reply.body.user.two_factor_enabled).toBe(false);
  });

  test('403: turning it on or off asks for the password', async () => {
    const { browser } = await enter(await somebody());
    for (const path of ['/v1/auth/two-factor', '/v1/auth/two-factor/disable']) {
      const reply = await browser.call('POST', path, { password: 'wrong' });
      expect([reply.status, reply.body.code], path).toEqual([403, 'PASSWORD_WRONG']);
    }
  });

  test('409: it is begun once; 204 off: the password alone signs in again', async () => {
    const email = await somebody();
    const { browser } = await enter(email);
    await turnOn(browser);
    const again = await browser.call('POST', '/v1/auth/two-factor', { password });
    expect([again.status, again.body.code]).toEqual([409, 'TWO_FACTOR_ENABLED_ALREADY']);
    expect((await browser.call('POST', '/v1/auth/two-factor/disable', { password })).status).toBe(204);
    expect((await enter(email)).reply.body.user.two_factor_enabled).toBe(false);
    await turnOn(browser);
    expect((await enter(email)).reply.body).toEqual({ two_factor_required: true });
  });

  test('401: a wrong code, another challenge, none at all; after five wrong codes the right one comes too late', async () => {
    const email = await somebody();
    const { app } = await turnOn((await enter(email)).browser);
    const code = () => ({ code: nextCode(app) });
    expect((await visitor(w.url).call('POST', '/v1/auth/two-factor/verify', code())).body.code).toBe('TWO_FACTOR_ENDED');
    const { browser } = await enter(email);
    for (let tries = 0; tries < 5; tries += 1) {
      const reply = await browser.call('POST', '/v1/auth/two-factor/verify', { code: wrongFor(app) });
      expect([reply.status, reply.body.code]).toEqual([401, 'TWO_FACTOR_CODE_WRONG']);
      expect(reply.headers.getSetCookie().join()).not.toContain('forgeyard_session');
    }
    expect((await browser.call('POST', '/v1/auth/two-factor/verify', code())).body.code).toBe('TWO_FACTOR_ENDED');
    expect((await (await enter(email)).browser.call('POST', '/v1/auth/two-factor/verify', code())).status).toBe(200);
  });

  test('401: a challenge signs in once, and its cookie is good for nothing afterwards', async () => {
    const email = await somebody();
    const { app } = await turnOn((await enter(email)).browser);
    const { browser } = await enter(email);
    const challenge = browser.cookie();
    expect(challenge).toMatch(/^forgeyard_login\.two_factor=/);
    expect((await browser.call('POST', '/v1/auth/two-factor/verify', { code: nextCode(app) })).status).toBe(200);
    const replay = await visitor(w.url).call('POST', '/v1/auth/two-factor/verify', { code: nextCode(app) }, { cookie: challenge });
    expect([replay.status, replay.body.code]).toEqual([401, 'TWO_FACTOR_ENDED']);
  });

  test('401: a challenge that began with the old password is over once the password was changed', async () => {
    const email = await somebody();
    const { browser: owner } = await enter(email);
    const { app, backupCodes } = await turnOn(owner);
    const one = (await enter(email)).browser;
    const two = (await enter(email)).browser;
    expect((await owner.call('POST', '/v1/auth/password', { password: 'a new horse battery', current_password: password })).status).toBe(
      204,
    );
    for (const [late, body] of [
      [one, { code: nextCode(app) }],
      [two, { backup_code: backupCodes[0] }],
    ] as const) {
      const reply = await late.call('POST', '/v1/auth/two-factor/verify', body);
      expect([reply.status, reply.body.code]).toEqual([401, 'TWO_FACTOR_ENDED']);
    }
  });

  test('200 then 401: a backup code signs in once, also when it comes five times at the same moment', async () => {
    const email = await somebody();
    const { backupCodes } = await turnOn((await enter(email)).browser);
    expect(backupCodes).toHaveLength(10);
    const body = { backup_code: backupCodes[0] };
    const browsers = await Promise.all(Array.from({ length: 5 }, () => enter(email)));
    const replies = await Promise.all(browsers.map(({ browser }) => browser.call('POST', '/v1/auth/two-factor/verify', body)));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 401, 401, 401, 401]);
    expect((await (await enter(email)).browser.call('POST', '/v1/auth/two-factor/verify', body)).status).toBe(401);
    const other = { backup_code: backupCodes[1] };
    expect((await (await enter(email)).browser.call('POST', '/v1/auth/two-factor/verify', other)).status).toBe(200);
  });

  test('401: a code of the app counts once: not after it turned the factor on, not twice, not an older one, and the challenge goes on', async () => {
    const email = await somebody();
    const { app } = await turnOn((await enter(email)).browser);
    const [first, second] = [(await enter(email)).browser, (await enter(email)).browser];
    const refused = async (browser: Visitor, code: string): Promise<void> => {
      const reply = await verify(browser, { code });
      expect([reply.status, reply.body.code]).toEqual([401, 'TWO_FACTOR_CODE_WRONG']);
    };
    await refused(first, app.generate());
    const code = nextCode(app);
    expect((await verify(first, { code })).status).toBe(200);
    await refused(second, code);
    await refused(second, app.generate());
    // As if the time of those codes were over.
    await w.server.home.transact((tx) => tx.query((db) => db.updateTable('two_factors').set({ last_used_step: 0 }).returning('id')));
    expect((await verify(second, { code })).status).toBe(200);
  });

  test('200 and 401: of six uses of one code at the same moment one signs in', async () => {
    const email = await somebody();
    const { app } = await turnOn((await enter(email)).browser);
    const browsers = await Promise.all(Array.from({ length: 6 }, () => enter(email)));
    const code = nextCode(app);
    const replies = await Promise.all(browsers.map(({ browser }) => verify(browser, { code })));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
  });

  test('200: who belongs to no organisation any more joins by an invitation through the second step; without one they are told what to do', async () => {
    const owner = await owned(w);
    const email = await somebody();
    const { browser } = await enter(email);
    const { app, backupCodes } = await turnOn(browser);
    await w.server.home.transact((tx) =>
      tx.query((db) =>
        db
          .deleteFrom('memberships')
          .where('user_id', '=', (eb) => eb.selectFrom('users').select('id').where('email', '=', email))
          .returning('user_id'),
      ),
    );
    const stranded = await verify((await enter(email)).browser, { backup_code: backupCodes[0] });
    expect([stranded.status, stranded.body.code]).toEqual([403, 'LOGIN_NO_ORGANIZATION']);
    expect(stranded.body.detail).toContain('invitation');
    const invited = await owner.call('POST', '/v1/invitations', { email, role: 'reviewer' });
    const back = visitor(w.url);
    const step = await back.call('POST', '/v1/auth/login', { email, password, invitation: invited.body.token });
    expect(step.body).toEqual({ two_factor_required: true });
    for (const line of step.headers.getSetCookie()) expect(line).toMatch(/HttpOnly/i);
    expect((await owner.call('GET', '/v1/members')).body.data, 'the password alone accepts nothing').toHaveLength(1);
    const done = await verify(back, { code: nextCode(app) });
    expect([done.status, done.body]).toMatchObject([200, { user: { email, role: 'reviewer' }, org: { id: owner.orgId } }]);
    await back.call('POST', '/v1/auth/login', { email, password });
    expect(back.cookie(), 'a sign-in without one forgets it').not.toContain('invitation');
  });

  test('a wrong and a used code of a known person are in the log, and no code is', async () => {
    const email = await somebody();
    const { app } = await turnOn((await enter(email)).browser);
    const { browser } = await enter(email);
    await verify(browser, { code: wrongFor(app) });
    const used = app.generate();
    await verify(browser, { code: used });
    const [me] = await w.server.home.read((tx) => tx.query((db) => db.selectFrom('users').select('id').where('email', '=', email)));
    const denied = () =>
      w.server.home.read((tx) =>
        tx.query((db) =>
          db.selectFrom('audit_entries').selectAll().where('event', '=', 'access.denied').where('actor', '=', `user:${me?.id}`),
        ),
      );
    await expect.poll(async () => (await denied()).length, { timeout: 30_000 }).toBe(2);
    for (const row of await denied()) {
      expect(JSON.parse(row.details_json)).toMatchObject({ reason: 'two_factor.code_wrong', route: '/v1/auth/two-factor/verify' });
      expect(JSON.stringify(row)).not.toContain(`"${used}"`);
    }
  });

  test('400: both codes, none, or one of another shape', async () => {
    for (const body of [
      {},
      { code: '123456', backup_code: 'x' },
      { code: 123456 },
      { code: '12345' },
      { code: null },
      { backup_code: [] },
    ]) {
      expect((await visitor(w.url).call('POST', '/v1/auth/two-factor/verify', body)).status, JSON.stringify(body)).toBe(400);
    }
  });

  test('403: the agents API asks for the dashboard when there is a second factor; the database holds neither secret nor codes', async () => {
    const email = await somebody();
    const { app, backupCodes } = await turnOn((await enter(email)).browser);
    const reply = await visitor(w.url).call('POST', '/api/auth/login', { email, password });
    expect([reply.status, reply.body.error.code]).toEqual([403, 'FORBIDDEN']);
    const rows = await w.server.home.read((tx) => tx.query((db) => db.selectFrom('two_factors').selectAll()));
    const all = JSON.stringify(rows);
    for (const secret of [app.secret.base32, app.secret.utf8, backupCodes[0] ?? '']) expect(all).not.toContain(secret);
  });

  test('the log names what was turned on and off, and how somebody came in', async () => {
    const email = await somebody();
    const { browser } = await enter(email);
    const { app } = await turnOn(browser);
    const next = (await enter(email)).browser;
    const { body } = await next.call('POST', '/v1/auth/two-factor/verify', { code: nextCode(app) });
    await next.call('POST', '/v1/auth/two-factor/disable', { password });
    const rows = await w.server.home.read((tx) =>
      tx.query((db) =>
        db.selectFrom('audit_entries').select(['event', 'actor', 'details_json']).where('target', '=', body.user.id).orderBy('id'),
      ),
    );
    expect(rows.map((row) => row.event)).toEqual(['session.opened', 'two_factor.enabled', 'session.opened', 'two_factor.disabled']);
    expect(rows.map((row) => row.actor)).toEqual(Array.from({ length: 4 }, () => `user:${body.user.id}`));
    expect(JSON.parse(rows[2]?.details_json ?? '')).toEqual({ method: 'two_factor' });
  });
});
