import { Type } from 'typebox';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import { deliveryStates, webhookSchedules, webhookStyles } from '../../domain/webhooks/index.ts';
import type { Delivery, DeliveryDetail, HintedWebhook, Webhook, WebhookWithHealth } from '../../domain/webhooks/index.ts';
import { jsonObject, nullable, oneOf, plainText, timestamp } from '../kit/index.ts';
import { showAgentRef } from './projects.show.ts';
import { agentRef } from './projects.wire.ts';

const strict = { additionalProperties: false } as const;
const address = Type.String({ minLength: 1, maxLength: 2_000, description: 'http or https; a public address' });
const filter = Type.Array(plainText(100, 1), { maxItems: 50, description: 'Event names and `noun.*`; empty for all' });
const statuses = ['active', 'disabled'] as const;

const members = {
  description: Type.Optional(plainText(500)),
  events: Type.Optional(filter),
  style: Type.Optional(oneOf(webhookStyles)),
  schedule: Type.Optional(oneOf(webhookSchedules)),
};
export const webhookCreate = Type.Object(
  { url: address, ...members, agent: Type.Optional(plainText(200, 1, 'Makes it the inline webhook of this agent')) },
  strict,
);
export const webhookChange = Type.Object(
  { url: Type.Optional(address), ...members, status: Type.Optional(oneOf(statuses)) },
  { ...strict, minProperties: 1 },
);
export const agentWebhookPut = Type.Object({ url: address, events: Type.Optional(filter) }, strict);
export const secretRotate = Type.Object(
  {
    overlap_hours: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 168, default: 24, description: 'How long the old secret signs as well' }),
    ),
  },
  strict,
);
export const webhookTest = Type.Object({ event: Type.Optional(plainText(100, 1)) }, strict);
export const recoverBody = Type.Object({ since: timestamp }, strict);

const webhookMembers = {
  id: Type.String(),
  number: Type.Integer(),
  url: Type.String(),
  description: Type.String(),
  events: Type.Array(Type.String()),
  style: oneOf(webhookStyles),
  schedule: oneOf(webhookSchedules),
  status: oneOf(statuses),
  disabled_reason: nullable(Type.String()),
  failing_since: nullable(timestamp),
  previous_secret_until: nullable(timestamp),
  created_at: timestamp,
  updated_at: timestamp,
};
export const webhook = Type.Object({
  ...webhookMembers,
  agent: nullable(agentRef),
  success_24h: Type.Object({ delivered: Type.Integer(), failed: Type.Integer() }),
  p95_ms: nullable(Type.Integer()),
  last_delivery_at: nullable(timestamp),
  secret: Type.Optional(Type.String({ description: 'Only in the answer that made it' })),
});
export const rotated = Type.Object({ secret: Type.String({ description: 'Shown once' }), previous_secret_until: nullable(timestamp) });
export const agentWebhook = Type.Object({
  endpoint_id: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.String()),
  style: oneOf(webhookStyles),
  status: oneOf(statuses),
  disabled_reason: nullable(Type.String()),
  secret_hint: Type.String({ description: 'Last characters of the secret' }),
  secret: Type.Optional(Type.String({ description: 'Only in the answer that made it' })),
});
const deliveryMembers = {
  id: Type.String({ description: 'msg_…, the `webhook-id` that the receiver sees' }),
  webhook_id: Type.String(),
  seq: Type.Integer({ description: 'Gap-free per webhook, from 1' }),
  event: Type.String(),
  state: oneOf(deliveryStates),
  attempts: Type.Integer(),
  next_at: nullable(timestamp),
  last_status: nullable(Type.Integer()),
  last_error: nullable(Type.String()),
  created_at: timestamp,
  delivered_at: nullable(timestamp),
};
export const delivery = Type.Object(deliveryMembers);
const headers = Type.Record(Type.String(), Type.String());
export const deliveryDetail = Type.Object({
  ...deliveryMembers,
  payload: Type.String({ description: 'The exact text that is sent' }),
  attempts_log: Type.Array(
    Type.Object({
      number: Type.Integer(),
      at: timestamp,
      duration_ms: Type.Integer(),
      status: nullable(Type.Integer()),
      error: nullable(Type.String()),
      request_headers: headers,
      response_headers: nullable(headers),
      response_body: nullable(Type.String()),
    }),
  ),
  signature_base: nullable(Type.String({ description: 'What the last attempt was signed over' })),
});
export const webhookEvent = Type.Object({ name: Type.String(), description: Type.String(), example: jsonObject });

function showMembers(one: Webhook) {
  return {
    id: one.id,
    number: one.number,
    url: one.url,
    description: one.description,
    events: one.events,
    style: one.style,
    schedule: one.schedule,
    status: one.status,
    disabled_reason: one.disabledReason,
    failing_since: toRfc3339OrNull(one.failingSince),
    previous_secret_until: toRfc3339OrNull(one.previousSecretUntil),
    created_at: toRfc3339(one.createdAt),
    updated_at: toRfc3339(one.updatedAt),
  };
}

export function showWebhook({ webhook: one, agent, health }: WebhookWithHealth) {
  return {
    ...showMembers(one),
    agent: agent === null ? null : showAgentRef(agent),
    success_24h: { delivered: health.delivered, failed: health.failed },
    p95_ms: health.p95Ms,
    last_delivery_at: toRfc3339OrNull(health.lastDeliveryAt),
  };
}

export function showAgentWebhook({ webhook: one, secretHint }: HintedWebhook) {
  return {
    endpoint_id: one.id,
    url: one.url,
    events: one.events,
    style: one.style,
    status: one.status,
    disabled_reason: one.disabledReason,
    secret_hint: secretHint,
  };
}

export function showDelivery(one: Delivery) {
  return {
    id: one.id,
    webhook_id: one.webhookId,
    seq: one.seq,
    event: one.event,
    state: one.state,
    attempts: one.attempts,
    next_at: toRfc3339OrNull(one.nextAt),
    last_status: one.lastStatus,
    last_error: one.lastError,
    created_at: toRfc3339(one.createdAt),
    delivered_at: toRfc3339OrNull(one.deliveredAt),
  };
}

export function showDeliveryDetail({ delivery: one, payload, attempts, signatureBase }: DeliveryDetail) {
  return {
    ...showDelivery(one),
    payload,
    attempts_log: attempts.map((attempt) => ({
      number: attempt.number,
      at: toRfc3339(attempt.at),
      duration_ms: attempt.durationMs,
      status: attempt.status,
      error: attempt.error,
      request_headers: attempt.requestHeaders,
      response_headers: attempt.responseHeaders,
      response_body: attempt.responseBody,
    })),
    signature_base: signatureBase,
  };
}
