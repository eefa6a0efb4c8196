import { Type } from 'typebox';
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listDeliveries,
  listWebhooks,
  resendDelivery,
  rotateWebhookSecret,
  sendTestEvent,
  updateWebhook,
} from '../../domain/webhooks/index.ts';
import { oneOf, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';
import {
  delivery,
  deliveryStatuses,
  keepSecret,
  madeSecret,
  readStatus,
  showDelivery,
  showWebhook,
  statesOf,
  webhook,
  webhookChange,
  webhookCreate,
  webhookTest,
} from './webhooks.wire.ts';

const shared = { tag: 'Workbench webhooks' } as const;
const params = Type.Object({ id: Type.String({ description: 'Number or UUID of the webhook' }) });
const listMax = 200;
const noStore = () => ({ 'cache-control': 'no-store' });

const endpoints: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/api/webhooks',
    operationId: 'workbenchListWebhooks',
    summary: 'List webhooks, newest first, at most 200; never a secret',
    answers: { 200: success('Webhooks', Type.Array(webhook)), ...refusals(401, 403) },
    operation: listWebhooks,
    read: () => ({ limit: listMax }),
    show: ({ items }) => ({ success: true, data: items.map(showWebhook) }),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/api/webhooks',
    operationId: 'workbenchCreateWebhook',
    summary: 'Add a webhook of the organisation, or of one agent; its secret is shown this once',
    body: webhookCreate,
    bodyExample: { url: 'https://hooks.example.com/forgeyard', events: ['task.assigned'], agentId: 1 },
    status: 201,
    answers: { 201: success('The webhook with its secret', webhook), ...refusals(400, 401, 403, 404, 409, 422) },
    operation: createWebhook,
    read: ({ body }) => ({
      url: body.url,
      events: body.events,
      description: body.description,
      style: 'cavendo' as const,
      schedule: 'short' as const,
      agent: body.agentId === undefined || body.agentId === null ? undefined : String(body.agentId),
    }),
    show: ({ secret, ...made }) => ({ success: true, data: { ...showWebhook(made), secret: secret.reveal(), message: keepSecret } }),
    headers: noStore,
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/webhooks/:id',
    operationId: 'workbenchGetWebhook',
    summary: 'Get a webhook',
    params,
    answers: { 200: success('The webhook', webhook), ...refusals(401, 403, 404) },
    operation: getWebhook,
    read: (wire) => wire.params.id,
    show: (one) => ({ success: true, data: showWebhook(one) }),
  }),
  route({
    ...shared,
    method: 'PATCH',
    path: '/api/webhooks/:id',
    operationId: 'workbenchUpdateWebhook',
    summary: 'Change a webhook, or turn it off and on',
    params,
    body: webhookChange,
    bodyExample: { status: 'inactive' },
    answers: { 200: success('The webhook', webhook), ...refusals(400, 401, 403, 404, 422) },
    operation: updateWebhook,
    read: ({ params: { id }, body }) => ({ address: id, changes: { ...body, status: readStatus(body.status) } }),
    show: (one) => ({ success: true, data: showWebhook(one) }),
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/api/webhooks/:id',
    operationId: 'workbenchDeleteWebhook',
    summary: 'Delete a webhook with its deliveries',
    params,
    answers: { 200: success('Deleted', Type.Object({ deleted: Type.Literal(true) })), ...refusals(401, 403, 404) },
    operation: deleteWebhook,
    read: (wire) => wire.params.id,
    show: () => ({ success: true, data: { deleted: true } }),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/api/webhooks/:id/rotate-secret',
    operationId: 'workbenchRotateWebhookSecret',
    summary: 'Replace the signing secret; the old one signs as well for a day',
    params,
    answers: { 200: success('The new secret', madeSecret), ...refusals(401, 403, 404) },
    operation: rotateWebhookSecret,
    read: (wire) => ({ address: wire.params.id }),
    show: ({ secret }) => ({ success: true, data: { secret: secret.reveal(), message: keepSecret } }),
    headers: noStore,
  }),
];

const sending: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'POST',
    path: '/api/webhooks/:id/test',
    operationId: 'workbenchTestWebhook',
    summary: 'Send an example of an event, whatever the filter says',
    params,
    body: webhookTest,
    isBodyOptional: true,
    bodyExample: { event: 'task.assigned' },
    answers: { 200: success('The delivery', delivery), ...refusals(400, 401, 403, 404, 409, 422) },
    operation: sendTestEvent,
    read: ({ params: { id }, body }) => ({ webhook: id, event: body.event }),
    show: (sent) => ({ success: true, data: showDelivery(sent) }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/webhooks/:id/deliveries',
    operationId: 'workbenchListDeliveries',
    summary: 'List deliveries of a webhook, newest first',
    params,
    query: Type.Object({
      status: Type.Optional(oneOf(deliveryStatuses)),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: listMax, default: 50 })),
    }),
    answers: { 200: success('Deliveries', Type.Array(delivery)), ...refusals(400, 401, 403, 404) },
    operation: listDeliveries,
    read: ({ params: { id }, query }) => ({
      webhook: id,
      states: query.status === undefined ? undefined : statesOf[query.status],
      limit: query.limit ?? 50,
    }),
    show: ({ items }) => ({ success: true, data: items.map(showDelivery) }),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/api/webhooks/:id/deliveries/:deliveryId/retry',
    operationId: 'workbenchRetryDelivery',
    summary: 'Send a delivery again, under the same id',
    params: Type.Object({ id: Type.String(), deliveryId: Type.String({ description: 'msg_…' }) }),
    answers: { 200: success('The delivery', delivery), ...refusals(401, 403, 404, 409) },
    operation: resendDelivery,
    read: (wire) => ({ webhook: wire.params.id, delivery: wire.params.deliveryId }),
    show: (sent) => ({ success: true, data: showDelivery(sent) }),
  }),
];

/** Source: surfaces of the agents API, webhooks. */
export const webhookRoutes: readonly RouteDraft[] = [...endpoints, ...sending];
