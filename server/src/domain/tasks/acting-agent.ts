import { reachesAgent } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import type { Doer, Task, TaskAgent } from './task.ts';

const ownedBy = statement<{ org: string; user: string }, { id: string; kind: string }>((db, arg) =>
  db
    .selectFrom('agents')
    .select(['id', 'kind'])
    .where('org_id', '=', arg.org)
    .where('owner_user_id', '=', arg.user)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .limit(1_000),
);

/** The person that a caller is or acts as. */
export function userOf(caller: Caller): string | null {
  if (caller.kind === 'person') return caller.userId;
  return caller.kind === 'apiKey' ? caller.userId : null;
}

/** The agent that a caller is: by its own key or token. */
export function selfOf(caller: Caller): string | null {
  return caller.kind === 'apiKey' || caller.kind === 'agentToken' ? caller.agentId : null;
}

/** The agents whose tasks are the caller's own: itself, or those of the person, the one that stands for them included. */
export async function ownAgents(tx: ReadTx, caller: Caller): Promise<readonly string[]> {
  const [self, user] = [selfOf(caller), userOf(caller)];
  if (self !== null) return [self];
  if (user === null) return [];
  return (await tx.all(ownedBy, { org: caller.orgId, user })).map(({ id }) => id);
}

/** Whether the caller may do an agent's work: managers, the agent itself, the person behind it, and keys that reach it. */
export async function mayActFor(tx: ReadTx, caller: Caller, agent: Pick<TaskAgent, 'id' | 'kind'>): Promise<boolean> {
  if (caller.kind === 'system' || caller.grants.has('tasks:manage')) return reachesAgent(caller, agent.id);
  if (selfOf(caller) !== null || userOf(caller) !== null) return (await ownAgents(tx, caller)).includes(agent.id);
  return agent.kind !== 'human' && reachesAgent(caller, agent.id);
}

/** @throws Refusal `forbidden` task.anothers · `unprocessable` task.not_claimed */
export async function requireOwn(tx: ReadTx, { caller }: Doer, task: Task): Promise<void> {
  if (task.assignee === null) {
    if (caller.grants.has('tasks:manage')) return;
    throw new Refusal('unprocessable', 'task.not_claimed', 'Nobody has the task; claim it first.');
  }
  if (!(await mayActFor(tx, caller, task.assignee))) throw anothers();
}

export const anothers = (): Refusal => new Refusal('forbidden', 'task.anothers', "This is another agent's task.");

/**
 * The agent that a caller works as: its own, the one that stands for the person, or the named one.
 * @throws Refusal `not_found` agent.unknown · `forbidden` task.anothers · `unprocessable` task.agent_needed
 */
export async function actingAgent(tx: ReadTx, { caller }: Doer, address?: string): Promise<Agent> {
  if (address !== undefined && address !== 'me') {
    const agent = await visibleAgent(tx, caller, address);
    if (await mayActFor(tx, caller, agent)) return agent;
    throw new Refusal('forbidden', 'task.anothers', 'This credential does not act for the agent.');
  }
  const own = selfOf(caller) ?? (await standIn(tx, caller));
  if (own !== null) return visibleAgent(tx, caller, own);
  throw refuseField('unprocessable', 'task.agent_needed', '/agent', 'Name the agent to act as: this credential is not the key of one.');
}

async function standIn(tx: ReadTx, caller: Caller): Promise<string | null> {
  const user = userOf(caller);
  if (user === null) return null;
  return (await tx.all(ownedBy, { org: caller.orgId, user })).find(({ kind }) => kind === 'human')?.id ?? null;
}
