import { Type } from 'typebox';
import { deliveryStates, getDelivery, listDeliveries, recoverDeliveries, resendDelivery } from '../../domain/webhooks/index.ts';
import { plainText, readWords, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showPage } from './show.ts';
import { delivery, deliveryDetail, recoverBody, showDelivery, showDeliveryDetail } from './webhooks.wire.ts';
import { idParams, pageOf, pageQuery, refusals } from './wire.ts';

const shared = { tag: 'Webhooks' } as const;
const deliveryParams = Type.Object({ id: Type.String(), delivery_id: Type.String({ description: 'msg_…' }) });

const list = route({
  ...shared,
  method: 'GET',
  path: '/v1/webhooks/:id/deliveries',
  operationId: 'listWebhookDeliveries',
  summary: 'List deliveries of a webhook, newest first, of one or several states (`pending,retrying`); they are kept for 30 days',
  params: idParams,
  query: Type.Object({ ...pageQuery, state: Type.Optional(plainText(100)), event: Type.Optional(plainText(100, 1)) }),
  answers: { 200: { description: 'Deliveries', schema: pageOf(delivery) }, ...refusals(400, 403, 404) },
  operation: listDeliveries,
  read: ({ params, query }) => ({
    webhook: params.id,
    states: readWords(query.state, deliveryStates, '/state'),
    event: query.event,
    limit: query.limit ?? 50,
    cursor: query.cursor,
  }),
  show: (page) => showPage(page, showDelivery),
});

const get = route({
  ...shared,
  method: 'GET',
  path: '/v1/webhooks/:id/deliveries/:delivery_id',
  operationId: 'getWebhookDelivery',
  summary: 'Get a delivery with its body, its attempts and what was signed',
  params: deliveryParams,
  answers: { 200: { description: 'The delivery', schema: deliveryDetail }, ...refusals(403, 404) },
  operation: getDelivery,
  read: ({ params }) => ({ webhook: params.id, delivery: params.delivery_id }),
  show: showDeliveryDetail,
});

const resend = route({
  ...shared,
  method: 'POST',
  path: '/v1/webhooks/:id/deliveries/:delivery_id/resend',
  operationId: 'resendWebhookDelivery',
  summary: 'Send a delivery again, under the same id',
  params: deliveryParams,
  status: 202,
  answers: { 202: { description: 'The delivery', schema: delivery }, ...refusals(403, 404, 409) },
  operation: resendDelivery,
  read: ({ params }) => ({ webhook: params.id, delivery: params.delivery_id }),
  show: showDelivery,
});

const recover = route({
  ...shared,
  method: 'POST',
  path: '/v1/webhooks/:id/recover',
  operationId: 'recoverWebhookDeliveries',
  summary: 'Send again what was given up since a time, the oldest 10,000 of it',
  params: idParams,
  body: recoverBody,
  bodyExample: { since: '2027-01-15T12:00:00.000Z' },
  status: 202,
  answers: {
    202: { description: 'How many are sent again', schema: Type.Object({ deliveries: Type.Integer() }) },
    ...refusals(400, 403, 404, 409),
  },
  operation: recoverDeliveries,
  read: ({ params, body }) => ({ webhook: params.id, since: Date.parse(body.since) }),
  show: (count) => ({ deliveries: count }),
});

export const webhookDeliveryRoutes: readonly RouteDraft[] = [list, get, resend, recover];
