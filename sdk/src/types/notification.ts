import type { Timestamp } from './json.ts';

export type NotificationChannel = 'push' | 'email';

/** What a person wants to be told, where, and when not. */
export interface NotificationSettings {
  readonly questions: boolean;
  readonly approvals: boolean;
  readonly reviews: boolean;
  /** What is given to them by name. */
  readonly assigned: boolean;
  readonly channels: { readonly push: boolean; readonly email: boolean };
  /** `HH:MM` in `time_zone`, an IANA name; null for none. */
  readonly quiet_hours: { readonly from: string; readonly to: string; readonly time_zone: string } | null;
}

/** What `PushSubscription.toJSON()` gives, and a name for the device. */
export interface PushSubscriptionCreate {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
  /** Accepted because browsers give it; not used. */
  readonly expirationTime?: number | null | undefined;
  readonly label?: string | undefined;
}

/** A device that gets web push. */
export interface PushDevice {
  readonly id: string;
  readonly label: string;
  readonly created_at: Timestamp;
  readonly last_used_at: Timestamp | null;
}
