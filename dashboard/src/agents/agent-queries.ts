import type { Agent, Forgeyard } from '@forgeyard/sdk';
import { queryOptions } from '@tanstack/react-query';
import { statusOf } from '../api/failure.ts';
import { wireCall } from '../api/wire-call.ts';
import type { AgentWebhook } from '../webhooks/webhook.wire.ts';
import type {
  AgentMetrics,
  ConnectionProbe,
  ConnectionResult,
  Execution,
  ExecutionChange,
  RunnableTask,
  StartedTask,
} from './agent.wire.ts';

const tasksMax = 100;
const keysMax = 200;

const at = (slug: string, more: string) => `/v1/agents/${encodeURIComponent(slug)}/${more}`;

export const executionQuery = (forge: Forgeyard, slug: string) =>
  queryOptions({
    queryKey: ['agents', 'execution', slug],
    queryFn: ({ signal }) => wireCall<Execution>(forge, 'GET', at(slug, 'execution'), { signal }),
  });

export const configureExecution = (forge: Forgeyard, slug: string, body: ExecutionChange) =>
  wireCall<Execution>(forge, 'PATCH', at(slug, 'execution'), { body });

/** Asks the provider for a few words; takes as long as the provider does. */
export const testConnection = (forge: Forgeyard, slug: string, body: ConnectionProbe) =>
  wireCall<ConnectionResult>(forge, 'POST', at(slug, 'test-connection'), { body });

export const linkOwner = (forge: Forgeyard, slug: string, userId: string | null) =>
  wireCall<Agent>(forge, 'PUT', at(slug, 'owner'), { body: { user_id: userId } });

export const metricsQuery = (forge: Forgeyard, slug: string, period: string) =>
  queryOptions({
    queryKey: ['agents', 'metrics', slug, period],
    queryFn: ({ signal }) => wireCall<AgentMetrics>(forge, 'GET', at(slug, 'metrics'), { query: { period }, signal }),
  });

/** The inline webhook; null when the agent has none. */
export const agentWebhookQuery = (forge: Forgeyard, slug: string) =>
  queryOptions({
    queryKey: ['agents', 'webhook', slug],
    queryFn: ({ signal }) => wireCall<AgentWebhook>(forge, 'GET', at(slug, 'webhook'), { signal }).catch(nullWhenMissing),
  });

export const putAgentWebhook = (forge: Forgeyard, slug: string, body: { readonly url: string; readonly events: readonly string[] }) =>
  wireCall<AgentWebhook>(forge, 'PUT', at(slug, 'webhook'), { body });

export const removeAgentWebhook = (forge: Forgeyard, slug: string) => wireCall<null>(forge, 'DELETE', at(slug, 'webhook'));

/** Keys that act as the agent or name it in their reach, newest first. */
export const agentKeysQuery = (forge: Forgeyard, slug: string) =>
  queryOptions({
    queryKey: ['credentials', 'agent', slug],
    queryFn: async ({ signal }) => (await forge.credentials.list({ agent: slug, limit: keysMax }, { signal })).data,
  });

/** Tasks that wait for this agent to begin. */
export const assignedTasksQuery = (forge: Forgeyard, slug: string) =>
  queryOptions({
    queryKey: ['tasks', 'assigned', slug],
    queryFn: async ({ signal }) =>
      (
        await wireCall<{ readonly data: readonly RunnableTask[] }>(forge, 'GET', '/v1/tasks', {
          query: { agent: slug, status: 'assigned', sort: 'priority', limit: tasksMax },
          signal,
        })
      ).data,
  });

export const executeTask = (forge: Forgeyard, taskId: string) =>
  wireCall<StartedTask>(forge, 'POST', `/v1/tasks/${encodeURIComponent(taskId)}/execute`);

function nullWhenMissing(thrown: unknown): null {
  if (statusOf(thrown) === 404) return null;
  throw thrown;
}
