import { ownersOf } from '../../domain/agents/index.ts';
import type { AgentOwner, AgentWithActivity } from '../../domain/agents/index.ts';
import type { At } from '../../domain/home.ts';
import { loadOf } from '../../domain/routing/index.ts';
import type { AgentLoad } from '../../domain/routing/index.ts';

/** An agent with what other nouns know of it. */
export interface AgentView extends AgentWithActivity {
  readonly owner: AgentOwner | null;
  readonly load: AgentLoad;
}

const idle: AgentLoad = { open: 0, running: 0 };

/** Adds owners and work to agents that the caller has been shown to see: two look-ups however many there are. */
export function viewsOf({ home, caller }: At, agents: readonly AgentWithActivity[]): Promise<readonly AgentView[]> {
  return home.read(async (tx) => {
    const owners = await ownersOf(tx, agents);
    const loads = await loadOf(
      tx,
      caller.orgId,
      agents.map(({ id }) => id),
    );
    return agents.map((agent) => ({
      ...agent,
      owner: agent.ownerUserId === null ? null : (owners.get(agent.ownerUserId) ?? null),
      load: loads.get(agent.id) ?? idle,
    }));
  });
}
