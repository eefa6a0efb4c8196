import { statement } from '../../store/index.ts';
import type { Builder, LaunchRow } from '../../store/index.ts';
import type { Home } from '../home.ts';

/** A launch that this process holds until its lease ends; `attempts` is the fence that every later change names. */
export interface ClaimedLaunch extends LaunchRow {
  /** Whoever held it before vanished after it had made a key, so that the request may have gone out. */
  readonly isInterrupted: boolean;
}

const take = statement<{ id: string; attempts: number; until: number }>((db, arg) =>
  db.updateTable('launches').set({ lease_until: arg.until, attempts: arg.attempts }).where('id', '=', arg.id),
);

/** Takes launches that are due and that nobody holds, the longest due first. */
export function claimLaunches(home: Home, limits: { readonly room: number; readonly leaseMs: number }): Promise<readonly ClaimedLaunch[]> {
  return home.transact(async (tx) => {
    const now = home.clock.now();
    const rows = await tx.query<LaunchRow>((db) => dueRows(db, home.store.capabilities.hasSkipLocked, now, limits.room));
    const claimed: ClaimedLaunch[] = [];
    for (const row of rows) {
      const attempts = row.attempts + 1;
      await tx.run(take, { id: row.id, attempts, until: now + limits.leaseMs });
      claimed.push({ ...row, attempts, isInterrupted: row.credential_id !== null });
    }
    return claimed;
  });
}

function dueRows(db: Builder, hasSkipLocked: boolean, now: number, limit: number) {
  const due = db
    .selectFrom('launches')
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
    .selectFrom('launches')
    .select((eb) => eb.fn.min<number | null>('next_at').as('at'))
    .where('next_at', '>', arg.now),
);

/** When a launch that is not due yet becomes due, epoch milliseconds. */
export async function nextLaunchAt(home: Home): Promise<number | null> {
  return (await home.read((tx) => tx.first(nextDue, { now: home.clock.now() })))?.at ?? null;
}

const dropLeases = statement<Record<never, never>>((db) =>
  db.updateTable('launches').set({ lease_until: null }).where('next_at', 'is not', null).where('lease_until', 'is not', null),
);

/** At the start of the only process there is, whatever is held was held by one that is gone. */
export async function forgetLaunchLeases(home: Home): Promise<void> {
  await home.transact((tx) => tx.run(dropLeases, {}));
}
