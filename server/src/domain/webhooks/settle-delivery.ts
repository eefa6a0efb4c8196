import { insertion, statement } from '../../store/index.ts';
import type { Tx, WebhookEndpointRow } from '../../store/index.ts';
import type { Home } from '../home.ts';
import type { ClaimedDelivery } from './claim-deliveries.ts';
import { disableEndpoint } from './disable-endpoint.ts';
import type { DisabledNotice } from './disable-endpoint.ts';
import { retryDelay } from './schedule.ts';

/** What one attempt came to. */
export interface Attempt {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly durationMs: number;
  /** Null without an answer. */
  readonly status: number | null;
  /** Null for a success; else a kind of fetch failure, `redirect`, `gone` or `status`. */
  readonly error: string | null;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  readonly responseBody: string | null;
  readonly retryAfterMs: number | null;
}

export interface Settling {
  readonly attempt: Attempt;
  readonly delays: readonly number[];
  readonly random: number;
}

const failingMsMax = 5 * 24 * 3_600_000;

const attempts = insertion('webhook_attempts', [
  'delivery_id',
  'number',
  'at',
  'duration_ms',
  'status',
  'error',
  'request_headers_json',
  'response_headers_json',
  'response_body',
]);

const settle = statement<{
  id: string;
  fence: number;
  state: string;
  attempts: number;
  round: number;
  next: number | null;
  status: number | null;
  error: string | null;
  delivered: number | null;
}>((db, arg) =>
  db
    .updateTable('webhook_deliveries')
    .set({
      state: arg.state,
      attempts: arg.attempts,
      round_attempts: arg.round,
      next_at: arg.next,
      lease_until: null,
      last_status: arg.status,
      last_error: arg.error,
      delivered_at: arg.delivered,
    })
    .where('id', '=', arg.id)
    .where('fence', '=', arg.fence),
);

const endpointNow = statement<{ id: string }, Pick<WebhookEndpointRow, 'id' | 'org_id' | 'agent_id' | 'url' | 'status' | 'failing_since'>>(
  (db, arg) =>
    db.selectFrom('webhook_endpoints').select(['id', 'org_id', 'agent_id', 'url', 'status', 'failing_since']).where('id', '=', arg.id),
);

const setFailing = statement<{ id: string; since: number | null }>((db, arg) =>
  db.updateTable('webhook_endpoints').set({ failing_since: arg.since }).where('id', '=', arg.id),
);

const giveBack = statement<{ id: string; fence: number; next: number }>((db, arg) =>
  db
    .updateTable('webhook_deliveries')
    .set({ lease_until: null, next_at: arg.next })
    .where('id', '=', arg.id)
    .where('fence', '=', arg.fence)
    .where('next_at', 'is not', null),
);

/**
 * Writes down an attempt and what follows: delivered, again later, or given up. Nothing is written when the lease was lost, for then another
 * process tries the same delivery. Returns whom to tell when the endpoint was turned off.
 */
export function settleDelivery(
  home: Home,
  delivery: ClaimedDelivery,
  { attempt, delays, random }: Settling,
): Promise<DisabledNotice | null> {
  return home.transact(async (tx) => {
    const now = home.clock.now();
    const endpoint = await tx.first(endpointNow, { id: delivery.endpoint_id });
    if (endpoint === undefined) return null;
    const isGone = attempt.error === 'gone';
    const wait = isGone ? null : retryDelay({ attempts: delivery.round_attempts + 1, delays, retryAfterMs: attempt.retryAfterMs, random });
    const isDelivered = attempt.error === null;
    const changed = await tx.run(settle, {
      id: delivery.id,
      fence: delivery.fence,
      state: isDelivered ? 'delivered' : wait === null ? 'dead' : 'retrying',
      attempts: delivery.attempts + 1,
      round: delivery.round_attempts + 1,
      next: isDelivered || wait === null || endpoint.status !== 'active' ? null : now + wait,
      status: attempt.status,
      error: attempt.error,
      delivered: isDelivered ? now : null,
    });
    if (changed === 0) return null;
    await tx.insert(attempts, [toRow(delivery, attempt)]);
    await noteHealth(tx, endpoint, isDelivered, now);
    if (endpoint.status !== 'active') return null;
    if (isGone) return disableEndpoint(tx, home, endpoint, 'The receiver answered 410 Gone.');
    const isGivenUp = wait === null && !isDelivered && now - (endpoint.failing_since ?? now) >= failingMsMax;
    return isGivenUp ? disableEndpoint(tx, home, endpoint, 'Every attempt of the last five days failed.') : null;
  });
}

async function noteHealth(
  tx: Tx,
  endpoint: Pick<WebhookEndpointRow, 'id' | 'failing_since'>,
  isDelivered: boolean,
  now: number,
): Promise<void> {
  if (isDelivered === (endpoint.failing_since === null)) return;
  await tx.run(setFailing, { id: endpoint.id, since: isDelivered ? null : now });
}

function toRow(delivery: ClaimedDelivery, attempt: Attempt) {
  return {
    delivery_id: delivery.id,
    number: delivery.attempts + 1,
    at: attempt.at,
    duration_ms: attempt.durationMs,
    status: attempt.status,
    error: attempt.error,
    request_headers_json: JSON.stringify(attempt.requestHeaders),
    response_headers_json: attempt.responseHeaders === null ? null : JSON.stringify(attempt.responseHeaders),
    response_body: attempt.responseBody,
  };
}

/** Gives a delivery back without an attempt, to be tried at a time. */
export async function giveBackDelivery(home: Home, delivery: ClaimedDelivery, nextAt: number): Promise<void> {
  await home.transact((tx) => tx.run(giveBack, { id: delivery.id, fence: delivery.fence, next: nextAt }));
}
