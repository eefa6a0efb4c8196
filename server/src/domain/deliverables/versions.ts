import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import type { Deliverable, DeliverableVersion } from './deliverable.ts';
import { deliverableById, lightDeliverables, successorOf, toDeliverables, versionsMax } from './deliverable-queries.ts';
import type { DeliverableJoin } from './deliverable-queries.ts';

const lightOfTask = statement<{ task: string }, DeliverableJoin>((db, arg) =>
  lightDeliverables(db).where('deliverables.task_id', '=', arg.task).orderBy('deliverables.version', 'desc').limit(versionsMax),
);

/** Every version of the same work, newest first; at most 50. */
export async function versionsOf(tx: ReadTx, of: Deliverable): Promise<readonly DeliverableVersion[]> {
  const rows = of.task === null ? await chainOf(tx, of) : await tx.all(lightOfTask, { task: of.task.id });
  return (await toDeliverables(tx, rows)).map((one) => ({
    id: one.id,
    number: one.number,
    version: one.version,
    status: one.status,
    title: one.title,
    feedback: one.feedback,
    reviewedBy: one.reviewedBy,
    reviewedAt: one.reviewedAt,
    createdAt: one.createdAt,
  }));
}

/** Without a task the chain itself is followed: first to its newest end, then back. */
async function chainOf(tx: ReadTx, of: Deliverable): Promise<DeliverableJoin[]> {
  let newest = of.id;
  for (let step = 0; step < versionsMax; step += 1) {
    const next = await tx.first(successorOf, { id: newest });
    if (next === undefined) break;
    newest = next.id;
  }
  const rows: DeliverableJoin[] = [];
  let id: string | null = newest;
  while (id !== null && rows.length < versionsMax) {
    const row: DeliverableJoin | undefined = await tx.first(deliverableById, { org: of.orgId, id });
    if (row === undefined) break;
    rows.push(row);
    id = row.parent_id;
  }
  return rows;
}
