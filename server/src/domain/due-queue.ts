import { statement } from '../store/index.ts';
import type { Builder, LaunchRow, NotificationRow } from '../store/index.ts';
import type { Home } from './home.ts';

interface DueRows {
  readonly launches: LaunchRow;
  readonly notifications: NotificationRow;
}

export interface ClaimLimits {
  readonly room: number;
  readonly leaseMs: number;
}

/** Guaranteed by the tables: both have `id`, `next_at`, `lease_until` and `attempts` of one meaning. */
function asOne(table: keyof DueRows): 'launches' {
  return table as 'launches';
}

/** Guaranteed by the caller's table, which the rows were read from. */
function asRow<Table extends keyof DueRows>(row: LaunchRow): DueRows[Table] {
  return row as unknown as DueRows[Table];
}

/**
 * A table of things to do as a queue: what is due is held under a lease by the process that does it, and `attempts` is the fence that every later
 * change names. Any number of processes take from it.
 */
export function dueQueue<Table extends keyof DueRows>(name: Table) {
  const table = asOne(name);
  const take = statement<{ id: string; attempts: number; until: number }>((db, arg) =>
    db.updateTable(table).set({ lease_until: arg.until, attempts: arg.attempts }).where('id', '=', arg.id),
  );
  const nextDue = statement<{ now: number }, { at: number | null }>((db, arg) =>
    db
      .selectFrom(table)
      .select((eb) => eb.fn.min<number | null>('next_at').as('at'))
      .where('next_at', '>', arg.now),
  );
  const setLeases = statement<{ until: number | null }>((db, arg) =>
    db.updateTable(table).set({ lease_until: arg.until }).where('next_at', 'is not', null).where('lease_until', 'is not', null),
  );
  const dueRows = (db: Builder, hasSkipLocked: boolean, now: number, limit: number) => {
    const due = db
      .selectFrom(table)
      .selectAll()
      .where('next_at', '<=', now)
      .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]))
      .orderBy('next_at')
      .orderBy('id')
      .limit(limit);
    return hasSkipLocked ? due.forUpdate().skipLocked() : due;
  };
  return {
    /** Takes what is due and nobody holds, the longest due first; each row as it was before, and its new number of attempts. */
    claim: (home: Home, limits: ClaimLimits) =>
      home.transact(async (tx) => {
        const now = home.clock.now();
        const rows = await tx.query((db) => dueRows(db, home.store.capabilities.hasSkipLocked, now, limits.room));
        for (const row of rows) await tx.run(take, { id: row.id, attempts: row.attempts + 1, until: now + limits.leaseMs });
        return { now, rows: rows.map((row) => ({ row: asRow<Table>(row), attempts: row.attempts + 1 })) };
      }),
    /** When what is not due yet becomes due, epoch milliseconds. */
    nextAt: async (home: Home): Promise<number | null> =>
      (await home.read((tx) => tx.first(nextDue, { now: home.clock.now() })))?.at ?? null,
    /** Ends all leases that are held: null forgets them, a time keeps known that somebody held them. */
    endLeases: async (home: Home, until: number | null): Promise<void> => {
      await home.transact((tx) => tx.run(setLeases, { until }));
    },
  };
}
