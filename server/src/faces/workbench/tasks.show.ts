import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import type { Activity } from '../../domain/activity/index.ts';
import type { Deliverable } from '../../domain/deliverables/index.ts';
import type { NextTask, TaskDetails } from '../../domain/tasks/index.ts';
import { showDeliverable } from './deliverables.wire.ts';

/** A row of this face. Source: surfaces of the agents API, tasks. */
export function showTaskRow(task: TaskDetails) {
  return {
    id: task.number,
    title: task.title,
    description: task.description,
    status: task.status,
    priority: task.priority,
    project_id: task.project?.number ?? null,
    project_name: task.project?.name ?? null,
    assigned_agent_id: task.assignee?.number ?? null,
    agent_name: task.assignee?.displayName ?? null,
    context: task.context,
    due_date: toRfc3339OrNull(task.dueAt),
    tags: task.tags,
    created_at: toRfc3339(task.createdAt),
    assigned_at: toRfc3339OrNull(task.assignedAt),
    started_at: toRfc3339OrNull(task.startedAt),
    completed_at: toRfc3339OrNull(task.completedAt),
  };
}

/** One task on its own: the row, what else is known of it, and what was handed in. */
export function showTaskDetails(task: TaskDetails, deliverables: readonly Deliverable[]) {
  const { lastError: error } = task;
  return {
    ...showTaskRow(task),
    task_type: task.type,
    required_capabilities: task.requiredCapabilities,
    preferred_agent_id: task.preferredAgent?.number ?? null,
    progress_percent: task.progressPercent,
    routing_rule: task.routing?.rule ?? null,
    routing_decision: task.routing?.decision ?? null,
    last_error: error === null ? null : { category: error.category, message: error.message, retry_at: toRfc3339OrNull(error.retryAt) },
    cancelled_at: toRfc3339OrNull(task.cancelledAt),
    updated_at: toRfc3339(task.updatedAt),
    deliverables: deliverables.map(showDeliverable),
  };
}

/** A row as whoever claimed the task sees it: with the lease, where there is one. */
export function showClaimedRow(task: TaskDetails) {
  const { leaseUntil, fence } = task;
  return { ...showTaskRow(task), ...(leaseUntil === null ? {} : { lease: { until: toRfc3339(leaseUntil), fence } }) };
}

/** Source: agents API, "Get Next Task". */
export function showNextTask(next: NextTask, isClaim: boolean) {
  if (next.task === null) return { success: true, data: next };
  return { success: true, data: { task: isClaim ? showClaimedRow(next.task) : showTaskRow(next.task) } };
}

export function showActivityRow({ id, event, at, actor, actorName, data }: Activity) {
  return { id, event, actor_type: actor.split(':', 1)[0] ?? 'system', actor_name: actorName, data, created_at: toRfc3339(at) };
}
