import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member } from '../../../test/browsers.ts';
import { send } from '../../../test/requests.ts';
import { room } from '../../../test/instances.ts';
import type { Room } from '../../../test/instances.ts';
import { mailBox } from '../../../test/mail-box.ts';
import type { MailBox } from '../../../test/mail-box.ts';
import { enginesOf, place, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const from = { FORGEYARD_MAIL_FROM: 'Forgeyard <forgeyard@example.test>', FORGEYARD_PUBLIC_URL: 'http://localhost:4000/' };

const json = (headers: Record<string, string>) => ({ ...headers, 'content-type': 'application/json' });

describe.each(enginesOf(import.meta.url))('mails about what is shared on %s', (engine) => {
  let box: MailBox;
  let w: World;
  let r: Room;
  beforeAll(async () => {
    box = await mailBox();
    const here = await place(engine, { ...from, FORGEYARD_SMTP_URL: box.url });
    w = await world(engine, { place: here });
    r = await room(w);
  });
  afterAll(async () => {
    await w.close();
    await box.close();
  });

  const share = (session: string, body: object) => r.boss.call('POST', `/v1/sessions/${session}/shares`, { access: 'READ', ...body });

  test('whom a session is shared with is told once, with a link and without a word of what is in it', async () => {
    const { id } = await r.say('The secret plan');
    expect((await share(id, { email: 'Robin@Example.com' })).status).toBe(201);
    const mail = await box.next();
    expect(mail).toMatchObject({ to: ['robin@example.com'], subject: '“The owner” shares a session with you on Forgeyard' });
    expect(mail.text.split('\n')).toContain(`http://localhost:4000/sessions/${id}`);
    expect(mail.raw).not.toContain('secret plan');
    await share(id, { email: 'robin@example.com', access: 'WRITE' });
    await share(id, { email: r.boss.email });
    await share(id, { email: 'kim@example.com', access: 'WRITE' });
    const second = await box.next();
    expect([second.to, second.text.includes('read it and write into it')]).toEqual([['kim@example.com'], true]);
  });

  test('whoever comes into a team is told of the team; what is shared with the team is told to nobody', async () => {
    const { body: team } = await r.boss.call('POST', '/v1/teams', { name: 'Release\u2028crew' });
    await r.boss.call('POST', `/v1/teams/${team.id}/members`, { email: 'kim@example.com' });
    expect(await box.next()).toMatchObject({ to: ['kim@example.com'], subject: 'You are in the team “Release crew” on Forgeyard' });
    const { id } = await r.say('Ours');
    await share(id, { team_id: team.id });
    await r.boss.call('POST', `/v1/teams/${team.id}/members`, { email: 'lee@example.com' });
    expect((await box.next()).to).toEqual(['lee@example.com']);
  });

  test('what people call themselves and their teams makes no link, ends no quotes and starts no line in a mail', async () => {
    const named = await member(w, r.boss.orgId, 'admin');
    const name = 'Your bank” wrote. Sign in at https://evil.example/x or www.evil.example \u202e';
    expect((await named.call('PATCH', '/v1/me', { name })).status).toBe(200);
    const { id } = await r.say('Ours');
    const before = box.received.length;
    await named.call('POST', `/v1/sessions/${id}/shares`, { access: 'READ', email: 'phished@example.com' });
    await expect.poll(() => box.received.length, { timeout: 5_000 }).toBe(before + 1);
    const { subject = '', text = '' } = box.received.at(-1) ?? {};
    for (const words of [subject, text]) {
      expect(words).not.toMatch(/evil\.example|https:\/\/evil|\u202e/);
      expect(words).toMatch(/^“Your bank' wrote\. Sign in at [^”]*” shares a session/);
    }
  });

  test('new keys of a person and new organisations of theirs give them no more mails', async () => {
    const admin = await member(w, r.boss.orgId, 'admin');
    const before = box.received.length;
    for (let keys = 0; keys < 3; keys += 1) {
      const made = await admin.call('POST', '/api/users/me/keys', { name: `key ${keys}` });
      const headers = { 'x-agent-key': made.body.data.apiKey };
      const { body: team } = await send(w.url, 'POST', '/v1/teams', { headers: json(headers), body: JSON.stringify({ name: `T${keys}` }) });
      for (let sent = 0; sent < 8; sent += 1) {
        const body = JSON.stringify({ email: `minted${keys}-${sent}@example.com` });
        expect((await send(w.url, 'POST', `/v1/teams/${team.id}/members`, { headers: json(headers), body })).status).toBe(201);
      }
    }
    await expect.poll(() => box.received.length - before, { timeout: 5_000 }).toBe(20);
  });

  test('one address gets 5 mails and one sender sends 20 at once; what is shared is shared all the same', async () => {
    const admin = await member(w, r.boss.orgId, 'admin');
    const before = box.received.length;
    const to = async (email: string): Promise<void> => {
      const { id } = await r.say('Ours');
      expect((await admin.call('POST', `/v1/sessions/${id}/shares`, { email, access: 'READ' })).status).toBe(201);
    };
    for (let sent = 0; sent < 6; sent += 1) await to('flooded@example.com');
    for (let sent = 0; sent < 18; sent += 1) await to(`other${sent}@example.com`);
    await expect.poll(() => box.received.length - before, { timeout: 5_000 }).toBe(19);
    expect(box.received.filter(({ to: [address] }) => address === 'flooded@example.com')).toHaveLength(5);
  });
});
