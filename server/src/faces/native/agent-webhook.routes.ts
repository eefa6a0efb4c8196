import { getAgentWebhook, putAgentWebhook, removeAgentWebhook } from '../../domain/webhooks/index.ts';
import { route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { agentWebhook, agentWebhookPut, showAgentWebhook } from './webhooks.wire.ts';
import { idParams, refusals } from './wire.ts';

const shared = { tag: 'Webhooks' } as const;
const path = '/v1/agents/:id/webhook';

/** The one inline webhook of an agent, which hears what concerns that agent. */
export const agentWebhookRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path,
    operationId: 'getAgentWebhook',
    summary: "Get an agent's inline webhook; never its secret",
    params: idParams,
    answers: { 200: { description: 'The webhook', schema: agentWebhook }, ...refusals(403, 404) },
    operation: getAgentWebhook,
    read: ({ params }) => params.id,
    show: showAgentWebhook,
  }),
  route({
    ...shared,
    method: 'PUT',
    path,
    operationId: 'putAgentWebhook',
    summary: "Set an agent's inline webhook; when it is new, its secret is shown this once",
    params: idParams,
    body: agentWebhookPut,
    bodyExample: { url: 'https://agent.example.com/events', events: ['task.assigned'] },
    answers: { 200: { description: 'The webhook', schema: agentWebhook }, ...refusals(400, 403, 404, 422) },
    operation: putAgentWebhook,
    read: ({ params, body }) => ({ agent: params.id, url: body.url, events: body.events }),
    show: ({ webhook, secretHint, secret }) => ({
      ...showAgentWebhook({ webhook, secretHint }),
      ...(secret === null ? {} : { secret: secret.reveal() }),
    }),
    headers: () => ({ 'cache-control': 'no-store' }),
  }),
  route({
    ...shared,
    method: 'DELETE',
    path,
    operationId: 'removeAgentWebhook',
    summary: "Remove an agent's inline webhook with its deliveries",
    params: idParams,
    status: 204,
    answers: { 204: { description: 'Removed' }, ...refusals(403, 404) },
    operation: removeAgentWebhook,
    read: ({ params }) => params.id,
    show: () => undefined,
  }),
];
