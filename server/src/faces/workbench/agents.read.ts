import type { AgentChanges, Alongside, NewAgent } from '../../domain/agents/index.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { Secret } from '../../kernel/secret.ts';
import { applyExecution } from '../../domain/execution/index.ts';
import type { ExecutionChanges } from '../../domain/execution/index.ts';
import { setAgentWebhook } from '../../domain/webhooks/index.ts';
import type { AgentChangeWire, AgentCreateWire } from './agents.wire.ts';

/** What a registration asks for; the contract's name is free text, so the slug is made from it. */
export function readCreate(body: AgentCreateWire): NewAgent {
  return {
    displayName: body.name,
    autonomy: body.type,
    description: body.description,
    capabilities: body.capabilities,
    maxConcurrent: body.maxConcurrentTasks ?? body.max_concurrent_tasks,
    also: readExecutionAtOnce(body),
  };
}

/** The provider configuration, where the registration carries one: stored in the same transaction, so that there is never half an agent. */
function readExecutionAtOnce(body: AgentCreateWire): Alongside | undefined {
  const key = body.providerApiKey ?? body.provider_api_key;
  const changes: ExecutionChanges = {
    mode: body.executionMode ?? body.execution_mode,
    provider: body.provider,
    providerApiKey: typeof key === 'string' ? new Secret(key) : key,
    providerBaseUrl: body.providerBaseUrl ?? body.provider_base_url,
    providerLabel: body.providerLabel ?? body.provider_label,
    model: body.providerModel ?? body.provider_model,
    systemPrompt: body.systemPrompt ?? body.system_prompt,
    maxTokens: body.maxTokens ?? body.max_tokens,
    temperature: body.temperature,
  };
  const isGiven = Object.values(changes).some((value) => value !== undefined);
  return isGiven ? (tx, at, agent) => applyExecution(tx, at, agent, changes) : undefined;
}

const webhookMembers: Readonly<Record<string, string>> = { '/url': '/webhookUrl', '/events': '/webhookEvents' };

/** The webhook's own names of what is wrong, as this body calls them. */
function inWordsOfTheBody(error: unknown): never {
  if (!(error instanceof Refusal)) throw error;
  const fields = error.detail.fields?.map((field) => ({ ...field, pointer: webhookMembers[field.pointer] ?? field.pointer }));
  throw fields === undefined ? error : new Refusal(error.kind, error.reason, error.message, { ...error.detail, fields });
}

/** What an update asks for: the agent's own members, and its webhook, which is changed in the same transaction. */
export function readChanges(body: AgentChangeWire): { readonly changes: AgentChanges; readonly also: Alongside | undefined } {
  const changes: AgentChanges = {
    displayName: body.name,
    autonomy: body.type,
    description: body.description,
    capabilities: body.capabilities,
    status: body.status,
    maxConcurrent: body.maxConcurrentTasks ?? body.max_concurrent_tasks,
  };
  const url = body.webhookUrl === undefined ? body.webhook_url : body.webhookUrl;
  const events = body.webhookEvents ?? body.webhook_events;
  if (url === undefined && events === undefined) return { changes, also: undefined };
  return {
    changes,
    also: async (tx, at, agent) => {
      await setAgentWebhook(tx, at, agent, { url, events }).catch(inWordsOfTheBody);
      return undefined;
    },
  };
}
