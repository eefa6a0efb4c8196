import { native } from './scene.ts';
import type { Recorded, Scene, Step } from './scene.ts';

const config = { url: 'https://hooks.example.com/launch' };
const userAgents = '/api/v1/user-agents';
const devices = '/v1/me/push-subscriptions';

/** A subscription as a browser gives it. */
const subscription = {
  endpoint: 'https://push.example.com/one',
  keys: {
    p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
    auth: 'tBHItJI5svbpez7KI4CCXg',
  },
};

const added = async ({ boss }: Scene): Promise<string> =>
  (await boss.call('POST', userAgents, { name: 'Scout', webhook_type: 'DEFAULT', webhook_config: config })).body.id;
const withAgent =
  (method: string, path: (id: string) => string, body?: unknown): Step =>
  async (s) => {
    const id = await added(s);
    return () => s.boss.call(method, path(id), body);
  };
const device = async ({ boss }: Scene): Promise<string> => (await boss.call('POST', devices, subscription)).body.id;
const withDevice =
  (path: (id: string) => string): Step =>
  async (s) => {
    const id = await device(s);
    return () => s.boss.call('DELETE', path(id));
  };
const settings = {
  questions: true,
  approvals: true,
  reviews: true,
  assigned: true,
  channels: { push: true, email: true },
  quiet_hours: null,
};

/** How foreign agents are launched, and what people are told. */
export const recordedLaunches: Recorded = {
  putAgentLaunch: [['launch.configured'], withAgent('PUT', (id) => `/v1/agents/${id}/launch`, { webhook_type: 'DEFAULT', config })],
  removeAgentLaunch: [['launch.removed'], withAgent('DELETE', (id) => `/v1/agents/${id}/launch`)],
  monitorCreateUserAgent: [
    ['agent.registered'],
    native(userAgents, () => ({ name: 'Scout', webhook_type: 'DEFAULT', webhook_config: config })),
  ],
  monitorUpdateUserAgent: [['launch.configured'], withAgent('PATCH', (id) => `${userAgents}/${id}`, { is_active: false })],
  monitorDeleteUserAgent: [['agent.deleted'], withAgent('DELETE', (id) => `${userAgents}/${id}`)],
  putNotificationSettings: [['notifications.configured'], native('/v1/me/notifications', () => settings, 'PUT')],
  monitorPutNotificationSettings: [
    ['notifications.configured'],
    native('/api/v1/user/notification-settings', () => ({ push_notifications_enabled: false }), 'PUT'),
  ],
  addPushSubscription: [['push_subscription.added'], native(devices, () => subscription)],
  monitorRegisterPush: [['push_subscription.added'], native('/api/v1/push/register', () => ({ platform: 'web', subscription }))],
  removePushSubscription: [['push_subscription.removed'], withDevice((id) => `${devices}/${id}`)],
  monitorDeactivatePush: [['push_subscription.removed'], withDevice((id) => `/api/v1/push/deactivate/${id}`)],
};

/** Good requests that the trail does not record: launches are in the log of their session, tests among the notifications. */
export const unrecordedLaunches: Recorded = {
  launchAgent: [[], withAgent('POST', (id) => `/v1/agents/${id}/launch`, { fields: { prompt: 'x' } })],
  monitorLaunchUserAgent: [[], withAgent('POST', (id) => `${userAgents}/${id}/instances`, { prompt: 'x' })],
  testNotification: [
    [],
    async (s) => {
      await device(s);
      return () => s.boss.call('POST', '/v1/me/notifications/test', { channel: 'push' });
    },
  ],
  monitorTestNotification: [
    [],
    async (s) => {
      await device(s);
      return () => s.boss.call('POST', '/api/v1/user/test-notification', {});
    },
  ],
};
