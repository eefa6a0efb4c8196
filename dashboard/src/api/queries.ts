import type { Forgeyard, RunQuery } from '@forgeyard/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

const minuteMs = 60_000;
const rowsPerPage = 50;
const pagesKept = 40;
/** Keys that a page reads at most, newest first. */
export const keysMax = 1_000;

export const meQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['me'], staleTime: 5 * minuteMs, queryFn: ({ signal }) => forge.me({ signal }) });

export const agentsQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['agents', 'list'], queryFn: async ({ signal }) => (await forge.agents.list({ limit: 200 }, { signal })).data });

export const agentQuery = (forge: Forgeyard, slug: string) =>
  queryOptions({ queryKey: ['agents', 'one', slug], queryFn: ({ signal }) => forge.agents.get(slug, { signal }) });

export const versionsQuery = (forge: Forgeyard, slug: string) =>
  queryOptions({
    queryKey: ['agents', 'versions', slug],
    queryFn: async ({ signal }) => (await forge.agents.versions(slug, { limit: 100 }, { signal })).data,
  });

export const templatesQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['templates'],
    staleTime: 10 * minuteMs,
    queryFn: async ({ signal }) => (await forge.templates.list({ signal })).data,
  });

export const toolsQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['tools'], staleTime: 10 * minuteMs, queryFn: ({ signal }) => forge.tools.list({ signal }) });

export const modelsQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['models'], staleTime: minuteMs, queryFn: async ({ signal }) => (await forge.models.list({ signal })).data });

export const runsQuery = (forge: Forgeyard, filter: RunQuery) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'list', filter],
    initialPageParam: '',
    maxPages: pagesKept,
    queryFn: async ({ pageParam, signal }) => forge.runs.list({ ...filter, limit: rowsPerPage, cursor: cursorIn(pageParam) }, { signal }),
    getNextPageParam: (last) => last.nextCursor,
  });

export const runQuery = (forge: Forgeyard, id: string) =>
  queryOptions({ queryKey: ['runs', 'one', id], queryFn: ({ signal }) => forge.runs.get(id, { signal }) });

export const sessionQuery = (forge: Forgeyard, id: string) =>
  queryOptions({ queryKey: ['sessions', 'one', id], queryFn: ({ signal }) => forge.sessions.get(id, { signal }) });

/** How many questions wait for an answer now. */
export const openCountQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['interactions', 'count'],
    refetchInterval: 5_000,
    queryFn: ({ signal }) => forge.interactions.countOpen({ state: 'open' }, { signal }),
  });

export const credentialsQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['credentials', 'list'],
    queryFn: ({ signal }) => forge.credentials.list({ limit: 200 }, { signal }).all(keysMax),
  });

export const credentialQuery = (forge: Forgeyard, id: string) =>
  queryOptions({ queryKey: ['credentials', 'one', id], queryFn: ({ signal }) => forge.credentials.get(id, { signal }) });

export const providersQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['providers'], queryFn: async ({ signal }) => (await forge.providers.list({ signal })).data });

function cursorIn(pageParam: string): string | undefined {
  return pageParam === '' ? undefined : pageParam;
}
