import { Type } from 'typebox';
import type { TSchema } from 'typebox';
import { agentKinds, agentStatuses, autonomies, executionModes } from '../../domain/agents/index.ts';
import { anyJson, jsonObject, longText, nullable, oneOf, plainText, timestamp } from '../kit/index.ts';

/** Schemas of our own API: bare JSON, snake_case, RFC 3339 times, keyset lists. */
export const problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
  request_id: Type.String(),
  trace_id: Type.Optional(Type.String({ description: 'Of the `traceparent` that the request carried' })),
});

const mediaType = 'application/problem+json';

/** The refusals that an operation can answer with, by status. */
export function refusals(...statuses: readonly (keyof typeof words)[]) {
  return Object.fromEntries(statuses.map((status) => [status, { description: words[status], schema: problem, mediaType }]));
}
const words = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  412: 'The agent is at another version',
  413: 'The body, or a file in it, is too large',
  422: 'Unprocessable',
  429: 'Too many requests',
} as const;

export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
};
export const pageOf = (item: TSchema) =>
  Type.Object({ data: Type.Array(item), next_cursor: nullable(Type.String()), has_more: Type.Boolean() });

export const idParams = Type.Object({ id: Type.String() });
const named = { id: Type.String(), slug: Type.String(), display_name: Type.String() };
export const agentName = Type.Object(named);

const policies = ['allow', 'ask', 'deny'] as const;
const toolPolicy = Type.Record(Type.String(), oneOf(policies));
const sendsAfterUntrustedRead = {
  ...oneOf(policies),
  description: 'Of calls that send something out after the run has read what somebody outside may have written; `ask` without it',
};
const limits = {
  max_steps: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Tool calls a run may make' })),
  temperature: Type.Optional(nullable(Type.Number({ minimum: 0, maximum: 2 }))),
  timeout_ms: Type.Optional(Type.Integer({ minimum: 100, maximum: 600_000 })),
  retry_on_error: Type.Optional(Type.Boolean()),
  max_tokens: Type.Optional(Type.Integer({ minimum: 1, maximum: 200_000 })),
};
export const limitsInput = Type.Object(limits, { additionalProperties: false });
const config = Type.Object(
  {
    ...limits,
    playbook: Type.Optional(anyJson),
    tool_policy: Type.Optional(toolPolicy),
    sends_after_untrusted_read: Type.Optional(sendsAfterUntrustedRead),
  },
  { additionalProperties: false },
);

const agentMembers = {
  display_name: Type.Optional(plainText(255, 1)),
  description: Type.Optional(longText(2_000)),
  autonomy: Type.Optional(oneOf(autonomies)),
  model: Type.Optional(plainText(200, 1)),
  system_prompt: Type.Optional(nullable(longText(100_000))),
  tools: Type.Optional(Type.Array(plainText(100), { maxItems: 50 })),
  config: Type.Optional(config),
  capabilities: Type.Optional(Type.Array(plainText(50, 1), { maxItems: 20 })),
  max_concurrent_tasks: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  metadata: Type.Optional(jsonObject),
  note: Type.Optional(plainText(500)),
};
export const agentCreate = Type.Object(
  {
    slug: Type.String({ minLength: 1, maxLength: 200 }),
    kind: Type.Optional(oneOf(['ai', 'external'])),
    template: Type.Optional(plainText(100, 1)),
    ...agentMembers,
  },
  { additionalProperties: false },
);
export const agentChange = Type.Object(
  { slug: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })), status: Type.Optional(oneOf(agentStatuses)), ...agentMembers },
  { additionalProperties: false, minProperties: 1 },
);
export const agent = Type.Object({
  ...named,
  number: Type.Integer(),
  agt_id: Type.String(),
  description: Type.String(),
  kind: oneOf(agentKinds),
  autonomy: oneOf(autonomies),
  status: oneOf(agentStatuses),
  execution_mode: oneOf(executionModes),
  owner: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  version: Type.Integer(),
  model: Type.String(),
  provider: nullable(Type.String()),
  system_prompt: nullable(Type.String()),
  tools: Type.Array(Type.String()),
  config,
  max_concurrent_tasks: Type.Integer(),
  capabilities: Type.Array(Type.String()),
  metadata: jsonObject,
  created_at: timestamp,
  updated_at: timestamp,
  run_count: Type.Integer(),
  running: Type.Integer(),
  open_tasks: Type.Integer({ description: 'Assigned or in progress' }),
  running_tasks: Type.Integer({ description: 'In progress' }),
  last_run_at: nullable(timestamp),
});
export const agentVersion = Type.Object({
  version: Type.Integer(),
  model: Type.String(),
  system_prompt: nullable(Type.String()),
  tools: Type.Array(Type.String()),
  config,
  note: nullable(Type.String()),
  created_by: Type.String(),
  created_at: timestamp,
});

export const runStart = Type.Object(
  {
    input: longText(1_000_000, 1),
    data: Type.Optional(jsonObject),
    session_id: Type.Optional(Type.String()),
    config_override: Type.Optional(limitsInput),
    stream: Type.Optional(Type.Boolean({ default: false })),
    wait: Type.Optional(Type.Boolean({ default: true })),
    on_disconnect: Type.Optional(oneOf(['continue', 'cancel'])),
  },
  { additionalProperties: false },
);
const usage = Type.Object({ input_tokens: Type.Integer(), output_tokens: Type.Integer() });
const runError = nullable(Type.Object({ code: Type.String(), message: Type.String() }));
export const step = Type.Object({
  number: Type.Integer(),
  kind: oneOf(['model', 'tool']),
  step_number: nullable(Type.Integer()),
  tool: nullable(Type.String()),
  action: nullable(Type.String()),
  input: anyJson,
  output: anyJson,
  error: runError,
  status: oneOf(['running', 'completed', 'failed', 'waiting']),
  started_at: timestamp,
  ended_at: nullable(timestamp),
  duration_ms: nullable(Type.Integer()),
  usage: nullable(usage),
  attempt: Type.Integer(),
});
export const runStatuses = ['queued', 'running', 'waiting', 'cancelling', 'completed', 'failed', 'timeout', 'cancelled'] as const;
const runMembers = {
  id: Type.String(),
  agent: agentName,
  session_id: Type.String(),
  agent_version: Type.Integer(),
  model: Type.String(),
  status: oneOf(runStatuses),
  input: Type.String(),
  output: nullable(Type.String()),
  result: anyJson,
  error: runError,
  usage,
  steps_count: Type.Integer(),
  attempt: Type.Integer(),
  duration_ms: nullable(Type.Integer()),
  trigger: Type.Object({ kind: Type.String(), id: nullable(Type.String()), name: nullable(Type.String()) }),
  trace_id: Type.String({ description: 'The trace that the run is part of: that of its `traceparent`, or one of its own' }),
  created_at: timestamp,
  started_at: nullable(timestamp),
  ended_at: nullable(timestamp),
};
export const run = Type.Object({ ...runMembers, data: Type.Optional(nullable(jsonObject)), steps: Type.Optional(Type.Array(step)) });
export const event = Type.Object({
  seq: Type.Integer(),
  type: Type.String(),
  at: timestamp,
  run_id: nullable(Type.String()),
  payload: jsonObject,
});

export const provider = Type.Object({
  id: Type.String(),
  provider: oneOf(['openai', 'anthropic']),
  label: Type.String(),
  base_url: Type.String(),
  key_hint: Type.String(),
  models: Type.Array(Type.String()),
  created_at: timestamp,
});
export const providerCreate = Type.Object(
  {
    provider: oneOf(['openai', 'anthropic']),
    api_key: Type.String({ minLength: 1, maxLength: 500, pattern: '^[\\u0021-\\u007e]+$' }),
    label: Type.Optional(plainText(100, 1)),
    base_url: Type.Optional(Type.String({ maxLength: 500, pattern: '^https?://[^\\s]+$' })),
    models: Type.Optional(Type.Array(plainText(200, 1), { maxItems: 200 })),
  },
  { additionalProperties: false },
);
