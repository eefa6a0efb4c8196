import type { Forgeyard, MetricPeriod } from '@forgeyard/sdk';
import { queryOptions } from '@tanstack/react-query';
import { statusOf } from '../api/failure.ts';

const tasksMax = 100;
const keysMax = 200;

export const executionQuery = (forge: Forgeyard, slug: string) =>
  queryOptions({ queryKey: ['agents', 'execution', slug], queryFn: ({ signal }) => forge.agents.execution.get(slug, { signal }) });

export const metricsQuery = (forge: Forgeyard, slug: string, period: MetricPeriod) =>
  queryOptions({ queryKey: ['agents', 'metrics', slug, period], queryFn: ({ signal }) => forge.agents.metrics(slug, period, { signal }) });

/** The inline webhook; null when the agent has none. */
export const agentWebhookQuery = (forge: Forgeyard, slug: string) =>
  queryOptions({
    queryKey: ['agents', 'webhook', slug],
    queryFn: ({ signal }) => forge.agents.webhook.get(slug, { signal }).catch(nullWhenMissing),
  });

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
      (await forge.tasks.list({ agent: slug, status: 'assigned', sort: 'priority', limit: tasksMax }, { signal })).data,
  });

function nullWhenMissing(thrown: unknown): null {
  if (statusOf(thrown) === 404) return null;
  throw thrown;
}
