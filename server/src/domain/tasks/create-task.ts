import { callerIdentity } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Tx } from '../../store/index.ts';
import { holdAgent, lockedAgent, visibleAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import { nextNumber } from '../counter.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { projectRefOf, routesAutomatically, visibleProject } from '../projects/index.ts';
import type { Project } from '../projects/index.ts';
import { actingAgent } from './acting-agent.ts';
import { applyRoute, assignTask, routeTask, taskAgentOf } from './assign-task.ts';
import { atEachIndex } from './bulk.ts';
import { refuseHugeContext } from './check-task.ts';
import type { Task, TaskAgent, TaskDetails } from './task.ts';
import { oneWithDetails, withDetails } from './task-details.ts';
import { recordTask } from './task-fact.ts';
import { replaceRequirements, replaceTags, taskInsertion, toRow } from './task-queries.ts';

export interface NewTask {
  readonly title: string;
  readonly description?: string | undefined;
  readonly type?: string | null | undefined;
  /** UUID or number. */
  readonly project?: string | null | undefined;
  /**
   * Any address of an agent, `me` for whoever the caller works as, or `auto` for routing. Left out: routing, where the project has rules or a default
   * agent; else the pool.
   */
  readonly assignee?: string | null | undefined;
  /** Any address of an agent. */
  readonly preferredAgent?: string | null | undefined;
  /** 1 (critical) to 4 (low), 2 when left out. */
  readonly priority?: number | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly requiredCapabilities?: readonly string[] | undefined;
  readonly context?: JsonObject | undefined;
  /** Epoch milliseconds. */
  readonly dueAt?: number | null | undefined;
}

/**
 * Makes a task and gives it to whom it is meant for.
 * @throws Refusal `not_found` project.unknown, agent.unknown · `unprocessable` task.agent_needed, task.context_too_large
 */
export const createTask = mutation<NewTask, TaskDetails>({
  grant: 'tasks:write',
  work: async (tx, at, wanted) => oneWithDetails(tx, await insertTask(tx, at, wanted, await nextNumber(tx, 'tasks'))),
  record: 'log',
});

/**
 * Makes up to 50 tasks, all or none.
 * @throws Refusal as for one; the message names the place of the task in the list
 */
export const createTasks = mutation<readonly NewTask[], readonly TaskDetails[]>({
  grant: 'tasks:write',
  work: async (tx, at, wanted) => {
    const numbered: { readonly one: NewTask; readonly number: number }[] = [];
    for (const one of wanted) numbered.push({ one, number: await nextNumber(tx, 'tasks') });
    await holdNamed(tx, at, wanted);
    return withDetails(tx, await atEachIndex(numbered, 'tasks', ({ one, number }) => insertTask(tx, at, one, number)));
  },
  record: 'log',
});

/** Everybody whom the tasks name, in one order, before the first task is written. */
async function holdNamed(tx: Tx, at: At, wanted: readonly NewTask[]): Promise<void> {
  const found = await atEachIndex(wanted, 'tasks', async ({ assignee, preferredAgent }) => [
    assignee === 'auto' ? undefined : await named(tx, at, assignee),
    await named(tx, at, preferredAgent),
  ]);
  const ids = new Set(found.flat().flatMap((agent) => (agent === undefined ? [] : [agent.id])));
  for (const id of [...ids].sort()) await holdAgent(tx, id);
}

async function named(tx: Tx, at: At, assignee: string | null | undefined): Promise<Agent | undefined> {
  if (assignee === undefined || assignee === null) return undefined;
  return assignee === 'me' ? actingAgent(tx, at) : visibleAgent(tx, at.caller, assignee);
}

/** The counter has been taken, then come agents, then tasks: the order in which everybody takes these locks. */
async function insertTask(tx: Tx, at: At, wanted: NewTask, number: number): Promise<Task> {
  refuseHugeContext(wanted.context);
  const project = await projectOf(tx, at, wanted);
  const task = draft(at, wanted, { number, project, preferredAgent: await preferredOf(tx, at, wanted) });
  const isRouted = wanted.assignee === 'auto' || ((wanted.assignee ?? null) === null && project !== null && routesAutomatically(project));
  const route = isRouted ? await routeTask(tx, at, task) : undefined;
  const chosen = isRouted ? undefined : await assigneeOf(tx, at, wanted);
  await tx.insert(taskInsertion, [toRow(task)]);
  await replaceTags(tx, task.id, task.tags);
  await replaceRequirements(tx, task.id, task.requiredCapabilities);
  await recordTask(tx, at, task, { event: 'task.created' });
  if (route !== undefined) return applyRoute(tx, at, task, route);
  return chosen === undefined ? task : assignTask(tx, at, task, chosen);
}

/** Held, so that it does not end before the work is its own. */
async function assigneeOf(tx: Tx, at: At, { assignee }: NewTask): Promise<TaskAgent | undefined> {
  const agent = await named(tx, at, assignee);
  return agent === undefined ? undefined : taskAgentOf(await lockedAgent(tx, at.caller, agent.id));
}

/** Held, so that nothing is kept for an agent that is gone. */
async function preferredOf(tx: Tx, at: At, { preferredAgent }: NewTask): Promise<TaskAgent | null> {
  if (preferredAgent === undefined || preferredAgent === null) return null;
  return taskAgentOf(await lockedAgent(tx, at.caller, preferredAgent));
}

async function projectOf(tx: Tx, at: At, { project }: NewTask): Promise<Project | null> {
  return project === undefined || project === null ? null : visibleProject(tx, at.caller, project);
}

interface Found {
  readonly number: number;
  readonly project: Project | null;
  readonly preferredAgent: TaskAgent | null;
}

function draft(at: At, wanted: NewTask, { number, project, preferredAgent }: Found): Task {
  const now = at.home.clock.now();
  return {
    id: newId(now),
    orgId: at.caller.orgId,
    number,
    title: wanted.title,
    description: wanted.description ?? '',
    type: wanted.type ?? null,
    status: 'pending',
    priority: wanted.priority ?? 2,
    context: wanted.context ?? {},
    project: project === null ? null : projectRefOf(project),
    assignee: null,
    preferredAgent,
    routing: null,
    leaseUntil: null,
    fence: 0,
    progressPercent: null,
    lastError: null,
    retryAt: null,
    dueAt: wanted.dueAt ?? null,
    createdBy: callerIdentity(at.caller),
    createdAt: now,
    updatedAt: now,
    assignedAt: null,
    startedAt: null,
    completedAt: null,
    cancelledAt: null,
    tags: [...new Set(wanted.tags)].sort(),
    requiredCapabilities: [...new Set(wanted.requiredCapabilities)].sort(),
  };
}
