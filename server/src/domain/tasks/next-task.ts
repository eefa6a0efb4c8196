import { requireGrant } from '../../kernel/caller.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import type { Agent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { mutation, query } from '../operation.ts';
import { loadOf } from '../routing/index.ts';
import { actingAgent, ownAgents, selfOf } from './acting-agent.ts';
import { taskAgentOf } from './assign-task.ts';
import { moveTask } from './move-task.ts';
import { lookForNext, takeNext } from './pool.ts';
import { heldAgent } from './start-task.ts';
import type { Task, TaskDetails } from './task.ts';
import { oneWithDetails } from './task-details.ts';
import { lockTaskById, readTask } from './task-queries.ts';

/** A task, or why there is none. Source: agents API, "Get Next Task" (reasons and their words). */
export type NextTask =
  | { readonly task: TaskDetails }
  | { readonly task: null; readonly reason: 'no_tasks' | 'concurrent_limit_reached'; readonly message: string };

const nothing: NextTask = { task: null, reason: 'no_tasks', message: 'No pending tasks assigned to this agent' };

function limitReached({ maxConcurrent }: Agent): NextTask {
  return { task: null, reason: 'concurrent_limit_reached', message: `Agent is at max concurrent tasks (${maxConcurrent})` };
}

/**
 * What the caller should do next; changes nothing, so two who ask at once are told the same. A person's key looks through the tasks of all
 * their agents, without the pool.
 */
export const peekNextTask = query<{ readonly agent?: string | undefined }, NextTask>({
  grant: 'tasks:read',
  work: async (tx, at, { agent: address }) => {
    if (address !== undefined || selfOf(at.caller) !== null) return peekFor(tx, at, await actingAgent(tx, at, address));
    const own = await ownAgents(tx, at.caller);
    if (own.length === 0) return peekFor(tx, at, await actingAgent(tx, at));
    const found = await firstOf(tx, at, own);
    return found === undefined ? nothing : { task: await oneWithDetails(tx, found) };
  },
});

async function peekFor(tx: ReadTx, at: At, agent: Agent): Promise<NextTask> {
  const found = await lookFor(tx, at, agent);
  if (typeof found !== 'string') return found;
  const task = await readTask(tx, found);
  return task === undefined ? nothing : { task: await oneWithDetails(tx, task) };
}

/** The id of what an agent would get now, or why it gets nothing. */
async function lookFor(tx: ReadTx, at: At, agent: Agent): Promise<string | NextTask> {
  const load = (await loadOf(tx, agent.orgId, [agent.id])).get(agent.id) ?? { open: 0, running: 0 };
  if (load.running >= agent.maxConcurrent) return limitReached(agent);
  const seeker = { org: agent.orgId, agent: agent.id, now: at.home.clock.now() };
  const found = await lookForNext(tx, seeker, load.open < agent.maxConcurrent);
  return found ?? (load.open >= agent.maxConcurrent ? limitReached(agent) : nothing);
}

async function firstOf(tx: ReadTx, at: At, agents: readonly string[]): Promise<Task | undefined> {
  const now = at.home.clock.now();
  const found: Task[] = [];
  for (const agent of agents) {
    const id = await lookForNext(tx, { org: at.caller.orgId, agent, now }, false);
    const task = id === undefined ? undefined : await readTask(tx, id);
    if (task !== undefined) found.push(task);
  }
  return found.sort((one, other) => one.priority - other.priority || (one.id < other.id ? -1 : 1))[0];
}

export interface NextClaim {
  /** Whom to claim for; needed unless the caller acts as one agent. */
  readonly agent?: string | undefined;
  /** 10 to 3,600. */
  readonly leaseSeconds: number;
}

const take = mutation<NextClaim, NextTask>({
  grant: 'tasks:write',
  work: async (tx, at, { agent: address, leaseSeconds }) => {
    const { agent, load } = await heldAgent(tx, at.caller.orgId, (await actingAgent(tx, at, address)).id);
    if (load.running >= agent.maxConcurrent) return limitReached(agent);
    const now = at.home.clock.now();
    const found = await takeNext(tx, at.home, { org: agent.orgId, agent: agent.id, now }, load.open < agent.maxConcurrent);
    if (found === undefined) return load.open >= agent.maxConcurrent ? limitReached(agent) : nothing;
    return { task: await oneWithDetails(tx, await begin(tx, at, { taskId: found, agent, until: now + leaseSeconds * 1_000 })) };
  },
  record: 'log',
});

/**
 * Takes the next task and begins it, under a lease that its holder keeps alive: among any number of callers, each task goes to one, and no agent
 * gets more than it may do at once. Asking while there is nothing to take only reads, so that idle workers cost little.
 * @throws Refusal `not_found` agent.unknown · `forbidden` task.anothers · `conflict` agent.not_active · `unprocessable` task.agent_needed
 */
export const claimNextTask = Object.assign(
  async (at: At, claim: NextClaim): Promise<NextTask> => {
    requireGrant(at.caller, 'tasks:write');
    const found = await at.home.read(async (tx) => {
      const agent = await actingAgent(tx, at, claim.agent);
      return agent.status === 'active' ? lookFor(tx, at, agent) : 'refused below';
    });
    return typeof found === 'string' ? take(at, claim) : found;
  },
  { grant: 'tasks:write' as const },
);

async function begin(tx: Tx, at: At, claim: { taskId: string; agent: Agent; until: number }): Promise<Task> {
  const task = await lockTaskById(tx, at.home, claim.taskId);
  if (task === undefined) throw new Error('a task that was locked is gone');
  return moveTask(tx, at, task, { to: 'in_progress', assignee: taskAgentOf(claim.agent), lease: { until: claim.until }, isClaim: true });
}
