import { Type } from 'typebox';
import type { Static } from 'typebox';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import { channels } from '../../domain/notifications/index.ts';
import type { NotificationSettings, PushSubscription } from '../../domain/notifications/index.ts';
import { nullable, oneOf, plainText, pushSubscription, timestamp } from '../kit/index.ts';

const strict = { additionalProperties: false } as const;
const time = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: '`HH:MM`' });
const members = {
  questions: Type.Boolean({ description: 'Questions of agents' }),
  approvals: Type.Boolean({ description: 'Tool calls that wait for approval' }),
  reviews: Type.Boolean({ description: 'Submitted work that waits for review' }),
  assigned: Type.Boolean({ description: 'What is given to you by name' }),
  channels: Type.Object({ push: Type.Boolean(), email: Type.Boolean() }, strict),
  quiet_hours: nullable(
    Type.Object({ from: time, to: time, time_zone: plainText(64, 1, 'An IANA name, such as `Europe/Berlin`') }, strict),
  ),
};
export const settings = Type.Object(members);
export const settingsPut = Type.Object(members, strict);
export const testRequest = Type.Object({ channel: oneOf(channels) }, strict);

export const pushSubscriptionCreate = Type.Object({ ...pushSubscription, label: Type.Optional(plainText(100)) }, strict);
export const pushDevice = Type.Object({
  id: Type.String(),
  label: Type.String(),
  created_at: timestamp,
  last_used_at: nullable(timestamp),
});

export function readSettings(body: Static<typeof settingsPut>): NotificationSettings {
  const { quiet_hours: quiet, questions, approvals, reviews, assigned } = body;
  const quietHours = quiet === null ? null : { from: quiet.from, to: quiet.to, timeZone: quiet.time_zone };
  return { questions, approvals, reviews, assigned, channels: body.channels, quietHours };
}

export function showSettings({ questions, approvals, reviews, assigned, channels: on, quietHours }: NotificationSettings) {
  const quiet = quietHours === null ? null : { from: quietHours.from, to: quietHours.to, time_zone: quietHours.timeZone };
  return { questions, approvals, reviews, assigned, channels: on, quiet_hours: quiet };
}

export function showDevice(device: PushSubscription) {
  return { id: device.id, label: device.label, created_at: toRfc3339(device.createdAt), last_used_at: toRfc3339OrNull(device.lastUsedAt) };
}
