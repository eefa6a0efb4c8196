import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { member, owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { mailBox } from '../../../test/mail-box.ts';
import type { MailBox } from '../../../test/mail-box.ts';
import { startPushService } from '../../../test/push-service.ts';
import type { PushService } from '../../../test/push-service.ts';
import { alwaysAsk, caller, upper, waiting } from '../../../test/questions.ts';
import { reachesReceivers } from '../../../test/receiver.ts';
import { send } from '../../../test/requests.ts';
import { place, standInSettings, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';
import { startStandIn } from '../../../test/stand-in/stand-in.ts';

const settingsPath = '/v1/me/notifications';
const devicesPath = '/v1/me/push-subscriptions';
const wanted = {
  questions: false,
  approvals: true,
  reviews: true,
  assigned: false,
  channels: { push: true, email: false },
  quiet_hours: { from: '22:00', to: '07:00', time_zone: 'Europe/Berlin' },
};

describe('notifications over HTTP', () => {
  let w: World;
  let log = '';
  let mails: MailBox;
  let service: PushService;
  let boss: MemberBrowser;
  beforeAll(async () => {
    mails = await mailBox();
    const standIn = await startStandIn();
    const here = await place('sqlite', {
      ...standInSettings(standIn.url),
      ...reachesReceivers,
      FORGEYARD_SMTP_URL: mails.url,
      FORGEYARD_MAIL_FROM: 'forge@example.com',
    });
    const sink = { write: (line: string) => void (log += line) };
    w = await world('sqlite', { place: here, logger: pino({ level: 'trace' }, sink) });
    await standIn.close();
  });
  afterAll(async () => {
    await w.close();
    await mails.close();
  });
  beforeEach(async () => {
    service = await startPushService();
    boss = await owned(w);
  });
  afterEach(() => service.close());
  const subscribe = (who = boss, more = {}) =>
    who.call('POST', devicesPath, { ...service.subscribe(), expirationTime: null, label: 'Phone', ...more });
  const pushed = async () => service.pushed((await boss.call('GET', '/v1/push-key')).body.public_key);

  test('200 GET and PUT settings, each person their own', async () => {
    expect((await boss.call('GET', settingsPath)).body).toEqual({
      questions: true,
      approvals: true,
      reviews: false,
      assigned: true,
      channels: { push: true, email: false },
      quiet_hours: null,
    });
    expect(await boss.call('PUT', settingsPath, wanted)).toMatchObject({ status: 200, body: wanted });
    expect((await boss.call('GET', settingsPath)).body).toEqual(wanted);
    expect((await (await member(w, boss.orgId, 'viewer')).call('GET', settingsPath)).body.quiet_hours).toBeNull();
  });

  test.each([
    [{ ...wanted, quiet_hours: { from: '24:00', to: '07:00', time_zone: 'UTC' } }, 400],
    [{ ...wanted, quiet_hours: { from: '22:00', to: '07:00', time_zone: 'Mars/Olympus' } }, 422],
    [{ ...wanted, quiet_hours: { from: '07:00', to: '07:00', time_zone: 'UTC' } }, 422],
    [{ ...wanted, channels: { push: true, email: true, sms: true } }, 400],
    [{ questions: true }, 400],
  ])('settings that make no sense are refused: %#', async (body, status) => {
    expect((await boss.call('PUT', settingsPath, body)).status).toBe(status);
  });

  test('401 without a credential, 403 for keys: settings are a person’s', async () => {
    expect((await send(w.url, 'GET', settingsPath)).status).toBe(401);
    expect((await w.call('GET', settingsPath)).status).toBe(403);
    expect((await w.call('POST', devicesPath, service.subscribe())).status).toBe(403);
  });

  test('201 a device is added once, listed without its address, and removed; nobody removes that of another', async () => {
    const made = await subscribe();
    expect(made).toMatchObject({ status: 201, body: { label: 'Phone', last_used_at: null } });
    const again = service.subscribe();
    const first = await boss.call('POST', devicesPath, again);
    const second = await boss.call('POST', devicesPath, again);
    const { body } = await boss.call('GET', devicesPath);
    expect(body.data.map((one: { id: string }) => one.id)).toEqual([second.body.id, made.body.id]);
    expect(JSON.stringify(body)).not.toContain(again.endpoint);
    expect((await boss.call('DELETE', `${devicesPath}/${first.body.id}`)).status).toBe(404);
    const other = await member(w, boss.orgId, 'owner');
    expect((await other.call('DELETE', `${devicesPath}/${made.body.id}`)).status).toBe(404);
    expect((await boss.call('DELETE', `${devicesPath}/${made.body.id}`)).status).toBe(204);
  });

  test('409 an eleventh device; 422 an address inside and keys that are none', async () => {
    for (let n = 0; n < 10; n += 1) expect((await subscribe()).status).toBe(201);
    expect((await subscribe()).status).toBe(409);
    const { keys } = service.subscribe();
    for (const endpoint of ['http://169.254.169.254/', 'http://10.0.0.1/', 'file:///etc/passwd', 'http://[::1]/'])
      expect((await subscribe(boss, { endpoint })).status).toBe(422);
    expect((await subscribe(boss, { keys: { ...keys, p256dh: keys.auth } })).status).toBe(422);
    expect((await subscribe(boss, { keys: { ...keys, auth: 'AAAA' } })).status).toBe(422);
  });

  test('202 a test push arrives, signed with the key that /v1/push-key tells', async () => {
    expect((await boss.call('POST', `${settingsPath}/test`, { channel: 'push' })).body.code).toBe('NOTIFICATION_NO_DEVICE');
    const { body } = await subscribe();
    expect(await boss.call('POST', `${settingsPath}/test`, { channel: 'push' })).toMatchObject({ status: 202, body: { sent_to: 1 } });
    await service.receiver.until(1);
    expect((await pushed())[0]?.payload).toMatchObject({ title: 'Notifications work', interaction_id: null });
    await expect.poll(async () => (await boss.call('GET', devicesPath)).body.data[0].last_used_at).not.toBeNull();
    for (const text of [new URL(service.receiver.url).host, service.receiver.received[0]?.path ?? '']) expect(log).not.toContain(text);
    expect(body.id).toEqual(expect.any(String));
  });

  test('202 a test mail arrives at a confirmed address alone', async () => {
    const asked = () => boss.call('POST', `${settingsPath}/test`, { channel: 'email' });
    expect((await asked()).body.code).toBe('NOTIFICATION_ADDRESS_UNVERIFIED');
    await w.server.home.transact((tx) =>
      tx.query((db) => db.updateTable('users').set({ email_verified: 1 }).where('id', '=', boss.userId).returning('id')),
    );
    expect((await asked()).status).toBe(202);
    expect(await mails.next()).toMatchObject({ to: [boss.email], subject: 'Forgeyard notifications work' });
  });

  test('a run that waits for approval reaches the phone, and the answer closes it', async () => {
    await subscribe();
    const other = await member(w, boss.orgId, 'viewer');
    await subscribe(other);
    const agent = await caller(boss.call, `asks-${service.receiver.port}`, [upper('x')], alwaysAsk);
    const { question } = await waiting(boss.call, agent);
    await service.receiver.until(1);
    const [one, ...more] = await pushed();
    expect(more).toEqual([]);
    expect(one?.payload).toMatchObject({ title: expect.stringContaining('waits for approval') });
    expect(one?.payload.interaction_id).toBe(question.id);
  });

  test('contract 1: settings, registration, list, test and deactivation', async () => {
    const path = '/api/v1/user/notification-settings';
    expect((await boss.call('GET', path)).body).toEqual({
      push_notifications_enabled: true,
      email_notifications_enabled: false,
      sms_notifications_enabled: false,
      phone_number: null,
      notification_email: boss.email,
    });
    expect((await boss.call('PUT', path, { email_notifications_enabled: true })).body).toMatchObject({ email_notifications_enabled: true });
    expect(await boss.call('PUT', path, { sms_notifications_enabled: true })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('no SMS'), code: 'VALIDATION_ERROR' },
    });
    expect((await boss.call('PUT', path, { notification_email: 'other@example.org' })).status).toBe(422);
    expect((await boss.call('POST', '/api/v1/user/test-notification')).body).toMatchObject({ success: false, channels: [] });
    const phone = await boss.call('POST', '/api/v1/push/register', { token: 'ExponentPushToken[x]', platform: 'ios' });
    expect(phone).toMatchObject({ status: 422, body: { detail: expect.stringContaining('web push alone') } });
    const web = await boss.call('POST', '/api/v1/push/register', { platform: 'web', subscription: service.subscribe() });
    expect(web).toMatchObject({ status: 200, body: { success: true } });
    expect((await boss.call('GET', '/api/v1/push/tokens')).body).toMatchObject([{ id: web.body.id, platform: 'web', is_active: true }]);
    expect((await boss.call('POST', '/api/v1/user/test-notification')).body).toMatchObject({ success: true, channels: ['push'] });
    await service.receiver.until(1);
    expect((await boss.call('DELETE', `/api/v1/push/deactivate/${web.body.id}`)).body).toMatchObject({ success: true });
    expect((await boss.call('DELETE', `/api/v1/push/deactivate/${web.body.id}`)).status).toBe(404);
    expect((await boss.call('GET', '/api/v1/push/tokens')).body).toEqual([]);
  });
});
