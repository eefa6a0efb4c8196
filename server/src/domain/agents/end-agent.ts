import { statement } from '../../store/index.ts';
import type { Signal, Tx } from '../../store/index.ts';
import { touchAuthority } from '../counter.ts';
import type { Home } from '../home.ts';
import type { Agent } from './agent.ts';
import { markDeleted } from './agent-queries.ts';

const cancelOpenRuns = statement<{ agent: string; at: number }>((db, arg) =>
  db
    .updateTable('runs')
    .set({ cancel_requested_at: arg.at })
    .where('agent_id', '=', arg.agent)
    .where('state', 'in', ['queued', 'running', 'waiting'])
    .where('cancel_requested_at', 'is', null),
);

/** Announced when an agent was deleted, so that whoever executes its runs stops them without waiting for the next look. */
export interface AgentEnded extends Signal {
  readonly kind: 'agent.ended';
}

export const agentEnded: AgentEnded = { kind: 'agent.ended' };

export function isAgentEnded(signal: Signal): signal is AgentEnded {
  return signal.kind === agentEnded.kind;
}

/**
 * The one way in which an agent ends, whoever asked: it is marked deleted, so that its slug is free and nothing finds it; its tokens and every
 * credential that acts as it end; its open runs are asked to stop; its public profile goes. The row stays for the audit trail.
 */
export async function endAgent(tx: Tx, home: Home, agent: Agent): Promise<Agent> {
  const now = home.clock.now();
  await tx.run(markDeleted, { id: agent.id, at: now });
  await tx.run(cancelOpenRuns, { agent: agent.id, at: now });
  for (const ending of home.agentEndings) await ending(tx, { orgId: agent.orgId, agentId: agent.id, now });
  await touchAuthority(tx);
  tx.emit(agentEnded);
  return agent;
}
