import { listAgentsAlone } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import type { At } from '../home.ts';
import type { AgentLoad } from './agent-load.ts';
import { loadOf } from './agent-load.ts';

/** Whom a task can be assigned to. */
export interface Assignee {
  readonly agent: Agent;
  readonly load: AgentLoad;
}

const idle: AgentLoad = { open: 0, running: 0 };

/** The people and the agents that the caller reaches, people first, each by name; at most `limit` of both together, the newest. */
export async function listAssignees(
  at: At,
  { text, limit }: { readonly text?: string | undefined; readonly limit: number },
): Promise<readonly Assignee[]> {
  const people = await listAgentsAlone(at, { text, kind: 'human', limit, offset: 0 });
  const agents = limit === people.length ? [] : await listAgentsAlone(at, { text, limit: limit - people.length, offset: 0 });
  const all = [...people.toSorted(byName), ...agents.toSorted(byName)];
  const ids = all.map((agent) => agent.id);
  const loads = await at.home.read((tx) => loadOf(tx, at.caller.orgId, ids));
  return all.map((agent) => ({ agent, load: loads.get(agent.id) ?? idle }));
}

function byName(one: Agent, other: Agent): number {
  return one.displayName.localeCompare(other.displayName, 'en') || one.number - other.number;
}
