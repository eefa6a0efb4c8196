import { requirePerson } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import type { NewNotification } from './notification.ts';
import { insertNotifications } from './notify-people.ts';
import { subscriptionsOf } from './push-subscriptions.ts';
import type { Channel } from './settings.ts';

const testsMax = 20;
const minuteMs = 60_000;

const testsSince = statement<{ user: string; since: number }, { count: number }>((db, arg) =>
  db
    .selectFrom('notifications')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('user_id', '=', arg.user)
    .where('reason', '=', 'test')
    .where('created_at', '>', arg.since),
);
const verified = statement<{ user: string }, { email_verified: number }>((db, arg) =>
  db.selectFrom('users').select('email_verified').where('id', '=', arg.user),
);

/**
 * Sends the signed-in person something to see that it arrives, whatever their settings and quiet hours; returns how many devices or mailboxes.
 * @throws Refusal `conflict` notification.no_device, notification.no_mail, notification.address_unverified · `limited` notification.too_many
 */
export const testNotification = mutation<Channel, number>({
  grant: null,
  work: async (tx, at, channel) => {
    const { userId, orgId } = requirePerson(at.caller);
    const now = at.home.clock.now();
    const { count = 0 } = (await tx.first(testsSince, { user: userId, since: now - minuteMs })) ?? {};
    if (count >= testsMax)
      throw new Refusal('limited', 'notification.too_many', 'That was tried often enough. Wait a minute.', { retryAfterS: 60 });
    const base = { orgId, userId, interactionId: null, reason: 'test' as const, channel };
    const places = await placesOf(tx, at, userId, channel);
    const all: readonly NewNotification[] = places.map((subscriptionId) => ({ ...base, subscriptionId }));
    await insertNotifications(tx, all, { now, nextAt: now });
    return all.length;
  },
  record: 'log',
});

async function placesOf(tx: ReadTx, { home }: At, userId: string, channel: Channel): Promise<readonly (string | null)[]> {
  if (channel === 'push') {
    const devices = await subscriptionsOf(tx, userId);
    if (devices.length === 0) throw new Refusal('conflict', 'notification.no_device', 'No browser of yours is registered for push yet.');
    return devices.map(({ id }) => id);
  }
  if (!home.mailer.isConfigured)
    throw new Refusal('conflict', 'notification.no_mail', 'This server has no mail server. The operator names one.');
  if ((await tx.first(verified, { user: userId }))?.email_verified === 1) return [null];
  throw new Refusal(
    'conflict',
    'notification.address_unverified',
    'Nobody has confirmed your e-mail address yet. Set a new password by the link in a mail, which confirms it.',
  );
}
