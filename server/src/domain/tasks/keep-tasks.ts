import { sql } from 'kysely';
import { toRfc3339OrNull } from '../../kernel/clock.ts';
import { systemCaller } from '../../kernel/caller.ts';
import { statement } from '../../store/index.ts';
import type { Builder, Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { applyRoute, routeTask } from './assign-task.ts';
import { moveTask } from './move-task.ts';
import type { Doer, Task } from './task.ts';
import { recordTask } from './task-fact.ts';
import { lockTaskById, readTask } from './task-queries.ts';

/** Tasks that one transaction takes up. */
const partMax = 50;
/** Transactions of one call; what is left waits for the next. */
const partsMax = 20;
const dayMs = 86_400_000;

interface Due {
  readonly id: string;
  readonly org_id: string;
}
type Search = (db: Builder, arg: { now: number }) => ReturnType<typeof lost>;

const lost = (db: Builder, { now }: { now: number }) =>
  db
    .selectFrom('tasks')
    .select(['tasks.id', 'tasks.org_id'])
    .where('tasks.lease_until', '<', now)
    .orderBy('tasks.lease_until')
    .limit(partMax);

const isUnfinished = sql<boolean>`tasks.status in ('pending', 'assigned', 'in_progress', 'review')`;

const overdue = (db: Builder, { now }: { now: number }) =>
  db
    .selectFrom('tasks')
    .select(['tasks.id', 'tasks.org_id'])
    .where('tasks.due_at', '<=', now)
    .where(isUnfinished)
    .where((eb) => eb.or([eb('tasks.overdue_notified_at', 'is', null), eb(sql<number>`tasks.overdue_notified_at + ${dayMs}`, '<=', now)]))
    .orderBy('tasks.due_at')
    .limit(partMax);

/** The searches lock what they find, and pass over what another process has found. */
const searchesOf = (build: Search) => ({
  plain: statement<{ now: number }, Due>(build),
  skipping: statement<{ now: number }, Due>((db, arg) => build(db, arg).forNoKeyUpdate('tasks').skipLocked()),
});
const [lostLeases, overdueTasks] = [searchesOf(lost), searchesOf(overdue)];

const noteOverdue = statement<{ id: string; now: number }>((db, arg) =>
  db.updateTable('tasks').set({ overdue_notified_at: arg.now }).where('id', '=', arg.id),
);

type Duty = (tx: Tx, at: Doer, task: Task) => Promise<unknown>;

/** Does its duty for each task that a search finds, in parts, until none is left or the bound is reached. Returns how many there were. */
async function inParts(home: Home, search: ReturnType<typeof searchesOf>, duty: Duty): Promise<number> {
  const statementFor = home.store.capabilities.hasSkipLocked ? search.skipping : search.plain;
  let total = 0;
  for (let part = 0; part < partsMax; part += 1) {
    const found = await home.transact(async (tx) => {
      const rows = await tx.all(statementFor, { now: home.clock.now() });
      for (const row of rows) {
        const task = await lockTaskById(tx, home, row.id);
        if (task !== undefined) await duty(tx, { home, caller: systemCaller(row.org_id) }, task);
      }
      return rows.length;
    });
    total += found;
    if (found < partMax) return total;
  }
  return total;
}

/** Puts tasks whose lease has ended back into the pool. Safe in any number of processes. */
export function releaseLostLeases(home: Home): Promise<number> {
  return inParts(home, lostLeases, (tx, at, task) => moveTask(tx, at, task, { to: 'pending', reason: 'lease_lost' }));
}

/** Tells of tasks that are past their date, of each once in 24 hours. Safe in any number of processes. */
export function tellOverdue(home: Home): Promise<number> {
  return inParts(home, overdueTasks, async (tx, at, task) => {
    await tx.run(noteOverdue, { id: task.id, now: home.clock.now() });
    await recordTask(tx, at, task, { event: 'task.overdue', facts: { due_date: toRfc3339OrNull(task.dueAt) } });
  });
}

/** Pending tasks of projects that say who gets their tasks. */
const unrouted = statement<{ after: string }, Due>((db, arg) =>
  db
    .selectFrom('tasks')
    .innerJoin('projects', 'projects.id', 'tasks.project_id')
    .select(['tasks.id', 'tasks.org_id'])
    .where(sql<boolean>`tasks.status = 'pending' and tasks.project_id is not null`)
    .where('projects.status', '=', 'active')
    .where((eb) => eb.or([eb('projects.default_agent_id', 'is not', null), eb('projects.routing_rules_json', '!=', '[]')]))
    .where('tasks.id', '>', arg.after)
    .orderBy('tasks.id')
    .limit(partMax),
);
const start = '00000000-0000-0000-0000-000000000000';

/**
 * Tries again to find agents for pending tasks of projects, at most 50 a call, oldest first, going on after `after`. Returns the place to go on from;
 * null at the end.
 */
export async function routeAgain(home: Home, after: string | null): Promise<string | null> {
  const rows = await home.read((tx) => tx.all(unrouted, { after: after ?? start }));
  for (const row of rows) await home.transact((tx) => routeOne(tx, { home, caller: systemCaller(row.org_id) }, row.id));
  return rows.length < partMax ? null : (rows.at(-1)?.id ?? null);
}

async function routeOne(tx: Tx, at: Doer, id: string): Promise<void> {
  const seen = await readTask(tx, id);
  if (seen?.status !== 'pending') return;
  const route = await routeTask(tx, at, seen);
  const task = await lockTaskById(tx, at.home, id);
  if (task?.status === 'pending') await applyRoute(tx, at, task, route);
}
