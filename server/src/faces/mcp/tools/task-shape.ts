import { Type } from 'typebox';
import { toRfc3339, toRfc3339OrNull } from '../../../kernel/clock.ts';
import { taskStatuses } from '../../../domain/tasks/index.ts';
import type { TaskDetails } from '../../../domain/tasks/index.ts';
import { jsonObject, nullable, oneOf, timestamp } from '../../kit/index.ts';

/** A task as a model works with it: by its number, with names beside the numbers of others. */
export const taskShape = Type.Object({
  task_id: Type.Integer({ description: 'Names the task in every other tool' }),
  title: Type.String(),
  description: Type.String(),
  status: oneOf(taskStatuses),
  priority: Type.Integer({ description: '1 is critical, 4 is low' }),
  type: nullable(Type.String()),
  tags: Type.Array(Type.String()),
  project: nullable(Type.Object({ id: Type.Integer(), name: Type.String() })),
  assigned_agent: nullable(Type.Object({ id: Type.Integer(), name: Type.String() })),
  context: jsonObject,
  progress_percent: nullable(Type.Integer()),
  due_at: nullable(timestamp),
  created_at: timestamp,
  lease: nullable(Type.Object({ until: timestamp, fence: Type.Integer() })),
});

export function showTask(task: TaskDetails) {
  return {
    task_id: task.number,
    title: task.title,
    description: task.description,
    status: task.status,
    priority: task.priority,
    type: task.type,
    tags: task.tags,
    project: task.project === null ? null : { id: task.project.number, name: task.project.name },
    assigned_agent: task.assignee === null ? null : { id: task.assignee.number, name: task.assignee.displayName },
    context: task.context,
    progress_percent: task.progressPercent,
    due_at: toRfc3339OrNull(task.dueAt),
    created_at: toRfc3339(task.createdAt),
    lease: null,
  };
}

/** A task for whoever holds it: with the fence of the lease, where there is one. */
export function showHeldTask(task: TaskDetails) {
  const { leaseUntil, fence } = task;
  return { ...showTask(task), lease: leaseUntil === null ? null : { until: toRfc3339(leaseUntil), fence } };
}
