import { requireGrant } from '../../kernel/caller.ts';
import { refuseField } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { applyChanges, lockedAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import { writeAuditEntry } from '../audit/index.ts';
import type { At } from '../home.ts';
import type { InteractionJoin } from './interaction-queries.ts';

interface Remembered {
  readonly agent: Agent;
  readonly name: string;
}

/**
 * The agent that is to use a tool without asking from now on, locked before anything that its run locks.
 * @throws Refusal `unprocessable` interaction.nothing_to_remember · `forbidden` caller.lacks_grant · `not_found` agent.unknown
 */
export async function toRemember(tx: Tx, { caller }: At, row: InteractionJoin, decision: string): Promise<Remembered> {
  const { agent_id: agentId, tool, action } = row;
  const isConsent = decision === 'approve' || decision === 'edit';
  if (row.kind !== 'approval' || !isConsent || agentId === null || tool === null || action === null)
    throw refuseField('unprocessable', 'interaction.nothing_to_remember', '/remember', 'Only consent to a tool can be remembered.');
  requireGrant(caller, 'agents:write');
  return { agent: await lockedAgent(tx, caller, agentId), name: `${tool}.${action}` };
}

/** Lets an agent use one action of a tool without asking, as a new version of it. @throws Refusal as for an update of the agent */
export async function rememberTool(tx: Tx, at: At, { agent, name }: Remembered): Promise<void> {
  const toolPolicy = { ...agent.config.toolPolicy, [name]: 'allow' as const };
  const after = await applyChanges(tx, at, agent, { config: { toolPolicy }, note: `Always allow ${name}` });
  const details = { members: ['config'], version: after.version, allowed: name };
  await writeAuditEntry(tx, at, { event: 'agent.updated', target: after.id, agentId: after.id, details });
}
