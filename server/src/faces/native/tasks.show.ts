import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import type { Activity } from '../../domain/activity/index.ts';
import type { Explanation, Lease, NextTask, TaskDetails } from '../../domain/tasks/index.ts';
import { showAgentRef, showProjectRef } from './projects.show.ts';

/** A task in every answer of our own API. */
export function showTask(task: TaskDetails) {
  const { lastError: error } = task;
  return {
    id: task.id,
    number: task.number,
    title: task.title,
    description: task.description,
    type: task.type,
    status: task.status,
    priority: task.priority,
    project: showProjectRef(task.project),
    assignee: showAgentRef(task.assignee),
    preferred_agent: showAgentRef(task.preferredAgent),
    tags: task.tags,
    required_capabilities: task.requiredCapabilities,
    context: task.context,
    due_at: toRfc3339OrNull(task.dueAt),
    progress_percent: task.progressPercent,
    lease: task.leaseUntil === null ? null : { until: toRfc3339(task.leaseUntil) },
    routing: task.routing,
    last_error: error === null ? null : { category: error.category, message: error.message, retry_at: toRfc3339OrNull(error.retryAt) },
    deliverables: task.deliverables,
    created_by: task.creator,
    created_at: toRfc3339(task.createdAt),
    updated_at: toRfc3339(task.updatedAt),
    assigned_at: toRfc3339OrNull(task.assignedAt),
    started_at: toRfc3339OrNull(task.startedAt),
    completed_at: toRfc3339OrNull(task.completedAt),
    cancelled_at: toRfc3339OrNull(task.cancelledAt),
  };
}

/** A lease as its holder sees it. */
export function showLease({ until, fence }: Lease) {
  return { until: toRfc3339(until), fence };
}

/** A task as whoever claimed it sees it: with the fence, where there is a lease. */
export function showClaimed(task: TaskDetails) {
  const lease = task.leaseUntil === null ? {} : { lease: showLease({ until: task.leaseUntil, fence: task.fence }) };
  return { ...showTask(task), ...lease };
}

export function showNext(next: NextTask) {
  if (next.task === null) return next;
  const { leaseUntil, fence } = next.task;
  return { task: showClaimed(next.task), ...(leaseUntil === null ? {} : { lease: showLease({ until: leaseUntil, fence }) }) };
}

export function showExplanation({ state, reasons }: Explanation) {
  return {
    state,
    reasons: reasons.map(({ code, message, agent }) => ({ code, message, ...(agent === undefined ? {} : { agent: showAgentRef(agent) }) })),
  };
}

export function showActivity({ id, event, at, actor, actorName, taskId, deliverableId, agentId, projectId, data }: Activity) {
  const [kind, actorId = null] = actor.split(':', 2);
  return {
    id,
    event,
    at: toRfc3339(at),
    actor: { kind, id: actorId, name: actorName },
    task_id: taskId,
    deliverable_id: deliverableId,
    agent_id: agentId,
    project_id: projectId,
    data,
  };
}
