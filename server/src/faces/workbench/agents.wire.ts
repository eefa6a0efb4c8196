import { Type } from 'typebox';
import type { Static } from 'typebox';
import { agentStatuses, autonomies, executionModes } from '../../domain/agents/index.ts';
import { longText, nullable, oneOf, plainText, timestamp } from '../kit/index.ts';
import { executionChange } from './execution.wire.ts';
import { listedKey } from './keys.wire.ts';

/** Members are taken under their documented camelCase names and under the snake_case ones that answers use. */
const strict = { additionalProperties: false } as const;
const name = plainText(255, 1);
const capabilities = Type.Array(plainText(50, 1), { maxItems: 20 });
const maxConcurrent = Type.Integer({ minimum: 1, maximum: 100 });
const webhookUrl = nullable(Type.String({ maxLength: 2_000 }));
const webhookEvents = Type.Array(plainText(100, 1), { maxItems: 50 });

const execution = executionChange.properties;
/** How the agent works on tasks may be said at registration already. Source: agents API, "Configure Execution". */
const executionMembers = {
  ...execution,
  provider_api_key: execution.providerApiKey,
  provider_base_url: execution.providerBaseUrl,
  provider_label: execution.providerLabel,
  provider_model: execution.providerModel,
  system_prompt: execution.systemPrompt,
  execution_mode: execution.executionMode,
  max_tokens: execution.maxTokens,
};

const described = {
  description: Type.Optional(longText(1_000)),
  capabilities: Type.Optional(capabilities),
  maxConcurrentTasks: Type.Optional(maxConcurrent),
  max_concurrent_tasks: Type.Optional(maxConcurrent),
};

/** Source: agents API, "Register Agent". */
export const agentCreate = Type.Object({ name, type: oneOf(autonomies), ...described, ...executionMembers }, strict);
export type AgentCreateWire = Static<typeof agentCreate>;

/** Source: agents API, "Update Agent". */
export const agentChange = Type.Object(
  {
    name: Type.Optional(name),
    type: Type.Optional(oneOf(autonomies)),
    ...described,
    status: Type.Optional(oneOf(agentStatuses)),
    webhookUrl: Type.Optional(webhookUrl),
    webhook_url: Type.Optional(webhookUrl),
    webhookEvents: Type.Optional(webhookEvents),
    webhook_events: Type.Optional(webhookEvents),
  },
  strict,
);
export type AgentChangeWire = Static<typeof agentChange>;

/** Source: agents API, "Link Agent to User (Owner)". */
export const ownerLink = Type.Object({ userId: nullable(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })) }, strict);

/** Source: agents API, "List All Agents"; what the examples leave out stands at the end. */
export const agentRow = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  type: oneOf(autonomies),
  description: Type.String(),
  capabilities: Type.Array(Type.String()),
  status: oneOf(agentStatuses),
  webhook_url: nullable(Type.String()),
  webhook_events: Type.Array(Type.String()),
  max_concurrent_tasks: Type.Integer(),
  created_at: timestamp,
  updated_at: timestamp,
  uuid: Type.String(),
  slug: Type.String(),
  kind: Type.String(),
  execution_mode: oneOf(executionModes),
  provider: nullable(Type.String()),
  provider_model: Type.String(),
  owner_user_id: nullable(Type.Integer()),
  owner_name: nullable(Type.String()),
  active_task_count: Type.Integer({ description: 'Tasks that are assigned or in progress' }),
});

/** Source: agents API, "Get Agent Details". */
export const agentDetails = Type.Object({ ...agentRow.properties, keys: Type.Optional(Type.Array(listedKey)) });

/** What a key of a person is told it acts as. */
export const userAsAgent = Type.Object({
  id: Type.Null(),
  name: Type.String(),
  type: Type.Literal('user'),
  description: Type.String(),
  capabilities: Type.Array(Type.String()),
  status: Type.String(),
  isUserKey: Type.Literal(true),
  user_id: Type.Integer(),
  email: Type.String(),
  linked_agents: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() })),
});

/** Source: agents API, "Link Agent to User (Owner)". */
export const linkedOwner = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  owner_user_id: nullable(Type.Integer()),
  owner_name: nullable(Type.String()),
});

/** Agents of one answer. */
export const agentsListedMax = 1_000;
