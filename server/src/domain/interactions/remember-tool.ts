import { requireGrant } from '../../kernel/caller.ts';
import { refuseField } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { applyChanges, lockedAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import { writeAuditEntry } from '../audit/index.ts';
import type { At } from '../home.ts';
import { allowServerTool } from '../tool-servers/index.ts';
import type { InteractionJoin } from './interaction-queries.ts';

interface Remembered {
  readonly agent: Agent;
  readonly name: string;
  /** Of a tool of another server: what was to be called. */
  readonly pin: string | null;
}

/**
 * The agent that is to use a tool without asking from now on, locked before anything that its run locks.
 * @throws Refusal `unprocessable` interaction.nothing_to_remember · `forbidden` caller.lacks_grant · `not_found` agent.unknown
 */
export async function toRemember(tx: Tx, { caller }: At, row: InteractionJoin, decision: string): Promise<Remembered> {
  const { agent_id: agentId, tool, action } = row;
  const isConsent = decision === 'approve' || decision === 'edit';
  if (row.reason !== 'policy' || !isConsent || agentId === null || tool === null || action === null)
    throw refuseField(
      'unprocessable',
      'interaction.nothing_to_remember',
      '/remember',
      'Only consent to what the policy asks for can be remembered.',
    );
  requireGrant(caller, 'agents:write');
  return { agent: await lockedAgent(tx, caller, agentId), name: `${tool}.${action}`, pin: row.tool_pin };
}

/**
 * Lets an agent use one action of a tool without asking: of a built-in tool as a new version of the agent, of another server's tool as long as
 * that server is there and says of the tool what it says now.
 * @throws Refusal as for an update of the agent · `conflict` tool_server.tool_changed
 */
export async function rememberTool(tx: Tx, at: At, { agent, name, pin }: Remembered): Promise<void> {
  if (pin !== null) {
    const server = await allowServerTool(tx, agent.id, pin);
    const details = { name: server, tool: name, always_allow: true };
    return writeAuditEntry(tx, at, {
      event: 'tool_server.tool_updated',
      target: pin.slice(0, pin.indexOf(':')),
      agentId: agent.id,
      details,
    });
  }
  const toolPolicy = { ...agent.config.toolPolicy, [name]: 'allow' as const };
  const after = await applyChanges(tx, at, agent, { config: { toolPolicy }, note: `Always allow ${name}` });
  const details = { members: ['config'], version: after.version, allowed: name };
  await writeAuditEntry(tx, at, { event: 'agent.updated', target: after.id, agentId: after.id, details });
}
