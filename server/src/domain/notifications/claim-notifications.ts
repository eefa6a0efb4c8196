import { statement } from '../../store/index.ts';
import type { Builder, NotificationRow } from '../../store/index.ts';
import type { Home } from '../home.ts';

/** A notification that this process holds until its lease ends; `attempts` is the fence that every later change names. */
export interface ClaimedNotification extends NotificationRow {
  /** Whoever held it before vanished, so that it may have been sent. */
  readonly isInterrupted: boolean;
  /** It waited so long for a server that it would only surprise. */
  readonly isLate: boolean;
}

const lateMs = 3_600_000;

const take = statement<{ id: string; attempts: number; until: number }>((db, arg) =>
  db.updateTable('notifications').set({ lease_until: arg.until, attempts: arg.attempts }).where('id', '=', arg.id),
);

/** Takes notifications that are due and that nobody holds, the longest due first. */
export function claimNotifications(
  home: Home,
  limits: { readonly room: number; readonly leaseMs: number },
): Promise<readonly ClaimedNotification[]> {
  return home.transact(async (tx) => {
    const now = home.clock.now();
    const rows = await tx.query<NotificationRow>((db) => dueRows(db, home.store.capabilities.hasSkipLocked, now, limits.room));
    const claimed: ClaimedNotification[] = [];
    for (const row of rows) {
      const attempts = row.attempts + 1;
      await tx.run(take, { id: row.id, attempts, until: now + limits.leaseMs });
      claimed.push({ ...row, attempts, isInterrupted: row.lease_until !== null, isLate: now - (row.next_at ?? now) > lateMs });
    }
    return claimed;
  });
}

function dueRows(db: Builder, hasSkipLocked: boolean, now: number, limit: number) {
  const due = db
    .selectFrom('notifications')
    .selectAll()
    .where('next_at', '<=', now)
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]))
    .orderBy('next_at')
    .orderBy('id')
    .limit(limit);
  return hasSkipLocked ? due.forUpdate().skipLocked() : due;
}

const nextDue = statement<{ now: number }, { at: number | null }>((db, arg) =>
  db
    .selectFrom('notifications')
    .select((eb) => eb.fn.min<number | null>('next_at').as('at'))
    .where('next_at', '>', arg.now),
);

/** When a notification that is not due yet becomes due, epoch milliseconds. */
export async function nextNotificationAt(home: Home): Promise<number | null> {
  return (await home.read((tx) => tx.first(nextDue, { now: home.clock.now() })))?.at ?? null;
}

const endLeases = statement<{ now: number }>((db, arg) =>
  db.updateTable('notifications').set({ lease_until: arg.now }).where('next_at', 'is not', null).where('lease_until', 'is not', null),
);

/** At the start of the only process there is, whatever is held was held by one that is gone. It stays known that it may have been sent. */
export async function endNotificationLeases(home: Home): Promise<void> {
  await home.transact((tx) => tx.run(endLeases, { now: home.clock.now() }));
}
