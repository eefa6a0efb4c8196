import { statement } from '../../store/index.ts';
import type { Signal, Tx } from '../../store/index.ts';
import { touchAuthority } from '../counter.ts';
import type { At } from '../home.ts';
import { defaultConfig } from './agent.ts';
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
const forgetDefinitions = statement<{ agent: string }>((db, arg) =>
  db
    .updateTable('agent_versions')
    .set({ system_prompt: null, note: null, tools_json: '[]', config_json: JSON.stringify(defaultConfig) })
    .where('agent_id', '=', arg.agent),
);
const forgetWords = statement<{ agent: string }>((db, arg) =>
  db.updateTable('agents').set({ description: '', metadata_json: '{}', owner_user_id: null, provider: null }).where('id', '=', arg.agent),
);
const forgetCapabilities = statement<{ agent: string }>((db, arg) => db.deleteFrom('agent_capabilities').where('agent_id', '=', arg.agent));

/** Announced when an agent was deleted, so that whoever executes its runs stops them without waiting for the next look. */
export interface AgentEnded extends Signal {
  readonly kind: 'agent.ended';
}

export const agentEnded: AgentEnded = { kind: 'agent.ended' };

export function isAgentEnded(signal: Signal): signal is AgentEnded {
  return signal.kind === agentEnded.kind;
}

export interface EndingManner {
  /** Whether what only served the agent is erased as well: its prompts, keys and secrets. What it did stays. */
  readonly isPurge: boolean;
}

/**
 * The one way in which an agent ends, whoever asked: it is marked deleted, so that its slug is free and nothing finds it; its tokens and every
 * credential that acts as it end; its open runs are asked to stop; its public profile goes. The row stays for the audit trail.
 */
export async function endAgent(tx: Tx, at: Pick<At, 'home' | 'caller'>, agent: Agent, { isPurge }: EndingManner): Promise<Agent> {
  const now = at.home.clock.now();
  await tx.run(markDeleted, { id: agent.id, at: now });
  await tx.run(cancelOpenRuns, { agent: agent.id, at: now });
  for (const ending of at.home.agentEndings) await ending(tx, { orgId: agent.orgId, agentId: agent.id, now, isPurge }, at);
  if (isPurge) {
    for (const forget of [forgetDefinitions, forgetWords, forgetCapabilities]) await tx.run(forget, { agent: agent.id });
  }
  await touchAuthority(tx);
  tx.emit(agentEnded);
  return agent;
}
