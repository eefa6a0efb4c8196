import { callerIdentity } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { shapeOf } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ReadTx } from '../../store/index.ts';
import { unknownDeliverable } from './deliverable.ts';
import type { Deliverable } from './deliverable.ts';
import { deliverableById, deliverableByNumber, deliverableByRun, toDeliverables } from './deliverable-queries.ts';
import type { DeliverableJoin } from './deliverable-queries.ts';

/**
 * The deliverable behind a UUID or a number, if this caller may see it: everybody of the organisation, and callers that are limited to some
 * agents what these agents made, and what was made for the tasks that they have or that the caller made.
 * @throws Refusal `not_found` deliverable.unknown · `forbidden` deliverable.out_of_scope
 */
export async function visibleDeliverable(tx: ReadTx, caller: Caller, address: string): Promise<Deliverable> {
  return one(tx, await visibleRow(tx, caller, address));
}

async function visibleRow(tx: ReadTx, caller: Caller, address: string): Promise<DeliverableJoin> {
  const row = await findRow(tx, caller.orgId, address);
  if (row === undefined) throw unknownDeliverable();
  if (sees(caller, row)) return row;
  throw new Refusal('forbidden', 'deliverable.out_of_scope', 'This credential does not reach the deliverable.');
}

function sees(caller: Caller, row: DeliverableJoin): boolean {
  const { agentIds } = caller;
  if (agentIds === null || row.task_creator === callerIdentity(caller)) return true;
  return [row.agent_id, row.task_assignee].some((id) => id !== null && agentIds.has(id));
}

async function findRow(tx: ReadTx, org: string, address: string): Promise<DeliverableJoin | undefined> {
  const shape = shapeOf(address);
  if (shape === 'uuid') return tx.first(deliverableById, { org, id: address.toLowerCase() });
  return shape === 'digits' ? tx.first(deliverableByNumber, { org, number: Number(address) }) : undefined;
}

/** A deliverable of the organisation whatever the caller reaches: for what this transaction has just written. */
export async function deliverableOfOrg(tx: ReadTx, orgId: string, id: string): Promise<Deliverable> {
  const row = await tx.first(deliverableById, { org: orgId, id });
  if (row === undefined) throw unknownDeliverable();
  return one(tx, row);
}

/** What a run made, if it made something. */
export async function deliverableOfRun(tx: ReadTx, runId: string): Promise<Deliverable | undefined> {
  const row = await tx.first(deliverableByRun, { run: runId });
  return row === undefined ? undefined : one(tx, row);
}

async function one(tx: ReadTx, row: DeliverableJoin): Promise<Deliverable> {
  const [found] = await toDeliverables(tx, [row]);
  if (found === undefined) throw unknownDeliverable();
  return found;
}
