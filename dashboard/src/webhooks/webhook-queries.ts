import type { Forgeyard } from '@forgeyard/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { wireCall } from '../api/wire-call.ts';
import type { Delivery, DeliveryDetail, Webhook, WebhookCreated, WebhookEvent, WebhookFields, WebhookRotated } from './webhook.wire.ts';

const endpointsPerPage = 200;
const deliveriesPerPage = 50;
const pagesKept = 40;
/** How often a page asks for what changed. */
export const freshEveryMs = 5_000;

interface Rows<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

/** What narrows the list of deliveries. */
export interface DeliveryFilter {
  /** One of the words of the page: `delivered`, `pending`, `failed` or empty. */
  readonly state: string;
  readonly event: string;
}

const statesOf: Readonly<Record<string, string>> = { delivered: 'delivered', pending: 'pending,retrying', failed: 'dead' };

const at = (id: string, ...more: readonly string[]) => ['/v1/webhooks', id, ...more].map(escaped).join('/');

function escaped(part: string): string {
  return part.startsWith('/') ? part : encodeURIComponent(part);
}

/** The organization's endpoints and those of its agents, newest first. */
export const webhooksQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['webhooks', 'list'],
    queryFn: async ({ signal }) =>
      (await wireCall<Rows<Webhook>>(forge, 'GET', '/v1/webhooks', { query: { limit: endpointsPerPage }, signal })).data,
  });

export const webhookQuery = (forge: Forgeyard, id: string) =>
  queryOptions({ queryKey: ['webhooks', 'one', id], queryFn: ({ signal }) => wireCall<Webhook>(forge, 'GET', at(id), { signal }) });

/** The events there are, with an example of each. */
export const webhookEventsQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['webhook-events'],
    staleTime: Infinity,
    queryFn: async ({ signal }) => (await wireCall<Rows<WebhookEvent>>(forge, 'GET', '/v1/webhook-events', { signal })).data,
  });

export const deliveriesQuery = (forge: Forgeyard, id: string, filter: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', 'deliveries', id, filter],
    initialPageParam: '',
    maxPages: pagesKept,
    queryFn: ({ pageParam, signal }) =>
      wireCall<Rows<Delivery>>(forge, 'GET', at(id, 'deliveries'), {
        query: { state: statesOf[filter.state], event: filter.event, limit: deliveriesPerPage, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (last) => last.next_cursor,
  });

export const deliveryQuery = (forge: Forgeyard, id: string, delivery: string) =>
  queryOptions({
    queryKey: ['webhooks', 'delivery', id, delivery],
    queryFn: ({ signal }) => wireCall<DeliveryDetail>(forge, 'GET', at(id, 'deliveries', delivery), { signal }),
  });

export const createWebhook = (forge: Forgeyard, body: WebhookFields) => wireCall<WebhookCreated>(forge, 'POST', '/v1/webhooks', { body });

export const updateWebhook = (forge: Forgeyard, id: string, body: WebhookFields) => wireCall<Webhook>(forge, 'PATCH', at(id), { body });

export const deleteWebhook = (forge: Forgeyard, id: string) => wireCall<null>(forge, 'DELETE', at(id));

/** Makes a new secret; the one before signs too for `overlapHours`, 0 to 168. */
export const rotateWebhookSecret = (forge: Forgeyard, id: string, overlapHours: number) =>
  wireCall<WebhookRotated>(forge, 'POST', at(id, 'rotate-secret'), { body: { overlap_hours: overlapHours } });

export const testWebhook = (forge: Forgeyard, id: string, event: string) =>
  wireCall<Delivery>(forge, 'POST', at(id, 'test'), { body: event === '' ? {} : { event } });

export const resendDelivery = (forge: Forgeyard, id: string, delivery: string) =>
  wireCall<unknown>(forge, 'POST', at(id, 'deliveries', delivery, 'resend'));

/** Sends again what failed since a moment. */
export const recoverDeliveries = (forge: Forgeyard, id: string, since: string) =>
  wireCall<{ readonly deliveries: number }>(forge, 'POST', at(id, 'recover'), { body: { since } });
