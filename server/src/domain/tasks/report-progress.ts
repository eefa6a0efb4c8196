import type { JsonObject } from '../../kernel/json.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { Activity } from '../activity/index.ts';
import { mutation } from '../operation.ts';
import { requireOwn } from './acting-agent.ts';
import { lockedTask, requireFence } from './find-task.ts';
import type { TaskDetails } from './task.ts';
import { oneWithDetails } from './task-details.ts';
import { recordTask } from './task-fact.ts';
import { saveTask } from './task-queries.ts';

export interface ProgressReport {
  readonly task: string;
  readonly message: string;
  /** 0 to 100. */
  readonly percent?: number | undefined;
  /** At most 10,000 characters of JSON. */
  readonly details?: JsonObject | undefined;
  readonly fence?: number | undefined;
}

const detailsCharactersMax = 10_000;

/**
 * Tells how a task goes; the words are kept in its history.
 * @throws Refusal `not_found` task.unknown · `forbidden` task.anothers · `conflict` task.lease_stale · `unprocessable` task.not_in_work,
 * task.details_too_large
 */
export const reportTaskProgress = mutation<ProgressReport, Activity>({
  grant: 'tasks:write',
  work: async (tx, at, report) => {
    const details = report.details ?? null;
    if (JSON.stringify(details).length > detailsCharactersMax)
      throw refuseField('unprocessable', 'task.details_too_large', '/details', `At most ${detailsCharactersMax} characters of JSON.`);
    const task = await lockedTask(tx, at, report.task);
    requireFence(task, report.fence);
    await requireOwn(tx, at, task);
    if (task.status !== 'assigned' && task.status !== 'in_progress')
      throw new Refusal('unprocessable', 'task.not_in_work', `A task in status ${task.status} makes no progress.`);
    const after = { ...task, progressPercent: report.percent ?? task.progressPercent, updatedAt: at.home.clock.now() };
    await saveTask(tx, after);
    const facts = { message: report.message, percent: report.percent ?? null, details };
    return recordTask(tx, at, after, { event: 'task.progress_updated', facts });
  },
  record: 'log',
});

/**
 * Forgets why the last execution failed, so that the next may begin at once.
 * @throws Refusal `not_found` task.unknown · `forbidden` task.out_of_scope · `unprocessable` task.illegal_move
 */
export const retryTask = mutation<string, TaskDetails>({
  grant: 'tasks:manage',
  work: async (tx, at, address) => {
    const task = await lockedTask(tx, at, address);
    if (task.status !== 'assigned' && task.status !== 'pending')
      throw new Refusal('unprocessable', 'task.illegal_move', `A task in status ${task.status} cannot be tried again.`);
    const after = { ...task, lastError: null, retryAt: null, updatedAt: at.home.clock.now() };
    await saveTask(tx, after);
    await recordTask(tx, at, after, { event: 'task.retried' });
    return oneWithDetails(tx, after);
  },
  record: 'log',
});
