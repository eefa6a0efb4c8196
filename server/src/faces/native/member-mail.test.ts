import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, owned } from '../../../test/browsers.ts';
import { mailBox, silentServer } from '../../../test/mail-box.ts';
import type { MailBox } from '../../../test/mail-box.ts';
import { enginesOf, place, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';

const mailFrom = { FORGEYARD_MAIL_FROM: 'Forgeyard <forgeyard@example.test>' };

describe.each(enginesOf(import.meta.url))('mails of a server on %s', (engine) => {
  let w: World;
  let box: MailBox;
  beforeAll(async () => {
    box = await mailBox();
    const here = await place(engine, { ...mailFrom, FORGEYARD_SMTP_URL: box.url, FORGEYARD_PUBLIC_URL: 'http://localhost:4000/' });
    w = await world(engine, { place: here });
  });
  afterAll(async () => {
    await w.close();
    await box.close();
  });

  const newAddress = (): string => `new-${newId(w.server.home.clock.now())}@example.test`;

  test('201: an invitation is mailed to its address with the link, which is in the answer too', async () => {
    const owner = await owned(w);
    await owner.call('PATCH', '/v1/org', { name: 'Bäckerei “Süd”' });
    const email = newAddress();
    const { body } = await owner.call('POST', '/v1/invitations', { email, role: 'reviewer' });
    expect(body.sent).toBe(true);
    expect(body.link).toBe(`http://localhost:4000/invitations/${body.token}`);
    const mail = await box.next();
    expect(mail).toMatchObject({ from: 'forgeyard@example.test', to: [email], subject: 'Invitation to “Bäckerei “Süd”” on Forgeyard' });
    expect(mail.text.split('\n')).toContain(body.link);
    expect(mail.text).toContain('“The owner” invites you to the organization “Bäckerei “Süd”” on Forgeyard, as reviewer.');
  });

  test('201: an invitation for an agent is mailed to nobody, and a refused one mails nothing', async () => {
    const owner = await owned(w);
    const admin = await member(w, owner.orgId, 'admin');
    const before = box.received.length;
    expect((await owner.call('POST', '/v1/invitations', { kind: 'agent' })).body.sent).toBe(false);
    expect((await admin.call('POST', '/v1/invitations', { email: newAddress(), role: 'owner' })).status).toBe(403);
    expect((await owner.call('POST', '/v1/invitations', { email: admin.email })).status).toBe(409);
    const { body } = await owner.call('POST', '/v1/invitations', { email: newAddress() });
    expect((await box.next()).text).toContain(body.link);
    expect(box.received).toHaveLength(before + 1);
  });

  test('202: a password reset is mailed with a link that works once', async () => {
    const owner = await owned(w);
    expect((await owner.call('POST', '/v1/auth/password-reset', { email: owner.email.toUpperCase() })).status).toBe(202);
    const mail = await box.next();
    expect(mail).toMatchObject({ to: [owner.email], subject: 'Set a new Forgeyard password' });
    const token = /http:\/\/localhost:4000\/reset\/([\w-]{43})\n/.exec(mail.text)?.[1];
    const complete = async () =>
      (await owner.call('POST', '/v1/auth/password-reset/complete', { token, password: 'a new long password' })).status;
    expect([await complete(), await complete()]).toEqual([204, 400]);
    expect((await owner.call('GET', '/v1/me')).status).toBe(401);
  });
});

describe('mails of a server whose mail server is broken', () => {
  test.each(['refuses', 'is away', 'is silent'])(
    '201: the invitation stands and its link is given when the mail server %s',
    async (fault) => {
      const box = fault === 'refuses' ? await mailBox({ refuseCode: 550 }) : fault === 'is away' ? await mailBox() : await silentServer();
      if (fault === 'is away') await box.close();
      const w = await world('sqlite', { place: await place('sqlite', { ...mailFrom, FORGEYARD_SMTP_URL: box.url }) });
      const owner = await owned(w);
      const started = performance.now();
      const { status, body } = await owner.call('POST', '/v1/invitations', { email: 'ana@example.test' });
      expect([status, body.sent]).toEqual([201, false]);
      expect(performance.now() - started).toBeLessThan(25_000);
      expect((await owner.call('POST', '/v1/invitations/lookup', { token: body.token })).status).toBe(200);
      await w.close();
      if (fault !== 'is away') await box.close();
    },
  );
});
