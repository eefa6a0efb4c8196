import { URI } from 'otpauth';
import type { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailBox } from '../../../test/mail-box.ts';
import type { MailBox } from '../../../test/mail-box.ts';
import { person } from '../../../test/requests.ts';
import { visitor } from '../../../test/visitor.ts';
import { enginesOf, place, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';

const password = 'correct horse battery';

describe.each(enginesOf(import.meta.url))('resetting a password by mail on %s', (engine) => {
  let w: World;
  let box: MailBox;
  beforeAll(async () => {
    box = await mailBox();
    w = await world(engine, { place: await place(engine, { FORGEYARD_SMTP_URL: box.url, FORGEYARD_MAIL_FROM: 'forge@example.org' }) });
  });
  afterAll(async () => {
    await w.close();
    await box.close();
  });

  test('202 → mail → 204: the link in the mail sets the password and shows that the address is theirs', async () => {
    const email = 'ada@example.org';
    await person(w, 'admin', email, password);
    const browser = visitor(w.url);
    expect((await browser.call('GET', '/v1/auth/options')).body.password_reset).toBe('mail');
    expect((await browser.call('POST', '/v1/auth/password-reset', { email: 'nobody@example.org' })).status).toBe(202);
    expect((await browser.call('POST', '/v1/auth/password-reset', { email: email.toUpperCase() })).status).toBe(202);
    const mail = await box.next();
    expect(mail.to).toEqual([email]);
    const token = /\/reset\/([\w-]{43})/.exec(mail.text)?.[1];
    const next = 'another long password';
    expect((await browser.call('POST', '/v1/auth/password-reset/complete', { token, password: next })).status).toBe(204);
    const entered = await browser.call('POST', '/v1/auth/login', { email, password: next });
    expect([entered.status, entered.body.user.email_verified]).toEqual([200, true]);
    expect(box.received).toHaveLength(1);
    const rows = await w.server.home.read((tx) =>
      tx.query((db) => db.selectFrom('audit_entries').select('event').where('target', '=', entered.body.user.id).orderBy('id')),
    );
    expect(rows.map((row) => row.event)).toEqual(['password.reset_requested', 'password.reset', 'session.opened']);
  });

  test('what a stranger prepared under an unconfirmed address is gone with the first reset by mail, and kept by later ones', async () => {
    const email = 'victim@example.org';
    const stranger = visitor(w.url);
    const id = (await stranger.call('POST', '/v1/auth/sign-up', { email, password, name: 'Not Ada' })).body.user.id;
    const prepare = async (): Promise<void> => {
      await w.server.home.transact(async (tx) => {
        const now = w.server.home.clock.now();
        const account = {
          id: newId(now),
          user_id: id,
          provider: 'oidc',
          account_id: newId(now),
          password_hash: null,
          created_at: now,
          updated_at: now,
        };
        await tx.query((db) => db.insertInto('login_accounts').values(account).returning('id'));
        const passkey = { id: newId(now), user_id: id, name: 'x', public_key: 'x', credential_id: newId(now), counter: 0, created_at: now };
        const kind = { device_type: 'multiDevice', backed_up: 0, transports: null, aaguid: null };
        await tx.query((db) =>
          db
            .insertInto('passkeys')
            .values({ ...passkey, ...kind })
            .returning('id'),
        );
      });
    };
    const reset = async (next: string) => {
      await stranger.call('POST', '/v1/auth/password-reset', { email });
      const mail = await box.next();
      const token = /\/reset\/([\w-]{43})/.exec(mail.text)?.[1];
      expect((await visitor(w.url).call('POST', '/v1/auth/password-reset/complete', { token, password: next })).status).toBe(204);
      return mail.text;
    };
    const ways = () =>
      w.server.home.read(async (tx) => [
        (await tx.query((db) => db.selectFrom('passkeys').select('id').where('user_id', '=', id))).length,
        (await tx.query((db) => db.selectFrom('login_accounts').select('id').where('user_id', '=', id).where('provider', '=', 'oidc')))
          .length,
        (await tx.query((db) => db.selectFrom('two_factors').select('id').where('user_id', '=', id))).length,
      ]);
    await prepare();
    const { body } = await stranger.call('POST', '/v1/auth/two-factor', { password });
    const app = URI.parse(body.totp_uri) as TOTP;
    expect((await stranger.call('POST', '/v1/auth/two-factor/confirm', { code: app.generate() })).status).toBe(204);
    const key = (await stranger.call('POST', '/api/users/me/keys', { name: 'back door' })).body.data.apiKey;
    const withKey = () => visitor(w.url).call('GET', '/v1/agents', undefined, { 'x-agent-key': key });
    expect((await withKey()).status).toBe(200);
    expect(await ways()).toEqual([1, 1, 1]);

    expect(await reset('the owner of the address')).toMatch(/Nobody has confirmed this address/);
    expect(await ways()).toEqual([0, 0, 0]);
    expect([(await stranger.call('GET', '/v1/me')).status, (await withKey()).status]).toEqual([401, 401]);
    const entered = await visitor(w.url).call('POST', '/v1/auth/login', { email, password: 'the owner of the address' });
    expect([entered.status, entered.body.user]).toMatchObject([200, { email_verified: true, two_factor_enabled: false }]);

    await prepare();
    expect(await reset('a later new password')).not.toMatch(/Nobody has confirmed/);
    expect(await ways()).toEqual([1, 1, 0]);
    const rows = await w.server.home.read((tx) =>
      tx.query((db) =>
        db.selectFrom('audit_entries').select('details_json').where('event', '=', 'password.reset').where('target', '=', id).orderBy('id'),
      ),
    );
    expect(rows.map((row) => JSON.parse(row.details_json))).toEqual([{ dropped: { passkeys: 1, providers: 1, two_factor: 1 } }, {}]);
  });
});
