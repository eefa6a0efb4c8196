import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import { mutation } from '../operation.ts';
import { requireOwn } from './acting-agent.ts';
import { lockedTask, requireFence } from './find-task.ts';
import { moveTask } from './move-task.ts';
import type { TaskDetails } from './task.ts';
import { oneWithDetails } from './task-details.ts';

const extend = statement<{ id: string; until: number }>((db, arg) =>
  db.updateTable('tasks').set({ lease_until: arg.until }).where('id', '=', arg.id),
);

export interface Lease {
  /** Epoch milliseconds. */
  readonly until: number;
  readonly fence: number;
}

export interface LeaseExtension {
  readonly task: string;
  readonly fence: number;
  /** 10 to 3,600, counted from now. */
  readonly leaseSeconds: number;
}

/**
 * Keeps a lease alive. A lease that ended may still be extended while nobody has taken the task back.
 * @throws Refusal `not_found` task.unknown · `forbidden` task.anothers · `conflict` task.lease_stale
 */
export const extendTaskLease = mutation<LeaseExtension, Lease>({
  grant: 'tasks:write',
  work: async (tx, at, { task: address, fence, leaseSeconds }) => {
    const task = await lockedTask(tx, at, address);
    requireFence(task, fence);
    await requireOwn(tx, at, task);
    if (task.status !== 'in_progress' || task.leaseUntil === null)
      throw new Refusal('conflict', 'task.lease_stale', 'The task is not held by a lease.');
    const until = at.home.clock.now() + leaseSeconds * 1_000;
    await tx.run(extend, { id: task.id, until });
    return { until, fence };
  },
  record: 'log',
});

/**
 * Gives a task back to the pool. One that is there already stays as it is.
 * @throws Refusal `not_found` task.unknown · `forbidden` task.anothers · `conflict` task.lease_stale · `unprocessable` task.illegal_move
 */
export const releaseTask = mutation<{ readonly task: string; readonly fence?: number | undefined }, TaskDetails>({
  grant: 'tasks:write',
  work: async (tx, at, { task: address, fence }) => {
    const task = await lockedTask(tx, at, address);
    requireFence(task, fence);
    if (task.status === 'pending') return oneWithDetails(tx, task);
    await requireOwn(tx, at, task);
    return oneWithDetails(tx, await moveTask(tx, at, task, { to: 'pending', reason: 'released' }));
  },
  record: 'log',
});
