import type { DeliveryState, Forgeyard } from '@forgeyard/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

const endpointsPerPage = 200;
const deliveriesPerPage = 50;
const pagesKept = 40;
/** How often a page asks for what changed. */
export const freshEveryMs = 5_000;

/** What narrows the list of deliveries. */
export interface DeliveryFilter {
  /** One of the words of the page: `delivered`, `pending`, `failed` or empty. */
  readonly state: string;
  readonly event: string;
}

const statesOf: Readonly<Record<string, readonly DeliveryState[]>> = {
  delivered: ['delivered'],
  pending: ['pending', 'retrying'],
  failed: ['dead'],
};

/** The organization's endpoints and those of its agents, newest first. */
export const webhooksQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['webhooks', 'list'],
    queryFn: async ({ signal }) => (await forge.webhooks.list({ limit: endpointsPerPage }, { signal })).data,
  });

export const webhookQuery = (forge: Forgeyard, id: string) =>
  queryOptions({ queryKey: ['webhooks', 'one', id], queryFn: ({ signal }) => forge.webhooks.get(id, { signal }) });

/** The events there are, with an example of each. */
export const webhookEventsQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['webhook-events'], staleTime: Infinity, queryFn: ({ signal }) => forge.webhooks.events({ signal }) });

export const deliveriesQuery = (forge: Forgeyard, id: string, { state, event }: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', 'deliveries', id, { state, event }],
    initialPageParam: '',
    maxPages: pagesKept,
    queryFn: async ({ pageParam, signal }) => {
      const filter = { state: statesOf[state], event: event || undefined };
      return forge.webhooks.deliveries.list(id, { ...filter, limit: deliveriesPerPage, cursor: pageParam || undefined }, { signal });
    },
    getNextPageParam: (last) => last.nextCursor,
  });

export const deliveryQuery = (forge: Forgeyard, id: string, delivery: string) =>
  queryOptions({
    queryKey: ['webhooks', 'delivery', id, delivery],
    queryFn: ({ signal }) => forge.webhooks.deliveries.get(id, delivery, { signal }),
  });
