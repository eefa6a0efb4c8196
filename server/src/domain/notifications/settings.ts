import { fromOwnJson } from '../../kernel/json.ts';
import { requirePerson } from '../../kernel/caller.ts';
import { refuseField } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { NotificationSettingsRow, ReadTx } from '../../store/index.ts';
import { mutation, query } from '../operation.ts';
import { isTimeZone } from './quiet-hours.ts';
import type { QuietHours } from './quiet-hours.ts';

/**
 * Terminology.
 * Notification: one message to one person on one device or mailbox, about one interaction, sent at most once.
 * Channel: `push` (web push, one per device) or `email`. Reason: why the person is told now.
 * Quiet hours: daily times at which a person is left alone; what comes then waits for their end.
 */
export const channels = ['push', 'email'] as const;
export type Channel = (typeof channels)[number];

export interface NotificationSettings {
  readonly questions: boolean;
  readonly approvals: boolean;
  readonly reviews: boolean;
  /** What is given to them by name, whatever its kind. */
  readonly assigned: boolean;
  readonly channels: { readonly [C in Channel]: boolean };
  readonly quietHours: QuietHours | null;
}

/** Mail is asked for, as in contract 1: agents may ask often. */
export const defaultSettings: NotificationSettings = {
  questions: true,
  approvals: true,
  reviews: false,
  assigned: true,
  channels: { push: true, email: false },
  quietHours: null,
};

const settingsOf = statement<{ user: string }, { settings_json: string }>((db, arg) =>
  db.selectFrom('notification_settings').select('settings_json').where('user_id', '=', arg.user),
);
const putRow = statement<NotificationSettingsRow>((db, arg) =>
  db
    .insertInto('notification_settings')
    .values({ user_id: arg.user_id, settings_json: arg.settings_json, updated_at: arg.updated_at })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ settings_json: arg.settings_json, updated_at: arg.updated_at })),
);

/** Settings from their stored text; null for those of somebody who never set any. */
export function readSettings(json: string | null | undefined): NotificationSettings {
  return json === null || json === undefined ? defaultSettings : { ...defaultSettings, ...fromOwnJson<NotificationSettings>(json) };
}

export async function settingsOfPerson(tx: ReadTx, userId: string): Promise<NotificationSettings> {
  return readSettings((await tx.first(settingsOf, { user: userId }))?.settings_json);
}

/** What the signed-in person wants to be told. @throws Refusal `forbidden` caller.wrong_form */
export const getNotificationSettings = query<void, NotificationSettings>({
  grant: null,
  work: (tx, { caller }) => settingsOfPerson(tx, requirePerson(caller).userId),
});

/** Replaces what the signed-in person wants to be told. @throws Refusal `unprocessable` notification.time_zone_unknown, notification.quiet_hours_empty */
export const putNotificationSettings = mutation<NotificationSettings, { readonly settings: NotificationSettings; readonly userId: string }>(
  {
    grant: null,
    work: async (tx, { caller, home }, settings) => {
      const { userId } = requirePerson(caller);
      refuseBadHours(settings.quietHours);
      await tx.run(putRow, { user_id: userId, settings_json: JSON.stringify(settings), updated_at: home.clock.now() });
      return { settings, userId };
    },
    record: ({ settings, userId }) => ({
      event: 'notifications.configured',
      target: userId,
      agentId: null,
      details: { ...settings.channels },
    }),
  },
);

function refuseBadHours(hours: QuietHours | null): void {
  if (hours === null) return;
  if (!isTimeZone(hours.timeZone))
    throw refuseField(
      'unprocessable',
      'notification.time_zone_unknown',
      '/quiet_hours/time_zone',
      'There is no such time zone; use a name such as Europe/Berlin.',
    );
  if (hours.from === hours.to)
    throw refuseField(
      'unprocessable',
      'notification.quiet_hours_empty',
      '/quiet_hours/to',
      'Quiet hours end at another time than they begin.',
    );
}
