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
  plainText,
  readAddress,
  readTime,
  taskMembers,
  timestamp,
} from '../kit/index.ts';

const strict = { additionalProperties: false } as const;
const ref = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  slug: Type.String(),
  display_name: Type.String(),
  kind: Type.String(),
});
const projectRef = Type.Object({ id: Type.String(), number: Type.Integer(), name: Type.String() });
const optionalText = nullable(Type.String());
const optionalTime = nullable(timestamp);
const actor = Type.Object({ kind: oneOf(['user', 'key', 'agent', 'system']), id: optionalText, name: optionalText });

export const lease = Type.Object({ until: timestamp, fence: Type.Integer() });
const latest = Type.Object({ id: Type.String(), number: Type.Integer(), version: Type.Integer(), status: Type.String() });

/** A task in every answer of our own API. */
export const taskWire = {
  id: Type.String(),
  number: Type.Integer(),
  title: Type.String(),
  description: Type.String(),
  type: optionalText,
  status: oneOf(taskStatuses),
  priority: Type.Integer(),
  project: nullable(projectRef),
  assignee: nullable(ref),
  preferred_agent: nullable(ref),
  tags: Type.Array(Type.String()),
  required_capabilities: Type.Array(Type.String()),
  context: jsonObject,
  due_at: optionalTime,
  progress_percent: nullable(Type.Integer()),
  lease: nullable(Type.Object({ until: timestamp, fence: Type.Optional(Type.Integer({ description: 'Shown to whoever claimed it' })) })),
  routing: nullable(Type.Object({ rule: optionalText, decision: optionalText })),
  last_error: nullable(Type.Object({ category: Type.String(), message: Type.String(), retry_at: optionalTime })),
  deliverables: Type.Object({ count: Type.Integer(), latest: nullable(latest) }),
  created_by: actor,
  created_at: timestamp,
  updated_at: timestamp,
  assigned_at: optionalTime,
  started_at: optionalTime,
  completed_at: optionalTime,
  cancelled_at: optionalTime,
};
export const task = Type.Object(taskWire);

export const nextAnswer = Type.Object({
  task: nullable(task),
  reason: Type.Optional(oneOf(['no_tasks', 'concurrent_limit_reached'])),
  message: Type.Optional(Type.String()),
  lease: Type.Optional(lease),
});

export const explanation = Type.Object({
  state: oneOf(['pickable', 'waiting', 'done']),
  reasons: Type.Array(Type.Object({ code: Type.String(), message: Type.String(), agent: Type.Optional(ref) })),
});

export const activity = Type.Object({
  id: Type.String(),
  event: Type.String(),
  at: timestamp,
  actor,
  task_id: optionalText,
  deliverable_id: optionalText,
  agent_id: optionalText,
  project_id: optionalText,
  data: jsonObject,
});

const { address, capabilities, description, fence, leaseSeconds, message, percent, priority, tags, title, type } = taskMembers;
const words = {
  description: Type.Optional(description),
  type: Type.Optional(nullable(type)),
  project: Type.Optional(nullable(anyAddress)),
  assignee: Type.Optional(nullable(anyAgent)),
  preferred_agent: Type.Optional(nullable(anyAgent)),
  priority: Type.Optional(priority),
  tags: Type.Optional(tags),
  required_capabilities: Type.Optional(capabilities),
  context: Type.Optional(jsonObject),
  due_at: Type.Optional(optionalTime),
};
export const taskCreate = Type.Object({ title, ...words }, strict);
export const taskChange = Type.Object(
  { title: Type.Optional(title), ...words, status: Type.Optional(oneOf(taskStatuses)) },
  { ...strict, minProperties: 1 },
);

export const nextInput = Type.Object({ lease_seconds: Type.Optional(leaseSeconds), agent: Type.Optional(anyAgent) }, strict);
export const leaseInput = Type.Object({ fence, lease_seconds: Type.Optional(leaseSeconds) }, strict);
export const releaseInput = Type.Object({ fence: Type.Optional(fence) }, strict);
export const statusInput = Type.Object({ status: oneOf(taskStatuses), fence: Type.Optional(fence) }, strict);
export const progressInput = Type.Object(
  { message, percent: Type.Optional(percent), details: Type.Optional(jsonObject), fence: Type.Optional(fence) },
  strict,
);

export const listFilter = {
  status: Type.Optional(plainText(100, 0, `Comma-separated: ${taskStatuses.join(', ')}`)),
  priority: Type.Optional({ ...priority, description: 'Only tasks of this priority: 1 is critical, 4 is low' }),
  project: Type.Optional({ ...address, description: 'Only tasks of this project: its UUID or number' }),
  agent: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'Only tasks of this agent: any of its addresses, `me`, or `none` for nobody',
    }),
  ),
  text: Type.Optional(plainText(200, 0, 'Only tasks whose title contains this text')),
  tag: Type.Optional(plainText(50, 0, 'Only tasks with this tag')),
  mine: Type.Optional(Type.Boolean({ description: 'Only your own tasks: of the agent, or of every agent of the person' })),
  sort: Type.Optional({
    ...oneOf(['newest', 'priority']),
    description: '`newest` first, or by `priority` and then the oldest first; `newest` when left out',
  }),
};

/** The members of a request's body as operations take them. */
export function readTask(body: Omit<Static<typeof taskChange>, 'status' | 'title'>): Omit<NewTask, 'title'> & TaskChanges {
  return {
    description: body.description,
    type: body.type,
    project: readAddress(body.project),
    assignee: readAddress(body.assignee),
    preferredAgent: readAddress(body.preferred_agent),
    priority: body.priority,
    tags: body.tags,
    requiredCapabilities: body.required_capabilities,
    context: body.context === undefined ? undefined : asJsonObject(body.context),
    dueAt: readTime(body.due_at, '/due_at'),
  };
}
