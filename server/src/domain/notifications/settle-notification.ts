import { statement } from '../../store/index.ts';
import type { Home } from '../home.ts';
import type { ClaimedNotification } from './claim-notifications.ts';

/** What an attempt came to. */
export type NotificationOutcome =
  | { readonly state: 'sent' }
  | { readonly state: 'skipped' | 'failed'; readonly error: string }
  /** The browser's subscription is over. */
  | { readonly state: 'gone' }
  /** Nothing was taken: it is tried again at a time, for this reason. */
  | { readonly state: 'again'; readonly nextAt: number; readonly error: string };

/** Refusals of a push service in a row after which a subscription is given up. */
const failuresMax = 5;
const keptMs = 30 * 24 * 3_600_000;

const settle = statement<{ id: string; attempts: number; state: string; error: string | null; at: number }>((db, arg) =>
  db
    .updateTable('notifications')
    .set({ state: arg.state, error: arg.error, settled_at: arg.at, next_at: null, lease_until: null })
    .where('id', '=', arg.id)
    .where('attempts', '=', arg.attempts)
    .where('state', '=', 'pending'),
);
const putBack = statement<{ id: string; attempts: number; next: number; error: string }>((db, arg) =>
  db
    .updateTable('notifications')
    .set({ next_at: arg.next, lease_until: null, error: arg.error })
    .where('id', '=', arg.id)
    .where('attempts', '=', arg.attempts)
    .where('state', '=', 'pending'),
);
const used = statement<{ id: string; at: number }>((db, arg) =>
  db.updateTable('push_subscriptions').set({ last_used_at: arg.at, failures: 0 }).where('id', '=', arg.id),
);
const failed = statement<{ id: string }>((db, arg) =>
  db
    .updateTable('push_subscriptions')
    .set((eb) => ({ failures: eb('failures', '+', 1) }))
    .where('id', '=', arg.id),
);
const dropFailing = statement<{ id: string; max: number }>((db, arg) =>
  db.deleteFrom('push_subscriptions').where('id', '=', arg.id).where('failures', '>=', arg.max),
);
const drop = statement<{ id: string }>((db, arg) => db.deleteFrom('push_subscriptions').where('id', '=', arg.id));

/** Writes down what became of an attempt, and what it says about the device. Nothing is written when the lease was lost. */
export function settleNotification(
  home: Home,
  { id, attempts, subscription_id: device }: ClaimedNotification,
  outcome: NotificationOutcome,
): Promise<void> {
  return home.transact(async (tx) => {
    const at = home.clock.now();
    if (outcome.state === 'again') {
      await tx.run(putBack, { id, attempts, next: outcome.nextAt, error: outcome.error });
      return;
    }
    const state = outcome.state === 'gone' ? 'failed' : outcome.state;
    const error = outcome.state === 'gone' ? 'gone' : outcome.state === 'sent' ? null : outcome.error;
    if ((await tx.run(settle, { id, attempts, state, error, at })) === 0 || device === null) return;
    if (outcome.state === 'sent') await tx.run(used, { id: device, at });
    if (outcome.state === 'gone') await tx.run(drop, { id: device });
    if (outcome.state !== 'failed') return;
    await tx.run(failed, { id: device });
    await tx.run(dropFailing, { id: device, max: failuresMax });
  });
}

const prune = statement<{ before: number }>((db, arg) =>
  db.deleteFrom('notifications').where('next_at', 'is', null).where('settled_at', '<', arg.before),
);

/** Forgets what was settled a month ago. */
export async function pruneNotifications(home: Home): Promise<void> {
  await home.transact((tx) => tx.run(prune, { before: home.clock.now() - keptMs }));
}
