import { statement } from '../store/index.ts';
import type { Builder, LaunchRow, NotificationRow } from '../store/index.ts';
import { fairShares } from './fair-shares.ts';
import type { Home } from './home.ts';

interface DueRows {
  readonly launches: LaunchRow;
  readonly notifications: NotificationRow;
}

export interface ClaimLimits {
  readonly room: number;
  /** How many more an organisation may have under way in this process, and those that may not have any more. */
  readonly roomOfOrg: (orgId: string) => number;
  readonly fullOrgs: readonly string[];
  readonly leaseMs: number;
}

/** Organisations that are looked at together, those that have waited longest. */
const orgsMax = 200;

/** Guaranteed by the tables: both have `id`, `org_id`, `next_at`, `lease_until` and `attempts` of one meaning. */
function asOne(table: keyof DueRows): 'launches' {
  return table as 'launches';
}

/** Guaranteed by the caller's table, which the rows were read from. */
function asRow<Table extends keyof DueRows>(row: LaunchRow): DueRows[Table] {
  return row as unknown as DueRows[Table];
}

/** What is due and nobody holds. */
function dueOf(db: Builder, table: 'launches', now: number) {
  return db
    .selectFrom(table)
    .where('next_at', '<=', now)
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]));
}

type Due = ReturnType<typeof dueOf>;

/** Who waits for how much, those that have waited longest first. */
function waitingOrgs(due: Due, fullOrgs: readonly string[]) {
  const waiting = due
    .select((eb) => ['org_id as id', eb.fn.countAll<number>().as('count')])
    .groupBy('org_id')
    .orderBy((eb) => eb.fn.min('next_at'))
    .limit(orgsMax);
  return fullOrgs.length === 0 ? waiting : waiting.where('org_id', 'not in', fullOrgs);
}

interface Share {
  readonly org: string;
  readonly limit: number;
  readonly hasSkipLocked: boolean;
}

function shareOf(due: Due, { org, limit, hasSkipLocked }: Share) {
  const rows = due.selectAll().where('org_id', '=', org).orderBy('next_at').orderBy('id').limit(limit);
  return hasSkipLocked ? rows.forUpdate().skipLocked() : rows;
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
  return {
    /**
     * Takes what is due and nobody holds, in turn from every organisation and of each the longest due first; each row as it was before, and its
     * new number of attempts.
     */
    claim: (home: Home, { room, roomOfOrg, fullOrgs, leaseMs }: ClaimLimits) =>
      home.transact(async (tx) => {
        const now = home.clock.now();
        const { hasSkipLocked } = home.store.capabilities;
        const waiting = await tx.query((db) => waitingOrgs(dueOf(db, table, now), fullOrgs));
        const shares = fairShares(
          waiting.map(({ id, count }) => ({ id, count, room: roomOfOrg(id) })),
          room,
        );
        const rows: LaunchRow[] = [];
        for (const [org, limit] of shares)
          rows.push(...(await tx.query((db) => shareOf(dueOf(db, table, now), { org, limit, hasSkipLocked }))));
        for (const row of rows) await tx.run(take, { id: row.id, attempts: row.attempts + 1, until: now + leaseMs });
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
