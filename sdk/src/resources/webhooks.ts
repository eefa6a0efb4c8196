import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing, wordList } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type {
  Delivery,
  DeliveryDetail,
  DeliveryQuery,
  Webhook,
  WebhookCreate,
  WebhookCreated,
  WebhookEventInfo,
  WebhookRotated,
  WebhookUpdate,
} from '../types.ts';

/** Where events are sent. A secret is in the answers to `create` and `rotateSecret` and nowhere else. Addressed by UUID or number. */
export interface Webhooks {
  /** Newest first. */
  readonly list: (query?: PageQuery, options?: CallOptions) => Listing<Webhook>;
  readonly get: (webhook: string | number, options?: CallOptions) => Promise<Webhook>;
  readonly create: (fields: WebhookCreate, options?: CallOptions) => Promise<WebhookCreated>;
  /** Changes the given members only; what waits for one that is off is kept. */
  readonly update: (webhook: string | number, fields: WebhookUpdate, options?: CallOptions) => Promise<Webhook>;
  /** Its deliveries go with it. */
  readonly delete: (webhook: string | number, options?: CallOptions) => Promise<void>;
  /** The old secret signs as well for `overlapHours`, 0..168; default 24. */
  readonly rotateSecret: (webhook: string | number, overlapHours?: number, options?: CallOptions) => Promise<WebhookRotated>;
  /** Sends an example of an event, whatever the filter says; `webhook.test` when none is named. */
  readonly test: (webhook: string | number, event?: string, options?: CallOptions) => Promise<Delivery>;
  /** Sends again what was given up since a time, the oldest 10000 of it; says how many. */
  readonly recover: (webhook: string | number, since: string, options?: CallOptions) => Promise<{ readonly deliveries: number }>;
  readonly deliveries: Deliveries;
  /** Every event there is, with an example of its data. */
  readonly events: (options?: CallOptions) => Promise<readonly WebhookEventInfo[]>;
}

/** What was sent to a webhook; kept for 30 days. */
export interface Deliveries {
  /** Newest first. */
  readonly list: (webhook: string | number, query?: DeliveryQuery & PageQuery, options?: CallOptions) => Listing<Delivery>;
  /** With its body, its attempts and what was signed. */
  readonly get: (webhook: string | number, delivery: string, options?: CallOptions) => Promise<DeliveryDetail>;
  /** Sends it again, under the same id. @throws ConflictError when the webhook is off */
  readonly resend: (webhook: string | number, delivery: string, options?: CallOptions) => Promise<Delivery>;
}

export function webhooksOf(transport: Transport): Webhooks {
  return {
    list: (query, options) => listing(transport, { path: '/v1/webhooks', query: { ...query }, options }),
    get: (webhook, options) => transport.json({ method: 'GET', path: path`/v1/webhooks/${webhook}`, options }),
    create: (body, options) => transport.json({ method: 'POST', path: '/v1/webhooks', body, options }),
    update: (webhook, body, options) => transport.json({ method: 'PATCH', path: path`/v1/webhooks/${webhook}`, body, options }),
    delete: (webhook, options) => transport.empty({ method: 'DELETE', path: path`/v1/webhooks/${webhook}`, options }),
    rotateSecret: (webhook, hours, options) =>
      transport.json({ method: 'POST', path: path`/v1/webhooks/${webhook}/rotate-secret`, body: { overlap_hours: hours }, options }),
    test: (webhook, event, options) =>
      transport.json({ method: 'POST', path: path`/v1/webhooks/${webhook}/test`, body: { event }, options }),
    recover: (webhook, since, options) =>
      transport.json({ method: 'POST', path: path`/v1/webhooks/${webhook}/recover`, body: { since }, options }),
    deliveries: deliveriesOf(transport),
    events: async (options) => {
      const { data } = await transport.json<{ data: readonly WebhookEventInfo[] }>({ method: 'GET', path: '/v1/webhook-events', options });
      return data;
    },
  };
}

function deliveriesOf(transport: Transport): Deliveries {
  return {
    list: (webhook, query, options) =>
      listing(transport, { path: path`/v1/webhooks/${webhook}/deliveries`, query: { ...query, state: wordList(query?.state) }, options }),
    get: (webhook, delivery, options) =>
      transport.json({ method: 'GET', path: path`/v1/webhooks/${webhook}/deliveries/${delivery}`, options }),
    resend: (webhook, delivery, options) =>
      transport.json({ method: 'POST', path: path`/v1/webhooks/${webhook}/deliveries/${delivery}/resend`, options }),
  };
}
