import { fromOwnJson } from '../../kernel/json.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx, WebhookAttemptRow, WebhookDeliveryRow } from '../../store/index.ts';
import { query } from '../operation.ts';
import { toDelivery } from './delivery.ts';
import type { Delivery, DeliveryHead, DeliveryState } from './delivery.ts';
import { visibleEndpoint } from './find-webhook.ts';
import { deliveryIdOf, messageId, signatureBase } from './sign.ts';

export interface DeliveryAttempt {
  readonly number: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  /** The first 4,096 bytes. */
  readonly responseBody: string | null;
}

export interface DeliveryDetail {
  readonly delivery: Delivery;
  /** The exact text that is sent. */
  readonly payload: string;
  /** The last hundred, oldest first. */
  readonly attempts: readonly DeliveryAttempt[];
  /** What the last attempt's signature was made over; null before the first. */
  readonly signatureBase: string | null;
}

export interface DeliveryListRequest {
  readonly webhook: string;
  readonly states?: readonly DeliveryState[] | undefined;
  readonly event?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const attemptsMax = 100;
const isSeq = (key: string): boolean => /^[0-9]{1,15}$/.test(key);

const heads = [
  'id',
  'endpoint_id',
  'seq',
  'event',
  'state',
  'attempts',
  'next_at',
  'last_status',
  'last_error',
  'created_at',
  'delivered_at',
] as const;

/** Deliveries of a webhook, newest first, without their bodies. @throws Refusal `not_found` webhook.unknown */
export const listDeliveries = query<DeliveryListRequest, Page<Delivery>>({
  grant: 'webhooks:read',
  work: async (tx, { caller }, request) => {
    const { id } = await visibleEndpoint(tx, caller, request.webhook);
    const after = decodePageKey(request.cursor, isSeq);
    const rows = await tx.query<DeliveryHead>((db) => {
      let list = db.selectFrom('webhook_deliveries').select(heads).where('endpoint_id', '=', id);
      if (request.states !== undefined) list = list.where('state', 'in', request.states);
      if (request.event !== undefined) list = list.where('event', '=', request.event);
      if (after !== null) list = list.where('seq', '<', Number(after));
      return list.orderBy('seq', 'desc').limit(request.limit + 1);
    });
    const page = toPage(rows, request.limit, (row) => String(row.seq));
    return { items: page.items.map(toDelivery), nextCursor: page.nextCursor };
  },
});

const byId = statement<{ endpoint: string; id: string }, WebhookDeliveryRow>((db, arg) =>
  db.selectFrom('webhook_deliveries').selectAll().where('endpoint_id', '=', arg.endpoint).where('id', '=', arg.id),
);

const attemptsOf = statement<{ delivery: string; limit: number }, WebhookAttemptRow>((db, arg) =>
  db.selectFrom('webhook_attempts').selectAll().where('delivery_id', '=', arg.delivery).orderBy('number', 'desc').limit(arg.limit),
);

/** A delivery of an endpoint by its `msg_…` id. @throws Refusal `not_found` delivery.unknown */
export async function deliveryOf(tx: ReadTx, endpoint: string, message: string): Promise<WebhookDeliveryRow> {
  const id = deliveryIdOf(message);
  const row = id === null ? undefined : await tx.first(byId, { endpoint, id });
  if (row === undefined) throw new Refusal('not_found', 'delivery.unknown', 'There is no such delivery.');
  return row;
}

function toAttempt(row: WebhookAttemptRow): DeliveryAttempt {
  return {
    number: row.number,
    at: row.at,
    durationMs: row.duration_ms,
    status: row.status,
    error: row.error,
    requestHeaders: fromOwnJson(row.request_headers_json),
    responseHeaders: row.response_headers_json === null ? null : fromOwnJson(row.response_headers_json),
    responseBody: row.response_body,
  };
}

/** A delivery with its body and attempts. @throws Refusal `not_found` webhook.unknown, delivery.unknown */
export const getDelivery = query<{ readonly webhook: string; readonly delivery: string }, DeliveryDetail>({
  grant: 'webhooks:read',
  work: async (tx, { caller }, { webhook, delivery }) => {
    const endpoint = await visibleEndpoint(tx, caller, webhook);
    const row = await deliveryOf(tx, endpoint.id, delivery);
    const attempts = (await tx.all(attemptsOf, { delivery: row.id, limit: attemptsMax })).map(toAttempt).reverse();
    const timestamp = attempts.at(-1)?.requestHeaders['webhook-timestamp'];
    return {
      delivery: toDelivery(row),
      payload: row.payload,
      attempts,
      signatureBase: timestamp === undefined ? null : signatureBase(messageId(row.id), Number(timestamp), row.payload),
    };
  },
});
