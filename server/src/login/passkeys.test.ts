import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authenticator } from '../../test/authenticator.ts';
import type { Authenticator } from '../../test/authenticator.ts';
import { owned } from '../../test/browsers.ts';
import { person } from '../../test/requests.ts';
import { visitor } from '../../test/visitor.ts';
import type { Visitor } from '../../test/visitor.ts';
import { engines, world } from '../../test/world.ts';
import type { Reply, World } from '../../test/world.ts';

const password = 'correct horse battery';

describe.each(engines)('passkeys on %s', (engine) => {
  let w: World;
  let origin: string;
  let people = 0;
  beforeAll(async () => {
    w = await world(engine);
    origin = w.url.replace('127.0.0.1', 'localhost');
  });
  afterAll(() => w.close());

  const enter = async (): Promise<{ browser: Visitor; email: string }> => {
    people += 1;
    const email = `passkey-${people}@example.org`;
    await person(w, 'admin', email, password);
    const browser = visitor(origin);
    await browser.call('POST', '/v1/auth/login', { email, password });
    return { browser, email };
  };
  const add = async (browser: Visitor, device: Authenticator, name = 'Laptop'): Promise<Reply> => {
    const options = await browser.call('POST', '/v1/auth/passkeys/options');
    expect(options.status, options.text).toBe(200);
    return browser.call('POST', '/v1/auth/passkeys', { name, response: device.create(options.body) });
  };
  const enterBy = async (device: Authenticator, browser = visitor(origin)): Promise<Reply> => {
    const options = await browser.call('POST', '/v1/auth/passkeys/sign-in/options');
    expect([options.status, options.body.userVerification]).toEqual([200, 'required']);
    return browser.call('POST', '/v1/auth/passkeys/sign-in', { response: device.get(options.body) });
  };
  const device = (more: object = {}): Authenticator => authenticator({ rpId: 'localhost', origin, ...more });

  test('201 → 200: a device that was added signs in without a password, and is listed', async () => {
    const { browser, email } = await enter();
    const mine = device();
    const added = await add(browser, mine);
    const expected = {
      id: expect.any(String),
      name: 'Laptop',
      created_at: expect.any(String),
      device_type: 'singleDevice',
      backed_up: false,
    };
    expect([added.status, added.body]).toEqual([201, expected]);
    expect((await browser.call('GET', '/v1/auth/passkeys')).body.data).toEqual([added.body]);
    const other = visitor(origin);
    const reply = await enterBy(mine, other);
    expect([reply.status, reply.body.user?.email], reply.text).toEqual([200, email]);
    expect((await other.call('GET', '/v1/auth/sessions')).body.data[0]).toMatchObject({ is_current: true, method: 'passkey' });
  });

  test('204: a removed device signs in no more; only its own person can remove it', async () => {
    const [{ browser }, stranger] = [await enter(), (await enter()).browser];
    const mine = device();
    const { id } = (await add(browser, mine)).body;
    expect((await stranger.call('DELETE', `/v1/auth/passkeys/${id}`)).status).toBe(404);
    expect((await enterBy(mine)).status).toBe(200);
    expect((await browser.call('DELETE', `/v1/auth/passkeys/${id}`)).status).toBe(204);
    const reply = await enterBy(mine);
    expect([reply.status, reply.body.code]).toEqual([401, 'PASSKEY_REFUSED']);
  });

  test('401: an unknown device, one of another site, one that did not verify its user, a stale challenge, a changed signature', async () => {
    const { browser } = await enter();
    const [mine, careless] = [device(), device({ verifiesUser: false })];
    expect((await add(browser, mine)).status).toBe(201);
    const visit = visitor(origin);
    const { body } = await visit.call('POST', '/v1/auth/passkeys/sign-in/options');
    const answer = mine.get(body);
    expect((await enterBy(device())).status).toBe(401);
    expect((await enterBy(careless)).status).toBe(401);
    const post = (response: unknown): Promise<Reply> => visit.call('POST', '/v1/auth/passkeys/sign-in', { response });
    const again = async (): Promise<void> => {
      Object.assign(body, (await visit.call('POST', '/v1/auth/passkeys/sign-in/options')).body);
    };
    const broken = { ...answer, response: { ...answer.response, signature: `AAAA${answer.response.signature.slice(4)}` } };
    expect((await post(broken)).status).toBe(401);
    expect((await post(answer)).status, 'the challenge was used up').toBe(401);
    await again();
    expect((await post(answer)).status, 'another challenge').toBe(401);
    for (const response of [{}, { id: mine.id }, { ...answer, id: null }, { ...answer, response: {} }]) {
      await again();
      expect((await post(response)).status, JSON.stringify(response)).toBe(400);
    }
  });

  test('400: a device of another site, or without the challenge of this browser, is not added', async () => {
    const { browser } = await enter();
    const foreign = authenticator({ rpId: 'evil.example', origin: 'https://evil.example' });
    expect((await add(browser, foreign)).status).toBe(400);
    const stale = await browser.call('POST', '/v1/auth/passkeys', { name: 'x', response: device().create({ challenge: 'AAAA' }) });
    expect([stale.status, stale.body.code]).toEqual([400, 'PASSKEY_REFUSED']);
    expect((await browser.call('GET', '/v1/auth/passkeys')).body.data).toEqual([]);
  });

  test('200: who belongs to no organisation any more joins by an invitation with their device, and is told so without one', async () => {
    const owner = await owned(w);
    const { browser, email } = await enter();
    const mine = device();
    expect((await add(browser, mine)).status).toBe(201);
    const { id } = (await browser.call('GET', '/v1/me')).body.user;
    await w.server.home.transact((tx) => tx.query((db) => db.deleteFrom('memberships').where('user_id', '=', id).returning('user_id')));
    const stranded = await enterBy(mine);
    expect([stranded.status, stranded.body.code]).toEqual([403, 'LOGIN_NO_ORGANIZATION']);
    const { token } = (await owner.call('POST', '/v1/invitations', { email, role: 'reviewer' })).body;
    const back = visitor(origin);
    const asked = await back.call('POST', '/v1/auth/passkeys/sign-in/options');
    const body = { response: mine.get(asked.body), invitation: token };
    const reply = await back.call('POST', '/v1/auth/passkeys/sign-in', body);
    expect([reply.status, reply.body]).toMatchObject([200, { user: { email, role: 'reviewer' }, org: { id: owner.orgId } }]);
  });

  test('409: a device is added once, for one person', async () => {
    const [first, second] = [await enter(), await enter()];
    const mine = device();
    expect((await add(first.browser, mine)).status).toBe(201);
    expect((await add(second.browser, mine)).status).toBe(400);
    expect((await enterBy(mine)).body.user.email).toBe(first.email);
  });

  test('409 PASSKEY_NEEDS_NAME: an IP address cannot have passkeys; the answer says where they work', async () => {
    const reply = await visitor(w.url).call('POST', '/v1/auth/passkeys/sign-in/options');
    expect([reply.status, reply.body.code]).toEqual([409, 'PASSKEY_NEEDS_NAME']);
    expect(reply.body.detail).toContain('http://localhost');
  });

  test('the log says that a device was added, used and removed', async () => {
    const { browser } = await enter();
    const mine = device();
    const { id } = (await add(browser, mine)).body;
    const { body } = await enterBy(mine);
    await browser.call('DELETE', `/v1/auth/passkeys/${id}`);
    const rows = await w.server.home.read((tx) =>
      tx.query((db) =>
        db
          .selectFrom('audit_entries')
          .select(['event', 'target', 'details_json'])
          .where('actor', '=', `user:${body.user.id}`)
          .orderBy('id'),
      ),
    );
    expect(rows.map((row) => row.event)).toEqual(['session.opened', 'passkey.added', 'session.opened', 'passkey.removed']);
    expect(rows.map((row) => row.target)).toEqual([body.user.id, id, body.user.id, id]);
    expect(JSON.parse(rows[2]?.details_json ?? '')).toEqual({ method: 'passkey' });
  });
});
