import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member } from '../../../test/browsers.ts';
import { room } from '../../../test/instances.ts';
import type { Room } from '../../../test/instances.ts';
import { mailBox } from '../../../test/mail-box.ts';
import type { MailBox } from '../../../test/mail-box.ts';
import { enginesOf, place, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const from = { FORGEYARD_MAIL_FROM: 'Forgeyard <forgeyard@example.test>', FORGEYARD_PUBLIC_URL: 'http://localhost:4000/' };

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
