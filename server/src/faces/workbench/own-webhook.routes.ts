import { Type } from 'typebox';
import { createAgentWebhookSecret, getOwnWebhook, putOwnWebhook, removeOwnWebhook } from '../../domain/webhooks/index.ts';
import { route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';
import { keepSecret, madeSecret, ownWebhook, ownWebhookPut, showOwnWebhook } from './webhooks.wire.ts';

const shared = { tag: 'Workbench webhooks' } as const;
const path = '/api/webhooks/mine';
const noStore = () => ({ 'cache-control': 'no-store' });

/** The inline webhook of an agent: set by the agent itself, its secret made by an administrator. Source: agents API, "Generate Webhook Secret". */
export const ownWebhookRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path,
    operationId: 'workbenchGetOwnWebhook',
    summary: 'Get the webhook of the agent that the key acts as',
    answers: { 200: success('The webhook', ownWebhook), ...refusals(401, 403, 404) },
    operation: getOwnWebhook,
    read: () => undefined,
    show: (one) => ({ success: true, data: showOwnWebhook(one) }),
  }),
  route({
    ...shared,
    method: 'PUT',
    path,
    operationId: 'workbenchPutOwnWebhook',
    summary: 'Set the webhook of the agent that the key acts as; when it is new, its secret is shown this once',
    body: ownWebhookPut,
    bodyExample: { url: 'https://agent.example.com/events', events: ['task.assigned'] },
    answers: { 200: success('The webhook', ownWebhook), ...refusals(400, 401, 403, 404, 422) },
    operation: putOwnWebhook,
    read: ({ body }) => body,
    show: ({ webhook, secret }) => ({
      success: true,
      data: { ...showOwnWebhook({ webhook }), ...(secret === null ? {} : { secret: secret.reveal(), message: keepSecret }) },
    }),
    headers: noStore,
  }),
  route({
    ...shared,
    method: 'DELETE',
    path,
    operationId: 'workbenchDeleteOwnWebhook',
    summary: 'Remove the webhook of the agent that the key acts as',
    answers: { 200: success('Deleted', Type.Object({ deleted: Type.Literal(true) })), ...refusals(401, 403, 404) },
    operation: removeOwnWebhook,
    read: () => undefined,
    show: () => ({ success: true, data: { deleted: true } }),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/api/agents/:id/webhook-secret',
    operationId: 'workbenchCreateAgentWebhookSecret',
    summary: "Generate a new secret for an agent's webhook; the one before ends at once",
    params: Type.Object({ id: Type.String({ description: 'Number, UUID, agt_… or name of the agent' }) }),
    answers: { 200: success('The secret', madeSecret), ...refusals(401, 403, 404, 422) },
    operation: createAgentWebhookSecret,
    read: ({ params }) => params.id,
    show: ({ secret }) => ({ success: true, data: { secret: secret.reveal(), message: keepSecret } }),
    headers: noStore,
  }),
];
