import { Type } from 'typebox';
import type { Static } from 'typebox';
import { requirePerson } from '../../kernel/caller.ts';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { At } from '../../domain/home.ts';
import {
  addPushSubscription,
  channels,
  getNotificationSettings,
  listPushSubscriptions,
  putNotificationSettings,
  removePushSubscription,
  testNotification,
} from '../../domain/notifications/index.ts';
import type { Channel, NotificationSettings, PushSubscription } from '../../domain/notifications/index.ts';
import { findMember } from '../../domain/people/index.ts';
import { customRoute, nullable, oneOf, plainText, pushSubscription, route, timestamp } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { refusals, uuid } from './wire.ts';

const shared = { tag: 'Dashboard notifications' } as const;
const strict = { additionalProperties: false } as const;

const settingsMembers = {
  push_notifications_enabled: Type.Boolean(),
  email_notifications_enabled: Type.Boolean(),
  sms_notifications_enabled: Type.Boolean({ description: 'Always false: nothing is sent by SMS' }),
  phone_number: nullable(Type.String({ maxLength: 40 })),
  notification_email: nullable(Type.String({ maxLength: 254 })),
};
const settings = Type.Object(settingsMembers);
const change = Type.Partial(Type.Object(settingsMembers), { ...strict, minProperties: 1 });
const testKinds = [...channels, 'all'] as const;
const test = Type.Object({ notification_type: Type.Optional(oneOf(testKinds)) }, strict);
const register = Type.Object(
  {
    platform: plainText(20, 1, '`web`'),
    token: Type.Optional(plainText(4_096)),
    subscription: Type.Optional(Type.Object(pushSubscription, strict)),
    label: Type.Optional(plainText(100)),
  },
  strict,
);
const pushToken = Type.Object({
  id: uuid,
  token: Type.String({ description: 'The id, by which it is deactivated; the address of the browser is never shown' }),
  platform: Type.String(),
  label: Type.String(),
  is_active: Type.Boolean(),
  created_at: timestamp,
  last_used_at: nullable(timestamp),
});

async function showSettings({ home, caller }: At, one: NotificationSettings) {
  const { userId, orgId } = requirePerson(caller);
  const found = await home.read((tx) => findMember(tx, orgId, userId));
  return {
    push_notifications_enabled: one.channels.push,
    email_notifications_enabled: one.channels.email,
    sms_notifications_enabled: false,
    phone_number: null,
    notification_email: found?.member.person.email ?? null,
  };
}

/** @throws Refusal `unprocessable` notification.channel_unknown */
async function changed(at: At, body: Static<typeof change>): Promise<NotificationSettings> {
  if (body.sms_notifications_enabled === true || (body.phone_number ?? null) !== null)
    throw refuseField(
      'unprocessable',
      'notification.channel_unknown',
      '/sms_notifications_enabled',
      'This server sends no SMS. Use push or e-mail.',
    );
  const before = await getNotificationSettings(at, undefined);
  const mailbox = body.notification_email ?? null;
  if (mailbox !== null && mailbox.toLowerCase() !== (await showSettings(at, before)).notification_email?.toLowerCase())
    throw refuseField(
      'unprocessable',
      'notification.address_foreign',
      '/notification_email',
      'Mail goes to the address of your account alone.',
    );
  const push = body.push_notifications_enabled ?? before.channels.push;
  const email = body.email_notifications_enabled ?? before.channels.email;
  return (await putNotificationSettings(at, { ...before, channels: { push, email } })).settings;
}

/** Tries each channel that is asked for; with `all`, one that cannot be used does not stop the other. */
async function tryChannels(at: At, wanted: (typeof testKinds)[number]) {
  if (wanted !== 'all') return { sent: [wanted], count: await testNotification(at, wanted), problems: [] };
  const tried = { sent: new Array<Channel>(), count: 0, problems: new Array<string>() };
  for (const channel of channels) {
    try {
      tried.count += await testNotification(at, channel);
      tried.sent.push(channel);
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind !== 'conflict') throw error;
      tried.problems.push(error.message);
    }
  }
  return tried;
}

function showToken(one: PushSubscription) {
  return {
    id: one.id,
    token: one.id,
    platform: 'web',
    label: one.label,
    is_active: true,
    created_at: toRfc3339(one.createdAt),
    last_used_at: toRfc3339OrNull(one.lastUsedAt),
  };
}

/** What a person is told about, and on which devices. */
export const notificationRoutes: readonly RouteDraft[] = [
  customRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/user/notification-settings',
    operationId: 'monitorGetNotificationSettings',
    summary: 'By which channels you are told that an agent waits for you',
    answers: { 200: { description: 'Your settings', schema: settings }, ...refusals(403) },
    respond: async (at) => ({ status: 200, body: await showSettings(at, await getNotificationSettings(at, undefined)) }),
  }),
  customRoute({
    ...shared,
    method: 'PUT',
    path: '/api/v1/user/notification-settings',
    operationId: 'monitorPutNotificationSettings',
    summary: 'Change by which channels you are told; what is left out stays',
    body: change,
    bodyExample: { email_notifications_enabled: true },
    answers: { 200: { description: 'Your settings', schema: settings }, ...refusals(400, 403, 422) },
    respond: async (at, { body }) => ({ status: 200, body: await showSettings(at, await changed(at, body)) }),
  }),
  customRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/user/test-notification',
    operationId: 'monitorTestNotification',
    summary: 'Send yourself a notification to see that it arrives',
    body: test,
    isBodyOptional: true,
    bodyExample: { notification_type: 'push' },
    answers: {
      200: {
        description: 'What was sent',
        schema: Type.Object({ success: Type.Boolean(), message: Type.String(), channels: Type.Array(Type.String()) }),
      },
      ...refusals(400, 403, 409, 429),
    },
    respond: async (at, { body }) => {
      const { sent, count, problems } = await tryChannels(at, body?.notification_type ?? 'all');
      const message = count > 0 ? `Sent to ${count === 1 ? 'one place' : `${count} places`}.` : problems.join(' ');
      return { status: 200, body: { success: count > 0, message, channels: sent } };
    },
  }),
  customRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/push/register',
    operationId: 'monitorRegisterPush',
    summary: 'Register the browser that you use for web push',
    body: register,
    bodyExample: {
      platform: 'web',
      subscription: {
        endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/example',
        keys: {
          p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
          auth: 'tBHItJI5svbpez7KI4CCXg',
        },
      },
    },
    answers: {
      200: { description: 'Registered', schema: Type.Object({ success: Type.Boolean(), message: Type.String(), id: uuid }) },
      ...refusals(400, 403, 409, 422),
    },
    respond: async (at, { body: { platform, subscription, label } }) => {
      if (platform !== 'web' || subscription === undefined)
        throw refuseField(
          'unprocessable',
          'push.platform_unknown',
          platform === 'web' ? '/subscription' : '/platform',
          'This server sends web push alone: register a browser, with platform "web" and its `subscription`.',
        );
      const { id } = await addPushSubscription(at, { endpoint: subscription.endpoint, ...subscription.keys, label });
      return { status: 200, body: { success: true, message: 'Registered', id } };
    },
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/v1/push/tokens',
    operationId: 'monitorListPushTokens',
    summary: 'List your browsers that get web push',
    answers: { 200: { description: 'Newest first', schema: Type.Array(pushToken) }, ...refusals(403) },
    operation: listPushSubscriptions,
    read: () => undefined,
    show: (all) => all.map(showToken),
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/api/v1/push/deactivate/:token',
    operationId: 'monitorDeactivatePush',
    summary: 'Stop sending web push to one of your browsers',
    params: Type.Object({ token: Type.String({ maxLength: 4_096 }) }),
    answers: {
      200: { description: 'Stopped', schema: Type.Object({ success: Type.Boolean(), message: Type.String() }) },
      ...refusals(403, 404),
    },
    operation: removePushSubscription,
    read: ({ params }) => params.token,
    show: () => ({ success: true, message: 'Deactivated' }),
  }),
];
