import { statement } from '../../store/index.ts';
import type { NotificationRow, Signal } from '../../store/index.ts';
import type { Channel } from './settings.ts';

/** Why somebody is told; `test` is asked for by the person themselves. */
export type NotificationReason = 'opened' | 'assigned' | 'escalated' | 'test';

export interface NewNotification {
  readonly orgId: string;
  readonly userId: string;
  readonly interactionId: string | null;
  readonly reason: NotificationReason;
  readonly channel: Channel;
  readonly subscriptionId: string | null;
}

/** Nobody is told the same twice on the same device. */
export const insertOnce = statement<Omit<NotificationRow, 'lease_until' | 'settled_at' | 'error'>>((db, arg) =>
  db
    .insertInto('notifications')
    .values({
      id: arg.id,
      org_id: arg.org_id,
      user_id: arg.user_id,
      interaction_id: arg.interaction_id,
      reason: arg.reason,
      channel: arg.channel,
      subscription_id: arg.subscription_id,
      state: arg.state,
      attempts: arg.attempts,
      next_at: arg.next_at,
      created_at: arg.created_at,
    })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Announced when notifications were written that can go out at once. */
export interface NotificationsDue extends Signal {
  readonly kind: 'notifications.due';
}

export const notificationsDue: NotificationsDue = { kind: 'notifications.due' };

export function isNotificationsDue(signal: Signal): signal is NotificationsDue {
  return signal.kind === notificationsDue.kind;
}
