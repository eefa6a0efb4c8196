import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { NotificationChannel, NotificationSettings, PushDevice, PushSubscriptionCreate } from '../types.ts';

/** What the signed-in person is told about open questions, and on which devices. Keys cannot call any of it. */
export interface Notifications {
  readonly settings: (options?: CallOptions) => Promise<NotificationSettings>;
  readonly setSettings: (settings: NotificationSettings, options?: CallOptions) => Promise<NotificationSettings>;
  /** Sends one to the person themselves. */
  readonly test: (channel: NotificationChannel, options?: CallOptions) => Promise<void>;
  /** The key that `PushManager.subscribe` wants, base64url. */
  readonly pushKey: (options?: CallOptions) => Promise<{ readonly public_key: string }>;
  readonly devices: (options?: CallOptions) => Listing<PushDevice>;
  readonly addDevice: (device: PushSubscriptionCreate, options?: CallOptions) => Promise<PushDevice>;
  readonly removeDevice: (device: string, options?: CallOptions) => Promise<void>;
}

export function notificationsOf(transport: Transport): Notifications {
  return {
    settings: (options) => transport.json({ method: 'GET', path: '/v1/me/notifications', options }),
    setSettings: (body, options) => transport.json({ method: 'PUT', path: '/v1/me/notifications', body, options }),
    test: (channel, options) => transport.empty({ method: 'POST', path: '/v1/me/notifications/test', body: { channel }, options }),
    pushKey: (options) => transport.json({ method: 'GET', path: '/v1/push-key', options }),
    devices: (options) => listing(transport, { path: '/v1/me/push-subscriptions', options }),
    addDevice: (body, options) => transport.json({ method: 'POST', path: '/v1/me/push-subscriptions', body, options }),
    removeDevice: (device, options) => transport.empty({ method: 'DELETE', path: path`/v1/me/push-subscriptions/${device}`, options }),
  };
}
