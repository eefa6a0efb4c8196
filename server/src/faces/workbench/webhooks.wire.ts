import { Type } from 'typebox';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import type { Delivery, HintedWebhook, Webhook, WebhookWithHealth } from '../../domain/webhooks/index.ts';
import { nullable, oneOf, plainText, timestamp } from '../kit/index.ts';

const strict = { additionalProperties: false } as const;
const address = Type.String({ minLength: 1, maxLength: 2_000 });
const filter = Type.Array(plainText(100, 1), { maxItems: 50, description: 'Event names and `noun.*`; empty for all' });
const statuses = ['active', 'inactive'] as const;

/** This face calls a webhook that is off inactive. */
type WorkbenchStatus = (typeof statuses)[number];

const agentNumber = Type.Union([Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), plainText(200, 1), Type.Null()]);

export const webhookCreate = Type.Object(
  { url: address, events: Type.Optional(filter), agentId: Type.Optional(agentNumber), description: Type.Optional(plainText(500)) },
  strict,
);
export const webhookChange = Type.Object(
  {
    url: Type.Optional(address),
    events: Type.Optional(filter),
    status: Type.Optional(oneOf(statuses)),
    description: Type.Optional(plainText(500)),
  },
  { ...strict, minProperties: 1 },
);
export const ownWebhookPut = Type.Object({ url: address, events: Type.Optional(filter) }, strict);
export const webhookTest = Type.Object({ event: Type.Optional(plainText(100, 1)) }, strict);

const members = {
  id: Type.Integer(),
  url: Type.String(),
  events: Type.Array(Type.String()),
  status: oneOf(statuses),
  created_at: timestamp,
  updated_at: timestamp,
};
export const ownWebhook = Type.Object({
  ...members,
  secret: Type.Optional(Type.String({ description: 'Only in the answer that made it' })),
  message: Type.Optional(Type.String()),
});
export const webhook = Type.Object({
  ...members,
  agent_id: nullable(Type.Integer()),
  agent_name: nullable(Type.String()),
  description: Type.String(),
  disabled_reason: nullable(Type.String()),
  failing_since: nullable(timestamp),
  last_triggered_at: nullable(timestamp),
  hasSecret: Type.Literal(true),
  secret: Type.Optional(Type.String({ description: 'Only in the answer that made it' })),
  message: Type.Optional(Type.String()),
});
export const madeSecret = Type.Object({ secret: Type.String({ description: 'Shown once' }), message: Type.String() });

export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const;
export const delivery = Type.Object({
  id: Type.String({ description: 'msg_…' }),
  sequence: Type.Integer(),
  event_type: Type.String(),
  status: oneOf(deliveryStatuses),
  attempts: Type.Integer(),
  response_status: nullable(Type.Integer()),
  error: nullable(Type.String()),
  next_attempt_at: nullable(timestamp),
  created_at: timestamp,
  delivered_at: nullable(timestamp),
});

/** Source: agents API, "Generate Webhook Secret". */
export const keepSecret = 'Store this secret securely';

const wordOfStatus = (one: Webhook): WorkbenchStatus => (one.status === 'active' ? 'active' : 'inactive');
export const readStatus = (word: WorkbenchStatus | undefined): 'active' | 'disabled' | undefined =>
  word === 'inactive' ? 'disabled' : word;

/** Our states behind the words of this face. */
export const statesOf = { pending: ['pending', 'retrying'], delivered: ['delivered'], failed: ['dead'] } as const;
const wordOfState = { pending: 'pending', retrying: 'pending', delivered: 'delivered', dead: 'failed' } as const;

function showMembers(one: Webhook) {
  return {
    id: one.number,
    url: one.url,
    events: one.events,
    status: wordOfStatus(one),
    created_at: toRfc3339(one.createdAt),
    updated_at: toRfc3339(one.updatedAt),
  };
}

export function showWebhook({ webhook: one, agent, health }: WebhookWithHealth) {
  return {
    ...showMembers(one),
    agent_id: agent?.number ?? null,
    agent_name: agent?.displayName ?? null,
    description: one.description,
    disabled_reason: one.disabledReason,
    failing_since: toRfc3339OrNull(one.failingSince),
    last_triggered_at: toRfc3339OrNull(health.lastDeliveryAt),
    hasSecret: true,
  };
}

export function showOwnWebhook({ webhook: one }: Pick<HintedWebhook, 'webhook'>) {
  return showMembers(one);
}

export function showDelivery(one: Delivery) {
  return {
    id: one.id,
    sequence: one.seq,
    event_type: one.event,
    status: wordOfState[one.state],
    attempts: one.attempts,
    response_status: one.lastStatus,
    error: one.lastError,
    next_attempt_at: toRfc3339OrNull(one.nextAt),
    created_at: toRfc3339(one.createdAt),
    delivered_at: toRfc3339OrNull(one.deliveredAt),
  };
}
