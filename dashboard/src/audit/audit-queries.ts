import type { AuditQuery, Forgeyard } from '@forgeyard/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

/** Entries of one page of the audit log. */
export const entriesPerPage = 50;
const pagesKept = 40;
const newestEveryMs = 5_000;

/** The log as it was when it was opened: it changes only when the reader asks for it, so that no row moves. */
export const auditQuery = (forge: Forgeyard, filter: AuditQuery) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'list', filter],
    initialPageParam: '',
    maxPages: pagesKept,
    staleTime: Infinity,
    gcTime: 0,
    queryFn: async ({ pageParam, signal }) =>
      forge.audit.list({ ...filter, limit: entriesPerPage, cursor: pageParam === '' ? undefined : pageParam }, { signal }),
    getNextPageParam: (last) => last.nextCursor,
  });

/** The newest entries, asked for every 5 s, to count what arrived since. */
export const newestQuery = (forge: Forgeyard, filter: AuditQuery) =>
  queryOptions({
    queryKey: ['audit', 'newest', filter],
    refetchInterval: newestEveryMs,
    queryFn: async ({ signal }) => (await forge.audit.list({ ...filter, limit: entriesPerPage }, { signal })).data,
  });

/** The last ten entries about one thing. */
export const activityQuery = (forge: Forgeyard, target: string) =>
  queryOptions({
    queryKey: ['audit', 'activity', target],
    refetchInterval: 10_000,
    queryFn: async ({ signal }) => (await forge.audit.list({ target, limit: 10 }, { signal })).data,
  });
