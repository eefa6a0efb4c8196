import { callerIdentity, reachesAgent } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import type { Doer, Task } from './task.ts';
import { findTaskRow, lockTaskById, withWords } from './task-queries.ts';
import type { TaskJoin } from './task-queries.ts';

export const unknownTask = (): Refusal => new Refusal('not_found', 'task.unknown', 'There is no such task.');

/**
 * Whether a caller may see a task of its organisation: those who are limited to some agents see what these agents have, what they made
 * themselves, and the pool.
 */
export function seesTask(caller: Caller, task: Pick<TaskJoin, 'status' | 'assignee_id' | 'created_by'>): boolean {
  if (caller.agentIds === null || task.status === 'pending' || task.created_by === callerIdentity(caller)) return true;
  return task.assignee_id !== null && reachesAgent(caller, task.assignee_id);
}

async function visibleRow(tx: ReadTx, caller: Caller, address: string): Promise<TaskJoin> {
  const row = await findTaskRow(tx, caller.orgId, address);
  if (row === undefined) throw unknownTask();
  if (!seesTask(caller, row)) throw new Refusal('forbidden', 'task.out_of_scope', 'This credential does not reach the task.');
  return row;
}

/**
 * The task behind its UUID or its number.
 * @throws Refusal `not_found` task.unknown · `forbidden` task.out_of_scope
 */
export async function visibleTask(tx: ReadTx, caller: Caller, address: string): Promise<Task> {
  return withWords(tx, await visibleRow(tx, caller, address));
}

/**
 * The task that a caller wants to change, as it is now, locked until the transaction ends.
 * @throws Refusal `not_found` task.unknown · `forbidden` task.out_of_scope
 */
export async function lockedTask(tx: Tx, at: Doer, address: string): Promise<Task> {
  const { id } = await visibleRow(tx, at.caller, address);
  const task = await lockTaskById(tx, at.home, id);
  if (task === undefined) throw unknownTask();
  if (seesTask(at.caller, { status: task.status, assignee_id: task.assignee?.id ?? null, created_by: task.createdBy })) return task;
  throw new Refusal('forbidden', 'task.out_of_scope', 'This credential does not reach the task.');
}

/** @throws Refusal `conflict` task.lease_stale */
export function requireFence(task: Task, fence: number | undefined): void {
  if (fence === undefined || fence === task.fence) return;
  throw new Refusal('conflict', 'task.lease_stale', 'The task was taken over or withdrawn since it was claimed with this fence.');
}
