import { newId } from '../../kernel/id.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import type { InteractionNews, InteractionSink } from '../ports.ts';
import { insertOnce, notificationsDue } from './notification.ts';
import type { NewNotification } from './notification.ts';
import { subscriptionsOf } from './push-subscriptions.ts';
import { afterQuietHours } from './quiet-hours.ts';
import { recipientsOf } from './recipients.ts';
import type { Recipient } from './recipients.ts';

/** What one person gets of one organisation in an hour on all devices together; more would only be noise. */
const perHourMax = 60;
const hourMs = 3_600_000;

const countSince = statement<{ user: string; org: string; since: number }, { count: number }>((db, arg) =>
  db
    .selectFrom('notifications')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('user_id', '=', arg.user)
    .where('org_id', '=', arg.org)
    .where('created_at', '>', arg.since),
);
const skipWaiting = statement<{ interaction: string; at: number; error: string }>((db, arg) =>
  db
    .updateTable('notifications')
    .set({ state: 'skipped', next_at: null, settled_at: arg.at, error: arg.error })
    .where('interaction_id', '=', arg.interaction)
    .where('state', '=', 'pending')
    .where('lease_until', 'is', null),
);

/** Writes down who is told of something that waits for a person, in the transaction that opens it; what ends takes back what was not sent yet. */
export const notifyPeople: InteractionSink = async (tx, home, news) => {
  const { reason, interaction, now } = news;
  if (reason === 'resolved' || reason === 'expired' || reason === 'canceled') {
    await tx.run(skipWaiting, { interaction: interaction.id, at: now, error: reason });
    return;
  }
  for (const recipient of await recipientsOf(tx, news)) await tell(tx, home, { news, reason, recipient });
};

interface Telling {
  readonly news: InteractionNews;
  readonly reason: 'opened' | 'assigned' | 'escalated';
  readonly recipient: Recipient;
}

async function tell(tx: Tx, home: Home, { news, reason, recipient }: Telling): Promise<void> {
  const { userId, settings } = recipient;
  const { count = 0 } = (await tx.first(countSince, { user: userId, org: news.interaction.orgId, since: news.now - hourMs })) ?? {};
  if (count >= perHourMax) return;
  const base = { orgId: news.interaction.orgId, userId, interactionId: news.interaction.id, reason };
  const devices = settings.channels.push ? await subscriptionsOf(tx, userId) : [];
  const isMailed = settings.channels.email && recipient.hasMail && home.mailer.isConfigured;
  const all: readonly NewNotification[] = [
    ...devices.map(({ id }) => ({ ...base, channel: 'push' as const, subscriptionId: id })),
    ...(isMailed ? [{ ...base, channel: 'email' as const, subscriptionId: null }] : []),
  ];
  await insertNotifications(tx, all, { now: news.now, nextAt: afterQuietHours(settings.quietHours, news.now) });
}

/** Writes notifications that are sent at a time; those that were written before are left as they are. */
export async function insertNotifications(
  tx: Tx,
  all: readonly NewNotification[],
  { now, nextAt }: { readonly now: number; readonly nextAt: number },
): Promise<void> {
  for (const one of all) {
    await tx.run(insertOnce, {
      id: newId(now),
      org_id: one.orgId,
      user_id: one.userId,
      interaction_id: one.interactionId,
      reason: one.reason,
      channel: one.channel,
      subscription_id: one.subscriptionId,
      state: 'pending',
      attempts: 0,
      next_at: nextAt,
      created_at: now,
    });
  }
  if (all.length > 0) tx.emit(notificationsDue);
}
