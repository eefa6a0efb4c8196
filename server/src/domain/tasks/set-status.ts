import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { requireOwn } from './acting-agent.ts';
import { lockedTask, requireFence, visibleTask } from './find-task.ts';
import { moveTask } from './move-task.ts';
import { atLimit, heldAgent } from './start-task.ts';
import type { HeldAgent } from './start-task.ts';
import { isOpen } from './task.ts';
import type { Task, TaskDetails, TaskStatus } from './task.ts';
import { oneWithDetails } from './task-details.ts';
import { saveTask } from './task-queries.ts';

export interface StatusChange {
  readonly task: string;
  readonly status: TaskStatus;
  readonly fence?: number | undefined;
  /** How far it is, 0 to 100. */
  readonly percent?: number | undefined;
}

/** What those who do the work may say of it; everything else is for managers. */
const ofWorkers: ReadonlySet<TaskStatus> = new Set(['in_progress', 'review']);

/**
 * Changes a task's status: who works on it may begin it and hand it in, managers may make every legal move and reopen what is over. A status that
 * the task has already is accepted.
 * @throws Refusal `not_found` task.unknown · `forbidden` task.anothers, task.manager_needed · `conflict` task.lease_stale, agent.at_limit,
 * agent.not_active · `unprocessable` task.illegal_move
 */
export const setTaskStatus = mutation<StatusChange, TaskDetails>({
  grant: 'tasks:write',
  work: async (tx, at, { task: address, status, fence, percent }) => {
    const held = await heldToStart(tx, at, await visibleTask(tx, at.caller, address), status);
    const task = await lockedTask(tx, at, address);
    requireFence(task, fence);
    await refuseForeign(tx, at, task, status);
    const moved = await changeStatus(tx, at, { task, status, held });
    if (percent === undefined || percent === moved.progressPercent) return oneWithDetails(tx, moved);
    const after = { ...moved, progressPercent: percent, updatedAt: at.home.clock.now() };
    await saveTask(tx, after);
    return oneWithDetails(tx, after);
  },
  record: 'log',
});

/** The assignee, held before the task is, when the task is to begin. */
export async function heldToStart(tx: Tx, at: At, seen: Task, status: TaskStatus | undefined): Promise<HeldAgent | undefined> {
  if (status !== 'in_progress' || seen.status === 'in_progress' || seen.assignee === null) return undefined;
  if (seen.assignee.status === 'deleted') return undefined;
  return heldAgent(tx, at.caller.orgId, seen.assignee.id);
}

async function refuseForeign(tx: Tx, at: At, task: Task, status: TaskStatus): Promise<void> {
  await requireOwn(tx, at, task);
  if (ofWorkers.has(status) || at.caller.grants.has('tasks:manage')) return;
  throw new Refusal(
    'forbidden',
    'task.manager_needed',
    `Only a manager of tasks may set ${status}; those who work on it set in_progress or review.`,
  );
}

export interface StatusStep {
  readonly task: Task;
  readonly status: TaskStatus;
  /** The assignee, when the task is to begin. */
  readonly held: HeldAgent | undefined;
}

/** Moves a locked task as a person or a program asked for. @throws Refusal `conflict` agent.at_limit, task.taken · `unprocessable` task.illegal_move */
export async function changeStatus(tx: Tx, at: At, { task, status, held }: StatusStep): Promise<Task> {
  if (status === task.status) return task;
  if (status === 'assigned' && task.assignee === null && isOpen(task.status))
    throw refuseField('unprocessable', 'task.illegal_move', '/status', 'Nobody has the task: name an assignee instead.');
  if (status === 'in_progress' && task.status === 'assigned') {
    if (held === undefined || held.agent.id !== task.assignee?.id)
      throw new Refusal('conflict', 'task.taken', 'The task has changed hands meanwhile.');
    if (held.load.running >= held.agent.maxConcurrent) throw atLimit(held.agent);
  }
  const isReopening = at.caller.grants.has('tasks:manage');
  return moveTask(tx, at, task, { to: status, isReopening, ...(status === 'pending' ? { reason: 'unassigned' } : {}) });
}
