import { systemCaller } from '../../kernel/caller.ts';
import type { Tx } from '../../store/index.ts';
import { agentRefOf, visibleAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import { findProject } from '../projects/index.ts';
import type { Project } from '../projects/index.ts';
import { chooseAgent } from '../routing/index.ts';
import type { RoutingFacts } from '../routing/index.ts';
import { moveTask } from './move-task.ts';
import type { Doer, Routing, Task, TaskAgent } from './task.ts';
import { recordTask } from './task-fact.ts';
import { saveTask } from './task-queries.ts';

export function taskAgentOf(agent: Agent): TaskAgent {
  return { ...agentRefOf(agent), status: agent.status };
}

/**
 * Gives a locked task to an agent, which may then have more than it can do at once. A task in review keeps its status.
 * @throws Refusal `unprocessable` task.illegal_move
 */
export async function assignTask(tx: Tx, at: Doer, task: Task, agent: TaskAgent, routing: Routing | null = null): Promise<Task> {
  if (task.assignee?.id === agent.id && task.status !== 'pending') return task;
  return moveTask(tx, at, { ...task, routing }, { to: task.status === 'review' ? 'review' : 'assigned', assignee: agent });
}

/** What routing looks at. */
export function routingFacts(task: Task, project: Project | null): RoutingFacts {
  const { orgId, tags, priority, type, context, requiredCapabilities } = task;
  return { orgId, project, tags, priority, type, context, requiredCapabilities, preferredAgentId: task.preferredAgent?.id ?? null };
}

/** An agent that routing found and holds, or why it found none. */
export interface Routed {
  readonly agent: TaskAgent | null;
  readonly routing: Routing;
}

/** Chooses an agent for a task that is not locked yet: agents are held before tasks. */
export async function routeTask(tx: Tx, at: Doer, task: Task): Promise<Routed> {
  const project = task.project === null ? undefined : await findProject(tx, task.orgId, task.project.id);
  const choice = await chooseAgent(tx, at.home, routingFacts(task, project ?? null));
  const routing = { rule: choice.ruleName, decision: choice.decision };
  if (choice.agentId === null) return { agent: null, routing };
  // Routing is the organisation's, so it may choose whom the caller does not reach.
  return { agent: taskAgentOf(await visibleAgent(tx, systemCaller(task.orgId), choice.agentId)), routing };
}

/** Gives a locked pending task to whom routing found; keeps the reason on the task when it found nobody, and tells of it once. */
export async function applyRoute(tx: Tx, at: Doer, task: Task, { agent, routing }: Routed): Promise<Task> {
  if (agent !== null) return assignTask(tx, at, task, agent, routing);
  if (task.status !== 'pending' || task.routing?.decision === routing.decision) return task;
  const kept = { ...task, routing };
  await saveTask(tx, kept);
  if (task.routing === null) await recordTask(tx, at, kept, { event: 'task.routing_failed', facts: { reason: routing.decision } });
  return kept;
}
