import { requireGrant } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { actingAgent, anothers } from './acting-agent.ts';
import { taskAgentOf } from './assign-task.ts';
import { unknownTask, visibleTask } from './find-task.ts';
import { moveTask } from './move-task.ts';
import { missingCapabilities } from './pool.ts';
import { atLimit, heldAgent, notClaimable } from './start-task.ts';
import type { HeldAgent } from './start-task.ts';
import type { Task, TaskDetails } from './task.ts';
import { oneWithDetails } from './task-details.ts';
import { lockTaskById } from './task-queries.ts';

export interface Claim {
  /** UUID or number. */
  readonly task: string;
  /** Whom to claim for; needed unless the caller acts as one agent. */
  readonly agent?: string | undefined;
  /** Begins the task at once under a lease of 10 to 3,600 seconds; without it the task is only assigned. */
  readonly leaseSeconds?: number | undefined;
}

const take = mutation<Claim & { readonly wasInPool: boolean }, TaskDetails>({
  grant: 'tasks:write',
  work: async (tx, at, claim) => {
    const { id } = await visibleOrTaken(tx, at, claim);
    const held = await heldAgent(tx, at.caller.orgId, (await actingAgent(tx, at, claim.agent)).id);
    const task = await lockTaskById(tx, at.home, id);
    if (task === undefined) throw unknownTask();
    return oneWithDetails(tx, await claimFor(tx, at, { task, held, claim }));
  },
  record: 'log',
});

/**
 * Takes a task of the pool for one agent; again for the same agent it changes nothing. With a lease it begins as well.
 * @throws Refusal `not_found` task.unknown, agent.unknown · `forbidden` task.out_of_scope, task.anothers · `conflict` task.taken (somebody was
 * faster, or a lease is held), agent.not_active, agent.at_limit · `unprocessable` task.not_claimable, task.agent_needed
 * Source: agents API, POST /api/tasks/:id/claim (403 another agent's, 409 lost race, 422 wrong status).
 */
export const claimTask = Object.assign(
  async (at: At, claim: Claim): Promise<TaskDetails> => {
    requireGrant(at.caller, 'tasks:write');
    const seen = await at.home.read((tx) => visibleTask(tx, at.caller, claim.task));
    return take(at, { ...claim, wasInPool: seen.status === 'pending' });
  },
  { grant: 'tasks:write' as const },
);

/** A task that left the pool since the request began may have left the caller's view too. */
async function visibleOrTaken(tx: Tx, at: At, claim: Claim & { readonly wasInPool: boolean }): Promise<Task> {
  return visibleTask(tx, at.caller, claim.task).catch((error: unknown) => {
    throw claim.wasInPool && error instanceof Refusal && error.reason === 'task.out_of_scope' ? taken() : error;
  });
}

const taken = (): Refusal => new Refusal('conflict', 'task.taken', 'Another agent was faster.');

interface Attempt {
  readonly task: Task;
  readonly held: HeldAgent;
  readonly claim: Claim & { readonly wasInPool: boolean };
}

async function claimFor(tx: Tx, at: At, attempt: Attempt): Promise<Task> {
  const { task, held, claim } = attempt;
  if (task.assignee !== null && task.assignee.id !== held.agent.id && (task.status === 'assigned' || task.status === 'in_progress'))
    throw claim.wasInPool ? taken() : anothers();
  if (task.status === 'pending') await refuseUnfit(tx, task, held);
  else if (claim.leaseSeconds === undefined && (task.status === 'assigned' || task.status === 'in_progress')) return task;
  else refuseHeld(task, at.home.clock.now());
  return moveTask(tx, at, task, { ...moveOf(at, attempt), assignee: taskAgentOf(held.agent), isClaim: true });
}

function moveOf(at: At, { task, held: { agent, load }, claim: { leaseSeconds } }: Attempt) {
  if (leaseSeconds === undefined) return { to: 'assigned' as const };
  if (task.status !== 'in_progress' && load.running >= agent.maxConcurrent) throw atLimit(agent);
  return { to: 'in_progress' as const, lease: { until: at.home.clock.now() + leaseSeconds * 1_000 } };
}

/** What keeps an agent from taking a task out of the pool. */
async function refuseUnfit(tx: Tx, task: Task, { agent, load }: HeldAgent): Promise<void> {
  if (task.preferredAgent !== null && task.preferredAgent.id !== agent.id) throw notClaimable('The task is kept for another agent.');
  const missing = await missingCapabilities(tx, task.id, agent.id);
  if (missing.length > 0) throw notClaimable(`The agent lacks what the task requires: ${missing.join(', ')}.`);
  if (load.open >= agent.maxConcurrent) throw atLimit(agent);
}

/** A task of the agent itself may be leased unless somebody holds it, or it is past work. */
function refuseHeld(task: Task, now: number): void {
  if (task.status !== 'assigned' && task.status !== 'in_progress') throw notClaimable(`A task in status ${task.status} cannot be claimed.`);
  if (task.leaseUntil !== null && task.leaseUntil > now)
    throw new Refusal('conflict', 'task.taken', 'Another worker of the agent holds the task.');
}
