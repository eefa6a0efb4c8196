import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { WebhookDeliveryRow, WebhookEndpointRow } from '../../store/index.ts';
import { mutation } from '../operation.ts';
import { addDelivery } from './delivery-queries.ts';
import { toDelivery } from './delivery.ts';
import type { Delivery } from './delivery.ts';
import { deliveriesDue } from './due-signal.ts';
import { exampleOf } from './event-catalogue.ts';
import { lockedEndpoint } from './find-webhook.ts';
import { bodyText } from './payload.ts';
import { deliveryOf } from './read-deliveries.ts';
import { toWebhook } from './webhook.ts';

/** Deliveries that one recovery takes up. */
const recoveredMax = 10_000;

function requireActive({ status }: Pick<WebhookEndpointRow, 'status'>): void {
  if (status !== 'active') throw new Refusal('conflict', 'webhook.disabled', 'The webhook is turned off; turn it on first.');
}

const sendAgain = statement<{ id: string; at: number }>((db, arg) =>
  db.updateTable('webhook_deliveries').set({ state: 'pending', round_attempts: 0, next_at: arg.at }).where('id', '=', arg.id),
);

/**
 * Sends one delivery again, at once, under the same id, and along the whole schedule if that fails.
 * @throws Refusal `not_found` webhook.unknown, delivery.unknown · `conflict` webhook.disabled
 */
export const resendDelivery = mutation<{ readonly webhook: string; readonly delivery: string }, Delivery>({
  grant: 'webhooks:write',
  work: async (tx, { caller, home }, { webhook, delivery }) => {
    const endpoint = await lockedEndpoint(tx, caller, webhook);
    requireActive(endpoint);
    const row = await deliveryOf(tx, endpoint.id, delivery);
    const at = home.clock.now();
    await tx.run(sendAgain, { id: row.id, at });
    tx.emit(deliveriesDue);
    const resent: WebhookDeliveryRow = { ...row, state: 'pending', next_at: at };
    return toDelivery(resent);
  },
  record: 'log',
});

const recover = statement<{ endpoint: string; since: number; at: number; limit: number }>((db, arg) =>
  db
    .updateTable('webhook_deliveries')
    .set({ state: 'pending', round_attempts: 0, next_at: arg.at })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('webhook_deliveries')
        .select('id')
        .where('endpoint_id', '=', arg.endpoint)
        .where('state', '=', 'dead')
        .where('created_at', '>=', arg.since)
        .orderBy('seq')
        .limit(arg.limit),
    ),
);

/**
 * Sends again what was given up since a time, the oldest 10,000 of it; returns how many they are. Ask again while there are that many.
 * @throws Refusal `not_found` webhook.unknown · `conflict` webhook.disabled
 */
export const recoverDeliveries = mutation<{ readonly webhook: string; readonly since: number }, number>({
  grant: 'webhooks:write',
  work: async (tx, { caller, home }, { webhook, since }) => {
    const endpoint = await lockedEndpoint(tx, caller, webhook);
    requireActive(endpoint);
    const count = await tx.run(recover, { endpoint: endpoint.id, since, at: home.clock.now(), limit: recoveredMax });
    if (count > 0) tx.emit(deliveriesDue);
    return count;
  },
  record: 'log',
});

/**
 * Sends an example of an event, `webhook.test` when none is named, whatever the webhook's filter says.
 * @throws Refusal `not_found` webhook.unknown · `unprocessable` webhook.event_unknown · `conflict` webhook.disabled
 */
export const sendTestEvent = mutation<{ readonly webhook: string; readonly event?: string | undefined }, Delivery>({
  grant: 'webhooks:write',
  work: async (tx, { caller, home }, { webhook, event = 'webhook.test' }) => {
    const endpoint = await lockedEndpoint(tx, caller, webhook);
    requireActive(endpoint);
    const now = home.clock.now();
    const payload = bodyText(toWebhook(endpoint, now).style, event, now, { ...exampleOf(event), test: true });
    const row = await addDelivery(tx, endpoint, { event, payload, now, nextAt: now });
    tx.emit(deliveriesDue);
    return toDelivery(row);
  },
  record: 'log',
});
