import type { Forgeyard, SessionQuery } from '@forgeyard/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

const rowsPerPage = 100;
const pagesKept = 40;
const messagesPerPage = 50;

export const sessionListQuery = (forge: Forgeyard, filter: SessionQuery) =>
  infiniteQueryOptions({
    queryKey: ['sessions', 'list', filter],
    initialPageParam: '',
    maxPages: pagesKept,
    queryFn: async ({ pageParam, signal }) =>
      forge.sessions.list({ ...filter, limit: rowsPerPage, cursor: pageParam || undefined }, { signal }),
    getNextPageParam: (last) => last.nextCursor,
  });

/** What was said, newest page first; each page is oldest first. */
export const messagesQuery = (forge: Forgeyard, id: string) =>
  infiniteQueryOptions({
    queryKey: ['sessions', 'messages', id],
    initialPageParam: '',
    maxPages: pagesKept,
    queryFn: async ({ pageParam, signal }) =>
      forge.sessions.messages(id, { limit: messagesPerPage, ...(pageParam === '' ? {} : { before: pageParam }) }, { signal }),
    getNextPageParam: (last) => (last.has_more ? last.data[0]?.id : undefined),
  });

export const sharesQuery = (forge: Forgeyard, id: string) =>
  queryOptions({ queryKey: ['sessions', 'shares', id], queryFn: ({ signal }) => forge.sessions.shares(id, { signal }).all(200) });
