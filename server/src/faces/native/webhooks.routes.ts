import { Type } from 'typebox';
import { toRfc3339OrNull } from '../../kernel/clock.ts';
import {
  createWebhook,
  deleteWebhook,
  describedEvents,
  getWebhook,
  listWebhooks,
  rotateWebhookSecret,
  sendTestEvent,
  updateWebhook,
} from '../../domain/webhooks/index.ts';
import { route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showPage } from './show.ts';
import {
  delivery,
  rotated,
  secretRotate,
  showDelivery,
  showWebhook,
  webhook,
  webhookChange,
  webhookCreate,
  webhookEvent,
  webhookTest,
} from './webhooks.wire.ts';
import { idParams, pageOf, pageQuery, refusals } from './wire.ts';

const shared = { tag: 'Webhooks' } as const;

const events = route({
  ...shared,
  method: 'GET',
  path: '/v1/webhook-events',
  operationId: 'listWebhookEvents',
  summary: 'List the events that webhooks are told of, each with an example of its data',
  answers: { 200: { description: 'Events', schema: Type.Object({ data: Type.Array(webhookEvent) }) }, ...refusals(403) },
  operation: async () => describedEvents,
  read: () => undefined,
  show: (all) => ({ data: all }),
});

const list = route({
  ...shared,
  method: 'GET',
  path: '/v1/webhooks',
  operationId: 'listWebhooks',
  summary: 'List webhooks of the organisation and of its agents, newest first; never a secret',
  query: Type.Object(pageQuery),
  answers: { 200: { description: 'Webhooks', schema: pageOf(webhook) }, ...refusals(400, 403) },
  operation: listWebhooks,
  read: ({ query }) => ({ limit: query.limit ?? 50, cursor: query.cursor }),
  show: (page) => showPage(page, showWebhook),
});

const create = route({
  ...shared,
  method: 'POST',
  path: '/v1/webhooks',
  operationId: 'createWebhook',
  summary: 'Add a webhook; its secret is shown this once',
  body: webhookCreate,
  bodyExample: { url: 'https://hooks.example.com/forgeyard', events: ['task.*', 'deliverable.submitted'] },
  status: 201,
  answers: { 201: { description: 'The webhook with its secret', schema: webhook }, ...refusals(400, 403, 404, 409, 422) },
  operation: createWebhook,
  read: ({ body }) => body,
  show: ({ secret, ...made }) => ({ ...showWebhook(made), secret: secret.reveal() }),
  headers: ({ webhook: made }) => ({ location: `/v1/webhooks/${made.id}`, 'cache-control': 'no-store' }),
});

const get = route({
  ...shared,
  method: 'GET',
  path: '/v1/webhooks/:id',
  operationId: 'getWebhook',
  summary: 'Get a webhook by UUID or number',
  params: idParams,
  answers: { 200: { description: 'The webhook', schema: webhook }, ...refusals(403, 404) },
  operation: getWebhook,
  read: ({ params }) => params.id,
  show: showWebhook,
});

const update = route({
  ...shared,
  method: 'PATCH',
  path: '/v1/webhooks/:id',
  operationId: 'updateWebhook',
  summary: 'Change a webhook, or turn it off and on; what waits for one that is off is kept',
  params: idParams,
  body: webhookChange,
  bodyExample: { status: 'disabled' },
  answers: { 200: { description: 'The webhook', schema: webhook }, ...refusals(400, 403, 404, 422) },
  operation: updateWebhook,
  read: ({ params, body }) => ({ address: params.id, changes: body }),
  show: showWebhook,
});

const remove = route({
  ...shared,
  method: 'DELETE',
  path: '/v1/webhooks/:id',
  operationId: 'deleteWebhook',
  summary: 'Delete a webhook with its deliveries',
  params: idParams,
  status: 204,
  answers: { 204: { description: 'Deleted' }, ...refusals(403, 404) },
  operation: deleteWebhook,
  read: ({ params }) => params.id,
  show: () => undefined,
});

const rotate = route({
  ...shared,
  method: 'POST',
  path: '/v1/webhooks/:id/rotate-secret',
  operationId: 'rotateWebhookSecret',
  summary: 'Replace the signing secret; the old one signs as well until the overlap ends',
  params: idParams,
  body: secretRotate,
  isBodyOptional: true,
  bodyExample: { overlap_hours: 48 },
  answers: { 200: { description: 'The new secret, shown this once', schema: rotated }, ...refusals(400, 403, 404) },
  operation: rotateWebhookSecret,
  read: ({ params, body }) => ({ address: params.id, overlapHours: body.overlap_hours }),
  show: ({ webhook: one, secret }) => ({ secret: secret.reveal(), previous_secret_until: toRfc3339OrNull(one.previousSecretUntil) }),
  headers: () => ({ 'cache-control': 'no-store' }),
});

const test = route({
  ...shared,
  method: 'POST',
  path: '/v1/webhooks/:id/test',
  operationId: 'testWebhook',
  summary: 'Send an example of an event, whatever the filter says',
  params: idParams,
  body: webhookTest,
  isBodyOptional: true,
  bodyExample: { event: 'task.assigned' },
  status: 202,
  answers: { 202: { description: 'The delivery', schema: delivery }, ...refusals(400, 403, 404, 409, 422) },
  operation: sendTestEvent,
  read: ({ params, body }) => ({ webhook: params.id, event: body.event }),
  show: showDelivery,
});

export const webhookRoutes: readonly RouteDraft[] = [events, list, create, get, update, remove, rotate, test];
