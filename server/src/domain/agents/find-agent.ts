import type { Caller } from '../../kernel/caller.ts';
import { reachesAgent } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import type { Agent } from './agent.ts';
import { capabilitiesOfAgent, findAgentRow, findOnlyAgentCalled, livingById, lockAgent, toAgent } from './agent-queries.ts';

export const unknownAgent = (): Refusal => new Refusal('not_found', 'agent.unknown', 'There is no such agent.');

/**
 * The agent behind any of its addresses, if this caller may see it. Capabilities are left out; `withCapabilities` adds them.
 * @throws Refusal `not_found` agent.unknown, also for agents of other organisations and outside the caller's restriction
 */
export async function visibleAgent(tx: ReadTx, caller: Caller, address: string): Promise<Agent> {
  const row = await findAgentRow(tx, caller.orgId, address);
  if (row === undefined || !reachesAgent(caller, row.id)) throw unknownAgent();
  return toAgent(row);
}

/**
 * The agent that a caller wants to change, locked until the transaction ends.
 * @throws Refusal `not_found` agent.unknown
 */
export async function lockedAgent(tx: Tx, caller: Caller, address: string): Promise<Agent> {
  const { id } = await visibleAgent(tx, caller, address);
  await tx.run(lockAgent, { id });
  return withCapabilities(tx, await visibleAgent(tx, caller, id));
}

/**
 * The agent as it is now, held until the transaction ends, so that nobody else assigns to it, claims for it or changes it meanwhile.
 * Undefined when it was deleted.
 */
export async function holdAgent(tx: Tx, agentId: string): Promise<Agent | undefined> {
  await tx.run(lockAgent, { id: agentId });
  const row = await tx.first(livingById, { id: agentId });
  return row === undefined ? undefined : withCapabilities(tx, toAgent(row));
}

/** @throws Refusal `conflict` agent.is_person */
export function refusePerson(agent: Agent): void {
  if (agent.kind !== 'human') return;
  throw new Refusal(
    'conflict',
    'agent.is_person',
    `'${agent.displayName}' stands for a member of the organisation and lives as long as the membership.`,
  );
}

/** @throws Refusal `conflict` agent.is_external */
export function refuseExternal(agent: Agent): void {
  if (agent.kind !== 'external') return;
  throw new Refusal('conflict', 'agent.is_external', `'${agent.displayName}' runs somewhere else: it is told what to do, never run here.`);
}

export async function withCapabilities(tx: ReadTx, agent: Agent): Promise<Agent> {
  return { ...agent, capabilities: await capabilitiesOfAgent(tx, agent.id) };
}

/**
 * The agent that a caller wants to run, by any of its addresses or by its display name, when no other agent is called the same.
 * @throws Refusal `not_found` agent.unknown · `forbidden` agent.out_of_scope · `conflict` agent.not_active, agent.is_person, agent.is_external
 * Source: Agent API Experience, phase 2 (403 inside the own organisation, 404 outside).
 */
export async function runnableAgent(tx: ReadTx, caller: Caller, address: string): Promise<Agent> {
  const row = (await findAgentRow(tx, caller.orgId, address)) ?? (await findOnlyAgentCalled(tx, caller.orgId, address));
  if (row === undefined) throw unknownAgent();
  if (!reachesAgent(caller, row.id)) {
    throw new Refusal('forbidden', 'agent.out_of_scope', 'This credential is not scoped to the agent.');
  }
  const agent = toAgent(row);
  refusePerson(agent);
  refuseExternal(agent);
  if (agent.status !== 'active') throw new Refusal('conflict', 'agent.not_active', `Agent is ${agent.status}.`);
  return agent;
}
