import type { Tx } from '../../store/index.ts';
import { defaultConfig, defaultModel } from './agent.ts';
import type { Agent } from './agent.ts';
import { agentInsertion, replaceCapabilities, versionInsertion } from './agent-queries.ts';

type Drafted = Pick<Agent, 'id' | 'orgId' | 'number' | 'slug'> & Partial<Agent>;

/** An agent that is not stored yet, at version 1; members that are not given are at their defaults. */
export function draftAgent(given: Drafted, now: number): Agent {
  return {
    displayName: given.slug,
    description: '',
    kind: 'ai',
    autonomy: 'supervised',
    status: 'active',
    executionMode: 'manual',
    provider: null,
    ownerUserId: null,
    model: defaultModel,
    systemPrompt: null,
    tools: [],
    config: defaultConfig,
    maxConcurrent: 5,
    capabilities: [],
    metadata: {},
    ...given,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

export interface AgentOrigin {
  /** As `callerIdentity` writes it. */
  readonly createdBy: string;
  readonly note?: string | undefined;
}

/** Stores a new agent with its first version and its capabilities, and nothing else. */
export async function insertAgent(tx: Tx, agent: Agent, { createdBy, note }: AgentOrigin): Promise<void> {
  await tx.insert(agentInsertion, [
    {
      id: agent.id,
      org_id: agent.orgId,
      number: agent.number,
      slug: agent.slug,
      display_name: agent.displayName,
      description: agent.description,
      kind: agent.kind,
      autonomy: agent.autonomy,
      status: agent.status,
      version: agent.version,
      max_concurrent: agent.maxConcurrent,
      metadata_json: JSON.stringify(agent.metadata),
      created_at: agent.createdAt,
      updated_at: agent.updatedAt,
      deleted_at: null,
      token_epoch: 0,
      owner_user_id: agent.ownerUserId,
      execution_mode: agent.executionMode,
      provider: agent.provider,
      last_assigned_at: null,
    },
  ]);
  await insertVersion(tx, agent, { createdBy, note });
  await replaceCapabilities(tx, agent.id, agent.capabilities);
}

/** Writes down the definition that an agent has from now on. */
export async function insertVersion(tx: Tx, agent: Agent, { createdBy, note }: AgentOrigin): Promise<void> {
  await tx.insert(versionInsertion, [
    {
      agent_id: agent.id,
      version: agent.version,
      org_id: agent.orgId,
      model: agent.model,
      system_prompt: agent.systemPrompt,
      tools_json: JSON.stringify(agent.tools),
      config_json: JSON.stringify(agent.config),
      note: note ?? null,
      created_by: createdBy,
      created_at: agent.updatedAt,
    },
  ]);
}
