import { fromOwnJson } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { AgentVersionRow, ReadTx } from '../../store/index.ts';
import { mutation, query } from '../operation.ts';
import type { Agent, AgentConfig, AgentDefinition } from './agent.ts';
import { versionOf, versionsOf } from './agent-queries.ts';
import { lockedAgent, refusePerson, visibleAgent } from './find-agent.ts';
import { applyChanges } from './update-agent.ts';

export interface AgentVersion extends AgentDefinition {
  readonly version: number;
  readonly note: string | null;
  readonly createdBy: string;
  readonly createdAt: number;
}

function toVersion(row: AgentVersionRow): AgentVersion {
  return {
    version: row.version,
    model: row.model,
    systemPrompt: row.system_prompt,
    tools: fromOwnJson<string[]>(row.tools_json),
    config: fromOwnJson<AgentConfig>(row.config_json),
    note: row.note,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}

/** The newest 200 versions of an agent, newest first. */
export const listVersions = query<string, readonly AgentVersion[]>({
  grant: 'agents:read',
  work: async (tx, { caller }, address) => {
    const agent = await visibleAgent(tx, caller, address);
    return (await tx.all(versionsOf, { agent: agent.id })).map(toVersion);
  },
});

/** The definition that a run was started with, whatever the agent looks like now. */
export async function definitionAt(tx: ReadTx, agentId: string, version: number): Promise<AgentDefinition | undefined> {
  const row = await tx.first(versionOf, { agent: agentId, version });
  return row === undefined ? undefined : toVersion(row);
}

/**
 * Makes an old definition the newest version again.
 * @throws Refusal `not_found` agent.unknown, agent.version_unknown · `conflict` agent.is_person
 */
export const restoreVersion = mutation<{ readonly address: string; readonly version: number }, Agent>({
  grant: 'agents:write',
  work: async (tx, at, { address, version }) => {
    const agent = await lockedAgent(tx, at.caller, address);
    refusePerson(agent);
    const old = await definitionAt(tx, agent.id, version);
    if (old === undefined) throw new Refusal('not_found', 'agent.version_unknown', `The agent has no version ${version}.`);
    const { model, systemPrompt, tools } = old;
    // A member that the old version left out had its default, and not what was said since.
    const config =
      agent.config.sendsAfterUntrustedRead === undefined ? old.config : { sendsAfterUntrustedRead: 'ask' as const, ...old.config };
    return applyChanges(tx, at, agent, { model, systemPrompt, tools, config, note: `Restored from version ${version}` });
  },
  record: (agent, { version }) => ({
    event: 'agent.version_restored',
    target: agent.id,
    agentId: agent.id,
    details: { from: version, version: agent.version },
  }),
});
