import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailBox } from '../../../test/mail-box.ts';
import type { MailBox } from '../../../test/mail-box.ts';
import { person } from '../../../test/requests.ts';
import { visitor } from '../../../test/visitor.ts';
import { engines, place, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const password = 'correct horse battery';

describe.each(engines)('resetting a password by mail on %s', (engine) => {
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
});
