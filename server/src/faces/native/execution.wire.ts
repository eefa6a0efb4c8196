import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Secret } from '../../kernel/secret.ts';
import { agentProviders, executionModes } from '../../domain/agents/index.ts';
import type { ConnectionReport, ConnectionTest, ExecutionChanges, ExecutionSettings } from '../../domain/execution/index.ts';
import { longText, nullable, oneOf, plainText } from '../kit/index.ts';

const strict = { additionalProperties: false } as const;
const secret = Type.String({
  minLength: 1,
  maxLength: 500,
  pattern: '^[\\u0021-\\u007e]+$',
  description: 'Stored sealed; never shown again',
});
const url = Type.String({ maxLength: 500, pattern: '^https?://[^\\s]+$' });
const provider = oneOf(agentProviders);
const model = plainText(200, 1);

export const execution = Type.Object({
  mode: oneOf(executionModes),
  provider: nullable(provider),
  provider_key: nullable(Type.Object({ hint: Type.String(), base_url: Type.String() })),
  model: Type.String(),
  system_prompt: nullable(Type.String()),
  max_tokens: Type.Integer(),
  temperature: nullable(Type.Number()),
  available_providers: Type.Array(provider),
});

export const executionChange = Type.Object(
  {
    mode: Type.Optional(oneOf(executionModes)),
    provider: Type.Optional(nullable(provider)),
    provider_api_key: Type.Optional(nullable(secret)),
    provider_base_url: Type.Optional(nullable(url)),
    model: Type.Optional(model),
    system_prompt: Type.Optional(nullable(longText(100_000))),
    max_tokens: Type.Optional(Type.Integer({ minimum: 1, maximum: 200_000 })),
    temperature: Type.Optional(nullable(Type.Number({ minimum: 0, maximum: 2 }))),
  },
  { ...strict, minProperties: 1 },
);

export const connectionTest = Type.Object(
  { provider: Type.Optional(provider), api_key: Type.Optional(secret), base_url: Type.Optional(url), model: Type.Optional(model) },
  strict,
);
export const connection = Type.Object({
  connected: Type.Boolean(),
  model: Type.String(),
  message: Type.String(),
  latency_ms: Type.Integer(),
});

export const taskExecution = Type.Object({ run_id: Type.String(), session_id: Type.String(), task_id: Type.String() });

export function readExecution(body: Static<typeof executionChange>): ExecutionChanges {
  const { provider_api_key: key, provider_base_url: providerBaseUrl, system_prompt: systemPrompt, max_tokens: maxTokens, ...rest } = body;
  return { ...rest, providerBaseUrl, systemPrompt, maxTokens, providerApiKey: typeof key === 'string' ? new Secret(key) : key };
}

export function showExecution({ agent, key, availableProviders }: ExecutionSettings) {
  return {
    mode: agent.executionMode,
    provider: agent.provider,
    provider_key: key === null ? null : { hint: `…${key.hint}`, base_url: key.baseUrl },
    model: agent.model,
    system_prompt: agent.systemPrompt,
    max_tokens: agent.config.maxTokens,
    temperature: agent.config.temperature,
    available_providers: availableProviders,
  };
}

export function readTest(agent: string, { api_key: key, base_url: baseUrl, ...rest }: Static<typeof connectionTest>): ConnectionTest {
  return { agent, ...rest, baseUrl, apiKey: key === undefined ? undefined : new Secret(key) };
}

export function showConnection({ connected, model: name, message, latencyMs }: ConnectionReport) {
  return { connected, model: name, message, latency_ms: latencyMs };
}
