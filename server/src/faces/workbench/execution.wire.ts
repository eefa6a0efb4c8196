import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Secret } from '../../kernel/secret.ts';
import { agentProviders, executionModes } from '../../domain/agents/index.ts';
import { errorCategories } from '../../domain/execution/index.ts';
import type { ConnectionTest, ExecutionChanges, ExecutionSettings } from '../../domain/execution/index.ts';
import { longText, nullable, oneOf, plainText } from '../kit/index.ts';

const strict = { additionalProperties: false } as const;
const secret = Type.String({
  minLength: 1,
  maxLength: 500,
  pattern: '^[\\u0021-\\u007e]+$',
  description: 'Stored sealed; never shown again',
});
const url = Type.String({
  maxLength: 500,
  pattern: '^https?://[^\\s]+$',
  description: 'Another address without a key drops the stored key',
});
const provider = oneOf(agentProviders);
const model = plainText(200, 1);

/** Source: agents API, "Configure Execution"; null takes back. */
export const executionChange = Type.Object(
  {
    provider: Type.Optional(nullable(provider)),
    providerApiKey: Type.Optional(nullable(secret)),
    providerBaseUrl: Type.Optional(nullable(url)),
    providerLabel: Type.Optional(plainText(100, 1)),
    providerModel: Type.Optional(model),
    systemPrompt: Type.Optional(nullable(longText(100_000))),
    executionMode: Type.Optional(oneOf(executionModes)),
    maxTokens: Type.Optional(Type.Integer({ minimum: 1, maximum: 200_000, default: 4096 })),
    temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 2, default: 0.7, description: '0-1; to 2 where the provider takes it' })),
  },
  { ...strict, minProperties: 1 },
);

export const execution = Type.Object({
  id: Type.Integer(),
  provider: nullable(provider),
  providerModel: Type.String(),
  providerBaseUrl: nullable(Type.String()),
  providerKeyHint: nullable(Type.String({ description: "The end of the agent's own key" })),
  systemPrompt: nullable(Type.String()),
  executionMode: oneOf(executionModes),
  maxTokens: Type.Integer(),
  temperature: nullable(Type.Number()),
});

/** Source: agents API, "Test Provider Connection"; without a body the stored configuration is tried. */
export const connectionTest = Type.Object(
  { provider: Type.Optional(provider), apiKey: Type.Optional(secret), baseUrl: Type.Optional(url), model: Type.Optional(model) },
  strict,
);
export const connection = Type.Object({ connected: Type.Boolean(), model: Type.String(), message: Type.String() });

/** Source: agents API, "Execute Task". */
export const taskExecution = Type.Object(
  { taskId: Type.Union([Type.Integer({ minimum: 1 }), Type.String({ minLength: 1, maxLength: 64 })], { description: 'Number or UUID' }) },
  strict,
);
const usage = Type.Object({ inputTokens: Type.Integer(), outputTokens: Type.Integer() });
export const executed = Type.Object({ deliverableId: Type.Integer(), content: Type.String(), usage });
export const executionWaits = Type.Object({
  deliverableId: Type.Null(),
  content: Type.Null(),
  usage,
  runId: Type.String(),
  message: Type.String(),
});
export const executionFailed = Type.Object({
  success: Type.Literal(false),
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    details: Type.Object({ category: nullable(oneOf(errorCategories)), runId: Type.String() }),
  }),
});

export function readExecution(body: Static<typeof executionChange>): ExecutionChanges {
  const { executionMode: mode, providerModel, providerApiKey: key, ...rest } = body;
  return { ...rest, mode, model: providerModel, providerApiKey: typeof key === 'string' ? new Secret(key) : key };
}

export function showExecution({ agent, key }: ExecutionSettings) {
  return {
    id: agent.number,
    provider: agent.provider,
    providerModel: agent.model,
    providerBaseUrl: key?.baseUrl ?? null,
    providerKeyHint: key === null ? null : `…${key.hint}`,
    systemPrompt: agent.systemPrompt,
    executionMode: agent.executionMode,
    maxTokens: agent.config.maxTokens,
    temperature: agent.config.temperature,
  };
}

export function readTest(agent: string, { apiKey, ...rest }: Static<typeof connectionTest>): ConnectionTest {
  return { agent, ...rest, apiKey: apiKey === undefined ? undefined : new Secret(apiKey) };
}
