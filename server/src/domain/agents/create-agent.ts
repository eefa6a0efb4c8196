import { callerIdentity } from '../../kernel/caller.ts';
import { isFreeSlug, newId } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { nextNumber } from '../counter.ts';
import { mutation } from '../operation.ts';
import type { Agent, AgentConfig } from './agent.ts';
import { defaultConfig, defaultModel } from './agent.ts';
import { agentInsertion, findAgentRow, replaceCapabilities, versionInsertion } from './agent-queries.ts';
import { checkDefinition } from './check-definition.ts';

export interface NewAgent {
  readonly slug: string;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly model?: string | undefined;
  readonly systemPrompt?: string | null | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly config?: Partial<AgentConfig> | undefined;
  readonly capabilities?: readonly string[] | undefined;
  readonly maxConcurrent?: number | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly note?: string | undefined;
}

/**
 * Registers an agent, active, at version 1.
 * @throws Refusal `invalid` agent.slug_invalid · `conflict` agent.exists · `unprocessable` agent.tool_unknown, agent.model_unknown,
 * agent.playbook_invalid, agent.policy_invalid · `forbidden` caller.is_restricted
 */
export const createAgent = mutation<NewAgent, Agent>({
  grant: 'agents:write',
  work: async (tx, { caller, home }, input) => {
    if (caller.agentIds !== null) {
      throw new Refusal('forbidden', 'caller.is_restricted', 'A credential that is limited to some agents cannot create others.');
    }
    refuseUnusableSlug(input.slug);
    if ((await findAgentRow(tx, caller.orgId, input.slug)) !== undefined) throw slugTaken(input.slug);
    const now = home.clock.now();
    const agent = toNewAgent(input, { id: newId(now), orgId: caller.orgId, number: await nextNumber(tx, 'agents'), now });
    await checkDefinition(tx, home, caller.orgId, agent);
    await tx.insert(agentInsertion, [
      {
        id: agent.id,
        org_id: agent.orgId,
        number: agent.number,
        slug: agent.slug,
        display_name: agent.displayName,
        description: agent.description,
        kind: 'ai',
        autonomy: 'supervised',
        status: agent.status,
        version: 1,
        max_concurrent: agent.maxConcurrent,
        metadata_json: JSON.stringify(agent.metadata),
        created_at: now,
        updated_at: now,
        deleted_at: null,
        token_epoch: 0,
        owner_user_id: null,
        execution_mode: 'manual',
        provider: null,
        last_assigned_at: null,
      },
    ]);
    await tx.insert(versionInsertion, [
      {
        agent_id: agent.id,
        version: 1,
        org_id: agent.orgId,
        model: agent.model,
        system_prompt: agent.systemPrompt,
        tools_json: JSON.stringify(agent.tools),
        config_json: JSON.stringify(agent.config),
        note: input.note ?? null,
        created_by: callerIdentity(caller),
        created_at: now,
      },
    ]);
    await replaceCapabilities(tx, agent.id, agent.capabilities);
    return agent;
  },
  record: (agent) => ({
    event: 'agent.registered',
    target: agent.id,
    agentId: agent.id,
    details: { slug: agent.slug, model: agent.model },
  }),
});

function toNewAgent(input: NewAgent, made: { id: string; orgId: string; number: number; now: number }): Agent {
  return {
    id: made.id,
    orgId: made.orgId,
    number: made.number,
    slug: input.slug,
    displayName: input.displayName ?? input.slug,
    description: input.description ?? '',
    status: 'active',
    version: 1,
    model: input.model ?? defaultModel,
    systemPrompt: input.systemPrompt ?? null,
    tools: [...new Set(input.tools)],
    config: { ...defaultConfig, ...input.config },
    maxConcurrent: input.maxConcurrent ?? 5,
    capabilities: [...new Set(input.capabilities)],
    metadata: input.metadata ?? {},
    createdAt: made.now,
    updatedAt: made.now,
  };
}

/** @throws Refusal `invalid` agent.slug_invalid */
export function refuseUnusableSlug(slug: string): void {
  if (isFreeSlug(slug)) return;
  const detail = 'A name starts with a letter, holds only letters, digits and hyphens (at most 63), and is not a reserved word.';
  throw new Refusal('invalid', 'agent.slug_invalid', detail, { fields: [{ pointer: '/slug', detail }] });
}

export function slugTaken(slug: string): Refusal {
  return new Refusal('conflict', 'agent.exists', `Agent name '${slug}' is already taken.`);
}
