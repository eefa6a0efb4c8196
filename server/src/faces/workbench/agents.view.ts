import { ownersOf } from '../../domain/agents/index.ts';
import type { Agent, AgentOwner } from '../../domain/agents/index.ts';
import type { At } from '../../domain/home.ts';
import { loadOf } from '../../domain/routing/index.ts';
import { agentWebhooksOf } from '../../domain/webhooks/index.ts';

/** An agent with what other nouns know of it, as this face shows it. */
export interface AgentView extends Agent {
  readonly owner: AgentOwner | null;
  readonly webhook: { readonly url: string; readonly events: readonly string[] } | null;
  /** Tasks that are assigned or in progress. */
  readonly openTasks: number;
}

/** Adds what other nouns know to agents that the caller has been shown to see: one look-up for each noun however many agents there are. */
export function viewsOf({ home, caller }: At, agents: readonly Agent[]): Promise<readonly AgentView[]> {
  const ids = agents.map(({ id }) => id);
  return home.read(async (tx) => {
    const owners = await ownersOf(tx, agents);
    const loads = await loadOf(tx, caller.orgId, ids);
    const webhooks = await agentWebhooksOf(tx, caller.orgId, ids);
    return agents.map((agent) => ({
      ...agent,
      owner: agent.ownerUserId === null ? null : (owners.get(agent.ownerUserId) ?? null),
      webhook: webhooks.get(agent.id) ?? null,
      openTasks: loads.get(agent.id)?.open ?? 0,
    }));
  });
}
