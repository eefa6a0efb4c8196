import type { Tx, WebhookEndpointRow } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { checkAddress, factsOf } from './create-webhook.ts';
import { deliveriesDue } from './due-signal.ts';
import { readFilter } from './event-filter.ts';
import { lockedEndpoint } from './find-webhook.ts';
import { withOwnHealth } from './read-webhooks.ts';
import type { WebhookWithHealth } from './read-webhooks.ts';
import { holdDeliveries, releaseDeliveries, removeEndpoint, updateEndpoint } from './webhook-queries.ts';
import { toWebhook } from './webhook.ts';
import type { Webhook, WebhookSchedule, WebhookStatus, WebhookStyle } from './webhook.ts';

export interface WebhookChanges {
  readonly url?: string | undefined;
  readonly description?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly style?: WebhookStyle | undefined;
  readonly schedule?: WebhookSchedule | undefined;
  readonly status?: WebhookStatus | undefined;
}

/** Changes a locked endpoint inside a running transaction. Turning it on again begins its schedule and its failure count anew. */
export async function changeEndpoint(
  tx: Tx,
  { home }: Pick<At, 'home'>,
  row: WebhookEndpointRow,
  changes: WebhookChanges,
): Promise<Webhook> {
  const now = home.clock.now();
  const status = changes.status ?? row.status;
  const isTurned = status !== row.status;
  const changed: WebhookEndpointRow = {
    ...row,
    url: changes.url === undefined || changes.url === row.url ? row.url : checkAddress(home, changes.url),
    description: changes.description ?? row.description,
    events_json: changes.events === undefined ? row.events_json : JSON.stringify(readFilter(changes.events)),
    style: changes.style ?? row.style,
    schedule: changes.schedule ?? row.schedule,
    status,
    disabled_reason: isTurned ? null : row.disabled_reason,
    failing_since: isTurned ? null : row.failing_since,
    updated_at: now,
  };
  const { id, url, description, style, schedule, events_json, disabled_reason, failing_since, updated_at } = changed;
  await tx.run(updateEndpoint, { id, url, description, style, schedule, events_json, status, disabled_reason, failing_since, updated_at });
  if (isTurned && status === 'disabled') await tx.run(holdDeliveries, { endpoint: id });
  if (isTurned && status === 'active' && (await tx.run(releaseDeliveries, { endpoint: id, at: now })) > 0) tx.emit(deliveriesDue);
  return toWebhook(changed, now);
}

/**
 * Changes a webhook. What waits for one that is turned off is kept and goes out when it is turned on again.
 * @throws Refusal `not_found` webhook.unknown · `unprocessable` webhook.address_forbidden, webhook.event_unknown
 */
export const updateWebhook = mutation<{ readonly address: string; readonly changes: WebhookChanges }, WebhookWithHealth>({
  grant: 'webhooks:write',
  work: async (tx, at, { address, changes }) => {
    const changed = await changeEndpoint(tx, at, await lockedEndpoint(tx, at.caller, address), changes);
    return withOwnHealth(tx, at, changed);
  },
  record: ({ webhook }) => ({ event: 'webhook.updated', target: webhook.id, agentId: webhook.agentId, details: factsOf(webhook) }),
});

/** Deletes a webhook with its deliveries. @throws Refusal `not_found` webhook.unknown */
export const deleteWebhook = mutation<string, Webhook>({
  grant: 'webhooks:write',
  work: async (tx, { caller, home }, address) => {
    const row = await lockedEndpoint(tx, caller, address);
    await tx.run(removeEndpoint, { id: row.id });
    return toWebhook(row, home.clock.now());
  },
  record: (webhook) => ({ event: 'webhook.deleted', target: webhook.id, agentId: webhook.agentId, details: factsOf(webhook) }),
});
