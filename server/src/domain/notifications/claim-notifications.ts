import type { NotificationRow } from '../../store/index.ts';
import { dueQueue } from '../due-queue.ts';
import type { ClaimLimits } from '../due-queue.ts';
import type { Home } from '../home.ts';

/** A notification that this process holds until its lease ends; `attempts` is the fence that every later change names. */
export interface ClaimedNotification extends NotificationRow {
  /** Whoever held it before vanished, so that it may have been sent. */
  readonly isInterrupted: boolean;
  /** It waited so long for a server that it would only surprise. */
  readonly isLate: boolean;
}

const lateMs = 3_600_000;
const queue = dueQueue('notifications');

/** Takes notifications that are due and that nobody holds, in turn from every organisation, the longest due first. */
export async function claimNotifications(home: Home, limits: ClaimLimits): Promise<readonly ClaimedNotification[]> {
  const { now, rows } = await queue.claim(home, limits);
  return rows.map(({ row, attempts }) => ({
    ...row,
    attempts,
    isInterrupted: row.lease_until !== null,
    isLate: now - (row.next_at ?? now) > lateMs,
  }));
}

/** When a notification that is not due yet becomes due, epoch milliseconds. */
export const nextNotificationAt = queue.nextAt;

/** At the start of the only process there is, whatever is held was held by one that is gone. It stays known that it may have been sent. */
export function endNotificationLeases(home: Home): Promise<void> {
  return queue.endLeases(home, home.clock.now());
}
