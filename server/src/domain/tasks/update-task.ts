import type { JsonObject } from '../../kernel/json.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { holdAgent, lockedAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { projectRefOf, visibleProject } from '../projects/index.ts';
import { actingAgent } from './acting-agent.ts';
import { applyRoute, assignTask, routeTask, taskAgentOf } from './assign-task.ts';
import type { Routed } from './assign-task.ts';
import { atEachIndex } from './bulk.ts';
import { refuseHugeContext } from './check-task.ts';
import { lockedTask, visibleTask } from './find-task.ts';
import { moveTask } from './move-task.ts';
import { changeStatus } from './set-status.ts';
import { heldAgent } from './start-task.ts';
import type { HeldAgent } from './start-task.ts';
import { isOpen } from './task.ts';
import type { Task, TaskAgent, TaskDetails, TaskStatus } from './task.ts';
import { oneWithDetails, withDetails } from './task-details.ts';
import { recordTask } from './task-fact.ts';
import { lockTasks, replaceRequirements, replaceTags, saveTask } from './task-queries.ts';

const forgetOverdue = statement<{ id: string }>((db, arg) =>
  db.updateTable('tasks').set({ overdue_notified_at: null }).where('id', '=', arg.id),
);

export interface TaskChanges {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly type?: string | null | undefined;
  readonly project?: string | null | undefined;
  /** Any address of an agent, `me`, `auto`, or null for nobody. */
  readonly assignee?: string | null | undefined;
  readonly preferredAgent?: string | null | undefined;
  readonly priority?: number | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly requiredCapabilities?: readonly string[] | undefined;
  readonly context?: JsonObject | undefined;
  readonly dueAt?: number | null | undefined;
  readonly status?: TaskStatus | undefined;
}

export interface TaskUpdate {
  readonly task: string;
  readonly changes: TaskChanges;
}

/**
 * Changes what is said of a task, who has it, and its status, in this order.
 * @throws Refusal `not_found` task.unknown, project.unknown, agent.unknown · `conflict` agent.at_limit, agent.not_active, task.taken ·
 * `unprocessable` task.illegal_move, task.context_too_large
 */
export const updateTask = mutation<TaskUpdate, TaskDetails>({
  grant: 'tasks:manage',
  work: async (tx, at, update) => oneWithDetails(tx, await applyTaskChanges(tx, at, update)),
  record: 'log',
});

export interface TasksUpdate {
  /** UUIDs or numbers, at most 100. */
  readonly tasks: readonly string[];
  readonly changes: TaskChanges;
}

/** Changes up to 100 tasks in the same way, all or none. @throws Refusal as for one; the message names the place of the task in the list */
export const updateTasks = mutation<TasksUpdate, readonly TaskDetails[]>({
  grant: 'tasks:manage',
  work: async (tx, at, { tasks, changes }) => {
    const ids = await holdAll(tx, at, { tasks: [...new Set(tasks)], changes });
    return withDetails(tx, await atEachIndex(ids, 'ids', (task) => applyTaskChanges(tx, at, { task, changes })));
  },
  record: (changed, { changes }) => ({
    event: 'tasks.updated',
    target: changed[0]?.id ?? '',
    details: { members: Object.keys(changes), tasks: changed.map((task) => task.number) },
  }),
});

/** Holds whom and what a change of several tasks is about, agents first and each kind in one order, so that two changes never block each other. */
async function holdAll(tx: Tx, at: At, { tasks, changes: { assignee, preferredAgent, status } }: TasksUpdate): Promise<string[]> {
  const seen = await atEachIndex(tasks, 'ids', (task) => visibleTask(tx, at.caller, task));
  if (assignee !== 'auto') await namedAgent(tx, at, assignee ?? null);
  if ((preferredAgent ?? null) !== null) await namedAgent(tx, at, preferredAgent ?? null);
  const starters = status === 'in_progress' && assignee === undefined ? seen.flatMap((task) => task.assignee?.id ?? []) : [];
  for (const id of [...new Set(starters)].sort()) await holdAgent(tx, id);
  const ids = seen.map(({ id }) => id);
  await lockTasks(tx, at.home, ids);
  return ids;
}

/** Who is to have the task: found, and held where it matters, before the task itself is locked. */
interface Placing {
  readonly route?: Routed;
  readonly agent?: TaskAgent;
  readonly held?: HeldAgent;
}

async function applyTaskChanges(tx: Tx, at: At, { task: address, changes }: TaskUpdate): Promise<Task> {
  refuseHugeContext(changes.context);
  const seen = await visibleTask(tx, at.caller, address);
  const placing = await place(tx, at, { seen, wanted: await described(tx, at, seen, changes), changes });
  const before = await lockedTask(tx, at, seen.id);
  const task = await rewrite(tx, at, before, changes);
  const placed = isOpen(task.status) ? await assign(tx, at, { task, changes, placing }) : task;
  if (changes.status === undefined) return refuseIdle(tx, at, { task: placed, changes, placing });
  if (isOpen(placed.status)) return changeStatus(tx, at, { task: placed, status: changes.status, held: placing.held });
  return moveTask(tx, at, placed, { to: changes.status, assignee: assigneeOf(placing, changes), isReopening: true });
}

function assigneeOf({ agent, route }: Placing, { assignee }: TaskChanges): TaskAgent | null | undefined {
  if (assignee === null) return null;
  return agent ?? route?.agent ?? undefined;
}

/** Naming an assignee for what is over, without reopening it, is a move like any other illegal one. */
async function refuseIdle(
  tx: Tx,
  at: At,
  { task, changes, placing }: { task: Task; changes: TaskChanges; placing: Placing },
): Promise<Task> {
  if (isOpen(task.status) || (changes.assignee ?? null) === null) return task;
  return moveTask(tx, at, task, { to: 'assigned', assignee: assigneeOf(placing, changes) });
}

async function place(tx: Tx, at: At, { seen, wanted, changes }: { seen: Task; wanted: Task; changes: TaskChanges }): Promise<Placing> {
  const { assignee, status } = changes;
  const isStarting = status === 'in_progress' && seen.status !== 'in_progress';
  if (assignee === 'auto') return { route: await routeTask(tx, at, wanted) };
  const named = await namedAgent(tx, at, assignee ?? null);
  const starter = named?.id ?? (assignee === null ? undefined : seen.assignee?.id);
  const held = isStarting && starter !== undefined ? await heldAgent(tx, seen.orgId, starter) : undefined;
  return { ...(named === undefined ? {} : { agent: taskAgentOf(named) }), ...(held === undefined ? {} : { held }) };
}

/** Held, so that it does not end before the work is its own. */
async function namedAgent(tx: Tx, at: At, assignee: string | null): Promise<Agent | undefined> {
  if (assignee === null) return undefined;
  return lockedAgent(tx, at.caller, assignee === 'me' ? (await actingAgent(tx, at)).id : assignee);
}

async function assign(tx: Tx, at: At, { task, changes, placing }: { task: Task; changes: TaskChanges; placing: Placing }): Promise<Task> {
  if (placing.route !== undefined) return applyRoute(tx, at, task, placing.route);
  if (placing.agent !== undefined) return assignTask(tx, at, task, placing.agent);
  if (changes.assignee !== null || task.assignee === null) return task;
  return moveTask(tx, at, task, { to: 'pending', reason: 'unassigned' });
}

/** The task with its new words; nothing is written. */
async function described(tx: Tx, at: At, task: Task, changes: TaskChanges): Promise<Task> {
  const { project, preferredAgent } = changes;
  return {
    ...task,
    title: changes.title ?? task.title,
    description: changes.description ?? task.description,
    type: changes.type === undefined ? task.type : changes.type,
    priority: changes.priority ?? task.priority,
    context: changes.context ?? task.context,
    dueAt: changes.dueAt === undefined ? task.dueAt : changes.dueAt,
    tags: changes.tags === undefined ? task.tags : [...new Set(changes.tags)].sort(),
    requiredCapabilities:
      changes.requiredCapabilities === undefined ? task.requiredCapabilities : [...new Set(changes.requiredCapabilities)].sort(),
    project: project === undefined ? task.project : project === null ? null : projectRefOf(await visibleProject(tx, at.caller, project)),
    preferredAgent:
      preferredAgent === undefined
        ? task.preferredAgent
        : preferredAgent === null
          ? null
          : taskAgentOf(await lockedAgent(tx, at.caller, preferredAgent)),
  };
}

const members = [
  'title',
  'description',
  'type',
  'priority',
  'context',
  'dueAt',
  'tags',
  'requiredCapabilities',
  'project',
  'preferredAgent',
] as const;
const wireNames: Readonly<Record<string, string>> = {
  dueAt: 'due_at',
  requiredCapabilities: 'required_capabilities',
  preferredAgent: 'preferred_agent',
};

async function rewrite(tx: Tx, at: At, before: Task, changes: TaskChanges): Promise<Task> {
  const after = { ...(await described(tx, at, before, changes)), updatedAt: at.home.clock.now() };
  const changed = members.filter((member) => JSON.stringify(after[member]) !== JSON.stringify(before[member]));
  if (changed.length === 0) return before;
  await saveTask(tx, after);
  if (changed.includes('tags')) await replaceTags(tx, after.id, after.tags);
  if (changed.includes('requiredCapabilities')) await replaceRequirements(tx, after.id, after.requiredCapabilities);
  if (changed.includes('dueAt')) await tx.run(forgetOverdue, { id: after.id });
  const names = changed.map((member) => wireNames[member] ?? member);
  await recordTask(tx, at, after, { event: 'task.updated', facts: { changes: names } });
  return after;
}
