import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { holdAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import { loadOf } from '../routing/index.ts';
import type { AgentLoad } from '../routing/index.ts';
import { taskAgentOf } from './assign-task.ts';
import { unknownTask } from './find-task.ts';
import { moveTask } from './move-task.ts';
import type { Doer, Task, TaskError } from './task.ts';
import { lockTaskById, readTask } from './task-queries.ts';

/** An agent whose row is held, and what it has to do. */
export interface HeldAgent {
  readonly agent: Agent;
  readonly load: AgentLoad;
}

/**
 * Holds an agent, so that nobody else gives it work until the transaction ends, and counts what it has.
 * @throws Refusal `not_found` agent.unknown · `conflict` agent.not_active
 */
export async function heldAgent(tx: Tx, orgId: string, agentId: string): Promise<HeldAgent> {
  const agent = await holdAgent(tx, agentId);
  if (agent === undefined) throw new Refusal('not_found', 'agent.unknown', 'There is no such agent.');
  if (agent.status !== 'active') throw new Refusal('conflict', 'agent.not_active', `Agent is ${agent.status}.`);
  const load = (await loadOf(tx, orgId, [agentId])).get(agentId);
  return { agent, load: load ?? { open: 0, running: 0 } };
}

export function atLimit({ maxConcurrent }: Agent): Refusal {
  return new Refusal('conflict', 'agent.at_limit', `Agent is at max concurrent tasks (${maxConcurrent})`);
}

export function notClaimable(message: string): Refusal {
  return new Refusal('unprocessable', 'task.not_claimable', message);
}

export interface StartOptions {
  /** Who starts it; a task of the pool is taken for it. The assignee when left out. */
  readonly agentId?: string | undefined;
  readonly mayExceedLimit?: boolean | undefined;
  readonly lease?: { readonly until: number } | undefined;
}

/**
 * Begins work on a task: holds its agent, then the task, and counts what the agent is running.
 * @throws Refusal `not_found` task.unknown · `conflict` agent.not_active, agent.at_limit, task.taken · `unprocessable` task.not_claimable
 */
export async function startTask(tx: Tx, at: Doer, taskId: string, options: StartOptions = {}): Promise<Task> {
  const seen = await readTask(tx, taskId);
  if (seen === undefined) throw unknownTask();
  const agentId = options.agentId ?? seen.assignee?.id;
  if (agentId === undefined) throw notClaimable('The task has no assignee who could start it.');
  const { agent, load } = await heldAgent(tx, seen.orgId, agentId);
  const task = await lockTaskById(tx, at.home, taskId);
  if (task === undefined) throw unknownTask();
  if (task.assignee !== null && task.assignee.id !== agentId)
    throw new Refusal('conflict', 'task.taken', 'Another agent has the task by now.');
  if (task.status !== 'assigned' && task.status !== 'pending') throw notClaimable(`A task in status ${task.status} cannot be started.`);
  if (options.mayExceedLimit !== true && load.running >= agent.maxConcurrent) throw atLimit(agent);
  return moveTask(tx, at, task, { to: 'in_progress', assignee: taskAgentOf(agent), lease: options.lease });
}

/** Why an execution failed, and which run it was. */
export interface FailedExecution {
  readonly error: TaskError;
  readonly runId: string;
}

/** Takes a locked task back from an execution that failed, for a later attempt. Anything but a running task stays as it is. */
export async function failTask(tx: Tx, at: Doer, task: Task, { error, runId }: FailedExecution): Promise<Task> {
  if (task.status !== 'in_progress') return task;
  return moveTask(tx, at, task, { to: 'assigned', error, facts: { run_id: runId } });
}
