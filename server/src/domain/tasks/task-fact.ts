import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Tx } from '../../store/index.ts';
import { recordActivity } from '../activity/index.ts';
import type { Activity, ActivityEvent } from '../activity/index.ts';
import { projectFact } from '../projects/index.ts';
import type { Doer, Task, TaskAgent } from './task.ts';

/** The `task` member of what webhooks carry. */
export function taskFact(task: Task): JsonObject {
  return {
    id: task.number,
    uuid: task.id,
    title: task.title,
    status: task.status,
    priority: task.priority,
    project_id: task.project?.number ?? null,
    assigned_agent_id: task.assignee?.number ?? null,
    tags: task.tags,
    due_date: toRfc3339OrNull(task.dueAt),
  };
}

/** The `agent` member of what webhooks carry. */
export function taskAgentFact(agent: TaskAgent): JsonObject {
  return { id: agent.number, uuid: agent.id, name: agent.displayName, status: agent.status };
}

export interface TaskEvent {
  readonly event: ActivityEvent;
  /** Whom it concerns; the assignee when left out. */
  readonly agent?: TaskAgent | null;
  readonly facts?: JsonObject;
}

/** Writes down what happened to a task, with the task, its agent and its project named. */
export async function recordTask(tx: Tx, at: Doer, task: Task, { event, agent = task.assignee, facts = {} }: TaskEvent): Promise<Activity> {
  return recordActivity(tx, at, {
    event,
    taskId: task.id,
    agentId: agent?.id ?? null,
    projectId: task.project?.id ?? null,
    data: {
      task: taskFact(task),
      ...(agent === null ? {} : { agent: taskAgentFact(agent) }),
      ...(task.project === null ? {} : { project: projectFact(task.project) }),
      ...facts,
    },
  });
}

export function errorFact({ category, message, retryAt }: { category: string; message: string; retryAt: number | null }): JsonObject {
  return { category, message, retry_at: toRfc3339OrNull(retryAt) };
}

export function leaseFact(until: number | null): JsonObject {
  return until === null ? {} : { lease_until: toRfc3339(until) };
}
