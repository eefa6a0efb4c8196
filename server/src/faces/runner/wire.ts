import { Type } from 'typebox';
import { agentStatuses } from '../../domain/agents/index.ts';
import { anyJson, jsonObject, longText, nullable, oneOf, plainText, timestamp } from '../kit/index.ts';

/** Schemas exactly as the agent API specification prints them; members beyond it are marked as extensions. */
export const id = Type.String({ description: 'UUID; every other address of the agent is accepted as well' });
export const agentParams = Type.Object({ id: Type.String() });
export const runParams = Type.Object({ id: Type.String(), run_id: Type.String() });

const playbook = Type.Unknown({ description: 'Extension: ordered tool calls of an agent whose model is `playbook`' });
const policies = ['allow', 'ask', 'deny'] as const;
const toolPolicy = Type.Record(Type.String(), oneOf(policies), {
  description: 'Extension: policy per tool or tool.action',
});

const sendsAfterUntrustedRead = {
  ...oneOf(policies),
  description: 'Extension: of calls that send something out after the run has read what somebody outside may have written',
};

const limits = {
  max_steps: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Tool calls a run may make' })),
  temperature: Type.Optional(nullable(Type.Number({ minimum: 0, maximum: 2 }))),
  timeout_ms: Type.Optional(Type.Integer({ minimum: 100, maximum: 600_000 })),
  retry_on_error: Type.Optional(Type.Boolean()),
  max_tokens: Type.Optional(Type.Integer({ minimum: 1, maximum: 200_000, description: 'Extension: output tokens per model call' })),
};
export const configOverride = Type.Object(limits, { additionalProperties: false });
export const configInput = Type.Object(
  {
    ...limits,
    playbook: Type.Optional(playbook),
    tool_policy: Type.Optional(toolPolicy),
    sends_after_untrusted_read: Type.Optional(sendsAfterUntrustedRead),
  },
  { additionalProperties: false },
);

const agentMembers = {
  description: Type.Optional(longText(2_000)),
  model: Type.Optional(plainText(200, 1)),
  system_prompt: Type.Optional(nullable(longText(100_000))),
  config: Type.Optional(configInput),
};
export const createAgentBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, description: 'Unique identifier: alphanumeric, hyphens allowed' }),
    tools: Type.Array(plainText(100), { minItems: 1, maxItems: 50, description: 'At least one tool id' }),
    ...agentMembers,
  },
  { additionalProperties: false },
);
export const updateAgentBody = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    tools: Type.Optional(Type.Array(plainText(100), { minItems: 1, maxItems: 50 })),
    is_active: Type.Optional(Type.Boolean({ description: 'Extension: pauses or resumes the agent' })),
    status: Type.Optional(oneOf(agentStatuses)),
    ...agentMembers,
  },
  { additionalProperties: false, minProperties: 1 },
);
export const runBody = Type.Object(
  {
    input: longText(1_000_000, 1, 'Natural language instruction'),
    data: Type.Optional(jsonObject),
    config_override: Type.Optional(configOverride),
    stream: Type.Optional(Type.Boolean({ default: false })),
  },
  { additionalProperties: false },
);

export const agentListQuery = Type.Object({
  active_only: Type.Optional(Type.Boolean({ default: true })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
});
export const runStatuses = ['pending', 'running', 'waiting', 'completed', 'failed', 'timeout', 'cancelled'] as const;
export const runListQuery = Type.Object({
  status: Type.Optional(oneOf(runStatuses)),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 20 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
});

const listedAgent = Type.Object({
  id,
  name: Type.String(),
  description: Type.String(),
  tools: Type.Array(Type.String()),
  model: Type.String(),
  is_active: Type.Boolean(),
  created_at: timestamp,
  run_count: Type.Integer(),
});
export const agentList = Type.Object({
  agents: Type.Array(listedAgent),
  total: Type.Integer(),
  limit: Type.Integer(),
  offset: Type.Integer(),
});
export const agentDetails = Type.Object({
  id,
  name: Type.String(),
  description: Type.String(),
  tools: Type.Array(Type.String()),
  model: Type.String(),
  system_prompt: nullable(Type.String()),
  config: Type.Object({
    max_steps: Type.Integer(),
    temperature: nullable(Type.Number()),
    timeout_ms: Type.Integer(),
    retry_on_error: Type.Boolean(),
    max_tokens: Type.Integer(),
    playbook: Type.Optional(playbook),
    tool_policy: Type.Optional(toolPolicy),
    sends_after_untrusted_read: Type.Optional(sendsAfterUntrustedRead),
  }),
  is_active: Type.Boolean(),
  created_at: timestamp,
  updated_at: timestamp,
});
export const created = Type.Object({ id, name: Type.String(), message: Type.String() });
export const changed = Type.Object({ id, message: Type.String() });

const step = Type.Object({
  step_number: Type.Integer(),
  tool: Type.String(),
  action: Type.String(),
  input: anyJson,
  output: Type.Optional(anyJson),
  error: Type.Optional(Type.String()),
  duration_ms: Type.Optional(Type.Integer()),
});
export const runAnswer = Type.Object({
  run_id: Type.String(),
  agent_id: Type.String(),
  status: oneOf(runStatuses),
  result: Type.Optional(anyJson),
  error: Type.Optional(Type.String()),
  steps: Type.Array(step),
  tokens_used: Type.Integer(),
  duration_ms: nullable(Type.Integer()),
});
const listedRun = Type.Object({
  id: Type.String(),
  status: oneOf(runStatuses),
  input: Type.String(),
  tokens_used: Type.Integer(),
  duration_ms: nullable(Type.Integer()),
  created_at: timestamp,
});
export const runList = Type.Object({ runs: Type.Array(listedRun), total: Type.Integer(), limit: Type.Integer(), offset: Type.Integer() });
export const runDetails = Type.Object({
  id: Type.String(),
  agent_id: Type.String(),
  status: oneOf(runStatuses),
  input: Type.String(),
  data: nullable(jsonObject),
  result: Type.Optional(anyJson),
  output: Type.Optional(Type.String()),
  error: Type.Optional(Type.String()),
  steps: Type.Array(step),
  tokens_used: Type.Integer(),
  duration_ms: nullable(Type.Integer()),
  created_at: timestamp,
  started_at: nullable(timestamp),
  completed_at: nullable(timestamp),
});
export const errorBody = Type.Object({
  error: Type.Object({ code: Type.String(), message: Type.String(), details: Type.Optional(Type.Unknown()) }),
});
