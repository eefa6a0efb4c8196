import { toRfc3339 } from '../../kernel/clock.ts';
import type { Credential } from '../../domain/credentials/index.ts';
import type { AgentRef } from '../../domain/agents/index.ts';
import type { Person } from '../../domain/people/index.ts';
import type { AgentView } from './agents.view.ts';
import { showListedKey } from './keys.wire.ts';

/** Source: agents API, "List All Agents" (the members of a row); what it leaves out stands at the end. */
export function showAgentRow(agent: AgentView) {
  return {
    id: agent.number,
    name: agent.displayName,
    type: agent.autonomy,
    description: agent.description,
    capabilities: agent.capabilities,
    status: agent.status,
    webhook_url: agent.webhook?.url ?? null,
    webhook_events: agent.webhook?.events ?? [],
    max_concurrent_tasks: agent.maxConcurrent,
    created_at: toRfc3339(agent.createdAt),
    updated_at: toRfc3339(agent.updatedAt),
    uuid: agent.id,
    slug: agent.slug,
    kind: agent.kind,
    execution_mode: agent.executionMode,
    provider: agent.provider,
    provider_model: agent.model,
    owner_user_id: agent.owner?.number ?? null,
    owner_name: agent.owner?.name ?? null,
    active_task_count: agent.openTasks,
  };
}

/** A person as an agent of sorts, for keys that act as people: it has no number, since it is none. */
export function showUserAsAgent(person: Person & { readonly linked: readonly AgentRef[] }) {
  return {
    id: null,
    name: person.name,
    type: 'user',
    description: '',
    capabilities: [],
    status: 'active',
    isUserKey: true,
    user_id: person.number,
    email: person.email,
    linked_agents: person.linked.map((agent) => ({ id: agent.number, name: agent.displayName })),
  };
}

/** Source: agents API, "Get Agent Details". Keys are left out for programs that may not see keys. */
export function showAgentDetails(agent: AgentView, keys: readonly Credential[] | null) {
  return { ...showAgentRow(agent), ...(keys === null ? {} : { keys: keys.map(showListedKey) }) };
}
