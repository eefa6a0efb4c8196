import { statement } from '../../store/index.ts';
import type { Signal, TaskRow, Tx } from '../../store/index.ts';
import type { Activity } from '../activity/index.ts';
import type { ActivitySink } from '../ports.ts';

/** Announced when an agent may have something to begin: a task, a free place, another way to its model. */
export interface AgentMayWork extends Signal {
  readonly kind: 'agent.may_work';
  readonly agentId: string;
}

export function agentMayWork(agentId: string): AgentMayWork {
  return { kind: 'agent.may_work', agentId };
}

export function isAgentMayWork(signal: Signal): signal is AgentMayWork {
  return signal.kind === 'agent.may_work';
}

const followed: ReadonlySet<string> = new Set([
  'task.assigned',
  'task.claimed',
  'task.status_changed',
  'task.released',
  'task.cancelled',
  'task.retried',
  'task.updated',
  'task.deleted',
  'agent.status_changed',
]);

const taskNow = statement<{ id: string }, Pick<TaskRow, 'status' | 'assignee_id' | 'fence'>>((db, arg) =>
  db.selectFrom('tasks').select(['status', 'assignee_id', 'fence']).where('id', '=', arg.id),
);

const stopRuns = statement<{ task: string; fence: number; at: number }>((db, arg) =>
  db
    .updateTable('runs')
    .set({ cancel_requested_at: arg.at })
    .where('task_id', '=', arg.task)
    .where('task_fence', '<>', arg.fence)
    .where('state', 'in', ['queued', 'running', 'waiting'])
    .where('cancel_requested_at', 'is', null),
);

/** No task has it. */
const noFence = -1;

/**
 * Follows what happens to work: tells the dispatcher whom it may concern, and asks runs to stop that work on a task which was taken away from
 * them. Source: engine design, "Cancel is true".
 */
export const followWork: ActivitySink = async (tx, home, activity) => {
  if (!followed.has(activity.event)) return;
  if (activity.taskId !== null && activity.event !== 'task.retried') await stopOrphans(tx, activity, home.clock.now());
  if (activity.agentId !== null) tx.emit(agentMayWork(activity.agentId));
};

async function stopOrphans(tx: Tx, { taskId }: Activity, now: number): Promise<void> {
  if (taskId === null) return;
  const task = await tx.first(taskNow, { id: taskId });
  await tx.run(stopRuns, { task: taskId, fence: task?.status === 'in_progress' ? task.fence : noFence, at: now });
}
