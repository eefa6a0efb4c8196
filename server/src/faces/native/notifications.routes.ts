import { Type } from 'typebox';
import {
  addPushSubscription,
  getNotificationSettings,
  listPushSubscriptions,
  putNotificationSettings,
  removePushSubscription,
  testNotification,
} from '../../domain/notifications/index.ts';
import { customRoute, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import {
  pushDevice,
  pushSubscriptionCreate,
  readSettings,
  settings,
  settingsPut,
  showDevice,
  showSettings,
  testRequest,
} from './notifications.wire.ts';
import { showPage } from './show.ts';
import { pageOf, refusals } from './wire.ts';

const shared = { tag: 'Notifications' } as const;
const devices = '/v1/me/push-subscriptions';
const exampleKeys = {
  p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
  auth: 'tBHItJI5svbpez7KI4CCXg',
};

/** What a person is told about open questions, on which devices, and when not. */
export const notificationRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/me/notifications',
    operationId: 'getNotificationSettings',
    summary: 'What you are told about, where, and when not',
    answers: { 200: { description: 'Your settings', schema: settings }, ...refusals(401, 403) },
    operation: getNotificationSettings,
    read: () => undefined,
    show: showSettings,
  }),
  route({
    ...shared,
    method: 'PUT',
    path: '/v1/me/notifications',
    operationId: 'putNotificationSettings',
    summary: 'Set what you are told about, where, and when not',
    body: settingsPut,
    bodyExample: {
      questions: true,
      approvals: true,
      reviews: false,
      assigned: true,
      channels: { push: true, email: false },
      quiet_hours: { from: '22:00', to: '07:00', time_zone: 'Europe/Berlin' },
    },
    answers: { 200: { description: 'Your settings', schema: settings }, ...refusals(400, 401, 403, 422) },
    operation: putNotificationSettings,
    read: ({ body }) => readSettings(body),
    show: ({ settings: stored }) => showSettings(stored),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/me/notifications/test',
    operationId: 'testNotification',
    summary: 'Send yourself a notification to see that it arrives',
    body: testRequest,
    bodyExample: { channel: 'push' },
    status: 202,
    answers: {
      202: { description: 'On its way', schema: Type.Object({ sent_to: Type.Integer({ description: 'Devices or mailboxes' }) }) },
      ...refusals(400, 401, 403, 409, 429),
    },
    operation: testNotification,
    read: ({ body }) => body.channel,
    show: (count) => ({ sent_to: count }),
  }),
  customRoute({
    ...shared,
    method: 'GET',
    path: '/v1/push-key',
    operationId: 'getPushKey',
    summary: 'The public key that a browser subscribes to web push with',
    answers: {
      200: { description: 'The key, as `applicationServerKey`', schema: Type.Object({ public_key: Type.String() }) },
      ...refusals(401),
    },
    respond: async ({ home }) => ({ status: 200, body: { public_key: (await home.pushKeys()).publicKey } }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: devices,
    operationId: 'listPushSubscriptions',
    summary: 'List your browsers that get web push',
    answers: { 200: { description: 'Newest first', schema: pageOf(pushDevice) }, ...refusals(401, 403) },
    operation: listPushSubscriptions,
    read: () => undefined,
    show: (items) => showPage({ items, nextCursor: null }, showDevice),
  }),
  route({
    ...shared,
    method: 'POST',
    path: devices,
    operationId: 'addPushSubscription',
    summary: 'Add the browser that you use; one that is known already gets its new keys',
    body: pushSubscriptionCreate,
    bodyExample: {
      endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/example',
      keys: exampleKeys,
      label: 'Firefox on the phone',
    },
    status: 201,
    answers: { 201: { description: 'The device', schema: pushDevice }, ...refusals(400, 401, 403, 409, 422) },
    operation: addPushSubscription,
    read: ({ body }) => ({ endpoint: body.endpoint, ...body.keys, label: body.label }),
    show: showDevice,
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: `${devices}/:id`,
    operationId: 'removePushSubscription',
    summary: 'Remove one of your browsers',
    params: Type.Object({ id: Type.String() }),
    status: 204,
    answers: { 204: { description: 'Removed' }, ...refusals(401, 403, 404) },
    operation: removePushSubscription,
    read: ({ params }) => params.id,
    show: () => undefined,
  }),
];
