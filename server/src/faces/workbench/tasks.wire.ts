import { Type } from 'typebox';
import type { Static } from 'typebox';
import { taskStatuses } from '../../domain/tasks/index.ts';
import type { NewTask, TaskChanges } from '../../domain/tasks/index.ts';
import {
  anyAddress,
  anyAgent,
  asJsonObject,
  jsonObject,
  nullable,
  oneOf,
  readAddress,
  readTime,
  taskMembers,
  timestamp,
} from '../kit/index.ts';
import { deliverable } from './deliverables.wire.ts';

const strict = { additionalProperties: false } as const;
const optionalText = nullable(Type.String());
const optionalTime = nullable(timestamp);
const optionalNumber = nullable(Type.Integer());

/** A task in every answer of this face. Source: surfaces of the agents API. */
const members = {
  id: Type.Integer(),
  title: Type.String(),
  description: Type.String(),
  status: oneOf(taskStatuses),
  priority: Type.Integer(),
  project_id: optionalNumber,
  project_name: optionalText,
  assigned_agent_id: optionalNumber,
  agent_name: optionalText,
  context: jsonObject,
  due_date: optionalTime,
  tags: Type.Array(Type.String()),
  created_at: timestamp,
  assigned_at: optionalTime,
  started_at: optionalTime,
  completed_at: optionalTime,
};
export const taskRow = Type.Object(members);
const lease = Type.Optional(Type.Object({ until: timestamp, fence: Type.Integer() }));
export const claimedRow = Type.Object({ ...members, lease });
export const taskDetails = Type.Object({
  ...members,
  task_type: optionalText,
  required_capabilities: Type.Array(Type.String()),
  preferred_agent_id: optionalNumber,
  progress_percent: optionalNumber,
  routing_rule: optionalText,
  routing_decision: optionalText,
  last_error: nullable(Type.Object({ category: Type.String(), message: Type.String(), retry_at: optionalTime })),
  cancelled_at: optionalTime,
  updated_at: timestamp,
  deliverables: Type.Array(deliverable),
});
export const nextTask = Type.Object({
  task: nullable(claimedRow),
  reason: Type.Optional(oneOf(['no_tasks', 'concurrent_limit_reached'])),
  message: Type.Optional(Type.String()),
});
export const activityRow = Type.Object({
  id: Type.String(),
  event: Type.String(),
  actor_type: oneOf(['user', 'key', 'agent', 'system']),
  actor_name: optionalText,
  data: jsonObject,
  created_at: timestamp,
});

const dueDate = Type.String({
  maxLength: 40,
  pattern: '^\\d{4}-\\d{2}-\\d{2}(T[0-9:.]+(Z|[+-]\\d{2}:\\d{2}))?$',
  description: 'A day, or a time with its zone',
});

const { capabilities, description, fence, leaseSeconds, message, percent, priority, tags, title, type } = taskMembers;
const words = {
  description: Type.Optional(nullable(description)),
  projectId: Type.Optional(nullable(anyAddress)),
  assignedAgentId: Type.Optional(nullable(anyAgent)),
  priority: Type.Optional(priority),
  context: Type.Optional(nullable(jsonObject)),
  tags: Type.Optional(tags),
  dueDate: Type.Optional(nullable(dueDate)),
  requiredCapabilities: Type.Optional(capabilities),
  preferredAgentId: Type.Optional(nullable(anyAgent)),
  taskType: Type.Optional(nullable(type)),
};
const status = oneOf(taskStatuses);
export const taskCreate = Type.Object({ title, ...words }, strict);
export const taskChange = Type.Object(
  { title: Type.Optional(title), ...words, status: Type.Optional(status) },
  { ...strict, minProperties: 1 },
);
export const bulkCreate = Type.Object({ tasks: Type.Array(taskCreate, { minItems: 1, maxItems: 50 }) }, strict);
const ids = Type.Array(anyAddress, { minItems: 1, maxItems: 100 });
export const bulkChange = Type.Object({ ids, updates: taskChange }, strict);
export const bulkDelete = Type.Object({ ids }, strict);
export const statusChange = Type.Object({ status, progress: Type.Optional(percent), fence: Type.Optional(fence) }, strict);
export const claim = Type.Object({ leaseSeconds: Type.Optional(leaseSeconds), agentId: Type.Optional(anyAgent) }, strict);
export const release = Type.Object({ fence: Type.Optional(fence) }, strict);
export const progress = Type.Object(
  {
    message,
    percentComplete: Type.Optional(nullable(percent)),
    details: Type.Optional(nullable(jsonObject)),
    fence: Type.Optional(fence),
  },
  strict,
);

/** The members of a request's body as operations take them. */
export function readTask(body: Omit<Static<typeof taskChange>, 'status' | 'title'>): Omit<NewTask, 'title'> & Omit<TaskChanges, 'status'> {
  return {
    description: body.description === null ? '' : body.description,
    type: body.taskType,
    project: readAddress(body.projectId),
    assignee: readAddress(body.assignedAgentId),
    preferredAgent: readAddress(body.preferredAgentId),
    priority: body.priority,
    tags: body.tags,
    requiredCapabilities: body.requiredCapabilities,
    context: body.context === undefined ? undefined : asJsonObject(body.context ?? {}),
    dueAt: readTime(body.dueDate, '/dueDate'),
  };
}

export function readNewTask({ title: text, ...rest }: Static<typeof taskCreate>): NewTask {
  return { ...readTask(rest), title: text };
}

export function readTaskChange({ title: text, status: to, ...rest }: Static<typeof taskChange>): TaskChanges {
  return { ...readTask(rest), title: text, status: to };
}
