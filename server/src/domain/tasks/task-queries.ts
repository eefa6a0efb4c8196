import { sql } from 'kysely';
import { isUuid } from '../../kernel/id.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { insertion, statement } from '../../store/index.ts';
import type { Builder, ReadTx, TaskRow, Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import type { Task, TaskAgent, TaskStatus } from './task.ts';

interface AgentColumns {
  readonly number: number | null;
  readonly slug: string | null;
  readonly name: string | null;
  readonly kind: string | null;
  readonly status: string | null;
}

export interface TaskJoin extends TaskRow {
  readonly project_number: number | null;
  readonly project_name: string | null;
  readonly a_number: number | null;
  readonly a_slug: string | null;
  readonly a_name: string | null;
  readonly a_kind: string | null;
  readonly a_status: string | null;
  readonly p_number: number | null;
  readonly p_slug: string | null;
  readonly p_name: string | null;
  readonly p_kind: string | null;
  readonly p_status: string | null;
}

/** Tasks with the project and the agents that they name. */
export function tasksWithNames(db: Builder) {
  return db
    .selectFrom('tasks')
    .leftJoin('projects', 'projects.id', 'tasks.project_id')
    .leftJoin('agents as a', 'a.id', 'tasks.assignee_id')
    .leftJoin('agents as p', 'p.id', 'tasks.preferred_agent_id')
    .selectAll('tasks')
    .select(['projects.number as project_number', 'projects.name as project_name'])
    .select(['a.number as a_number', 'a.slug as a_slug', 'a.display_name as a_name', 'a.kind as a_kind', 'a.status as a_status'])
    .select(['p.number as p_number', 'p.slug as p_slug', 'p.display_name as p_name', 'p.kind as p_kind', 'p.status as p_status']);
}

const byId = statement<{ id: string }, TaskJoin>((db, arg) => tasksWithNames(db).where('tasks.id', '=', arg.id));
const byIdInOrg = statement<{ org: string; id: string }, TaskJoin>((db, arg) =>
  tasksWithNames(db).where('tasks.org_id', '=', arg.org).where('tasks.id', '=', arg.id),
);
const byNumber = statement<{ org: string; number: number }, TaskJoin>((db, arg) =>
  tasksWithNames(db).where('tasks.org_id', '=', arg.org).where('tasks.number', '=', arg.number),
);
const lock = statement<{ id: string }, { id: string }>((db, arg) =>
  db.selectFrom('tasks').select('id').where('id', '=', arg.id).forNoKeyUpdate(),
);
const tagsOf = statement<{ task: string }, { tag: string }>((db, arg) =>
  db.selectFrom('task_tags').select('tag').where('task_id', '=', arg.task).orderBy('tag'),
);
const capabilitiesOf = statement<{ task: string }, { capability: string }>((db, arg) =>
  db.selectFrom('task_capabilities').select('capability').where('task_id', '=', arg.task).orderBy('capability'),
);
const dropTags = statement<{ task: string }>((db, arg) => db.deleteFrom('task_tags').where('task_id', '=', arg.task));
const dropCapabilities = statement<{ task: string }>((db, arg) => db.deleteFrom('task_capabilities').where('task_id', '=', arg.task));

export const taskInsertion = insertion('tasks', [
  'id',
  'org_id',
  'number',
  'project_id',
  'title',
  'description',
  'type',
  'status',
  'priority',
  'context_json',
  'preferred_agent_id',
  'assignee_id',
  'routing_rule',
  'routing_decision',
  'lease_until',
  'fence',
  'progress_percent',
  'error_category',
  'error_message',
  'retry_at',
  'due_at',
  'overdue_notified_at',
  'created_by',
  'created_at',
  'updated_at',
  'assigned_at',
  'started_at',
  'completed_at',
  'cancelled_at',
]);
const tagInsertion = insertion('task_tags', ['task_id', 'tag']);
const capabilityInsertion = insertion('task_capabilities', ['task_id', 'capability']);

/** Everything about a task that can change later. */
export const updateTaskRow = statement<Omit<TaskRow, 'org_id' | 'number' | 'overdue_notified_at' | 'created_by' | 'created_at'>>(
  (db, arg) =>
    db
      .updateTable('tasks')
      .set({
        project_id: arg.project_id,
        title: arg.title,
        description: arg.description,
        type: arg.type,
        status: arg.status,
        priority: arg.priority,
        context_json: arg.context_json,
        preferred_agent_id: arg.preferred_agent_id,
        assignee_id: arg.assignee_id,
        routing_rule: arg.routing_rule,
        routing_decision: arg.routing_decision,
        lease_until: arg.lease_until,
        fence: arg.fence,
        progress_percent: arg.progress_percent,
        error_category: arg.error_category,
        error_message: arg.error_message,
        retry_at: arg.retry_at,
        due_at: arg.due_at,
        updated_at: arg.updated_at,
        assigned_at: arg.assigned_at,
        started_at: arg.started_at,
        completed_at: arg.completed_at,
        cancelled_at: arg.cancelled_at,
      })
      .where('id', '=', arg.id),
);

/** The row of a task by UUID or number, within an organisation. */
export async function findTaskRow(tx: ReadTx, org: string, address: string): Promise<TaskJoin | undefined> {
  if (isUuid(address)) return tx.first(byIdInOrg, { org, id: address.toLowerCase() });
  return /^[0-9]{1,15}$/.test(address) ? tx.first(byNumber, { org, number: Number(address) }) : undefined;
}

export async function readTask(tx: ReadTx, id: string): Promise<Task | undefined> {
  const row = await tx.first(byId, { id });
  return row === undefined ? undefined : withWords(tx, row);
}

/** A task whose row stays as it is for everybody else until the transaction ends. */
export async function lockTaskById(tx: Tx, home: Home, id: string): Promise<Task | undefined> {
  if (home.store.capabilities.hasRowLocks) await tx.first(lock, { id });
  return readTask(tx, id);
}

/** Locks several tasks in the order in which everybody does, so that two who want the same ones never wait for each other. */
export async function lockTasks(tx: Tx, home: Home, ids: readonly string[]): Promise<void> {
  if (!home.store.capabilities.hasRowLocks) return;
  for (const id of ids.toSorted()) await tx.first(lock, { id });
}

export async function withWords(tx: ReadTx, row: TaskJoin): Promise<Task> {
  const tags = (await tx.all(tagsOf, { task: row.id })).map(({ tag }) => tag);
  const capabilities = (await tx.all(capabilitiesOf, { task: row.id })).map(({ capability }) => capability);
  return toTask(row, tags, capabilities);
}

/** Writes everything of a task but its tags and capabilities. */
export async function saveTask(tx: Tx, task: Task): Promise<void> {
  await tx.run(updateTaskRow, toRow(task));
}

export async function replaceTags(tx: Tx, taskId: string, tags: readonly string[]): Promise<void> {
  await tx.run(dropTags, { task: taskId });
  await tx.insert(
    tagInsertion,
    tags.map((tag) => ({ task_id: taskId, tag })),
  );
}

export async function replaceRequirements(tx: Tx, taskId: string, capabilities: readonly string[]): Promise<void> {
  await tx.run(dropCapabilities, { task: taskId });
  await tx.insert(
    capabilityInsertion,
    capabilities.map((capability) => ({ task_id: taskId, capability })),
  );
}

export function toRow(task: Task): TaskRow {
  return {
    id: task.id,
    org_id: task.orgId,
    number: task.number,
    project_id: task.project?.id ?? null,
    title: task.title,
    description: task.description,
    type: task.type,
    status: task.status,
    priority: task.priority,
    context_json: JSON.stringify(task.context),
    preferred_agent_id: task.preferredAgent?.id ?? null,
    assignee_id: task.assignee?.id ?? null,
    routing_rule: task.routing?.rule ?? null,
    routing_decision: task.routing?.decision ?? null,
    lease_until: task.leaseUntil,
    fence: task.fence,
    progress_percent: task.progressPercent,
    error_category: task.lastError?.category ?? null,
    error_message: task.lastError?.message ?? null,
    retry_at: task.retryAt,
    due_at: task.dueAt,
    overdue_notified_at: null,
    created_by: task.createdBy,
    created_at: task.createdAt,
    updated_at: task.updatedAt,
    assigned_at: task.assignedAt,
    started_at: task.startedAt,
    completed_at: task.completedAt,
    cancelled_at: task.cancelledAt,
  };
}

/** Guaranteed by the writers of this noun and of agents, which store only these words. */
function asWords(status: string): TaskStatus {
  return status as TaskStatus;
}
function asAgentWords(row: AgentColumns): Pick<TaskAgent, 'kind' | 'status'> {
  return { kind: row.kind as TaskAgent['kind'], status: row.status as TaskAgent['status'] };
}

function toTaskAgent(id: string | null, row: AgentColumns): TaskAgent | null {
  if (id === null || row.number === null) return null;
  return { id, number: row.number, slug: row.slug ?? '', displayName: row.name ?? '', ...asAgentWords(row) };
}

export function toTask(row: TaskJoin, tags: readonly string[], requiredCapabilities: readonly string[]): Task {
  const assignee = { number: row.a_number, slug: row.a_slug, name: row.a_name, kind: row.a_kind, status: row.a_status };
  const preferred = { number: row.p_number, slug: row.p_slug, name: row.p_name, kind: row.p_kind, status: row.p_status };
  return {
    id: row.id,
    orgId: row.org_id,
    number: row.number,
    title: row.title,
    description: row.description,
    type: row.type,
    status: asWords(row.status),
    priority: row.priority,
    context: fromOwnJson<JsonObject>(row.context_json),
    project: row.project_id === null ? null : { id: row.project_id, number: row.project_number ?? 0, name: row.project_name ?? '' },
    assignee: toTaskAgent(row.assignee_id, assignee),
    preferredAgent: toTaskAgent(row.preferred_agent_id, preferred),
    routing: row.routing_rule === null && row.routing_decision === null ? null : { rule: row.routing_rule, decision: row.routing_decision },
    leaseUntil: row.lease_until,
    fence: row.fence,
    progressPercent: row.progress_percent,
    lastError:
      row.error_category === null ? null : { category: row.error_category, message: row.error_message ?? '', retryAt: row.retry_at },
    retryAt: row.retry_at,
    dueAt: row.due_at,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    assignedAt: row.assigned_at,
    startedAt: row.started_at,
    completedAt: row.completed_at,
    cancelledAt: row.cancelled_at,
    tags,
    requiredCapabilities,
  };
}

/** Conditions that the indexes of the server's own searches answer: written out, not bound, as partial indexes want them. */
export const isPending = sql<boolean>`tasks.status = 'pending'`;
