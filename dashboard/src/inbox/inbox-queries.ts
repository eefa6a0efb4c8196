import type { Forgeyard, InteractionQuery } from '@forgeyard/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

const rowsPerPage = 50;
const pagesKept = 20;
const lastAnswered = 5;

export const inboxQuery = (forge: Forgeyard, filter: InteractionQuery) =>
  infiniteQueryOptions({
    queryKey: ['interactions', 'list', filter],
    initialPageParam: '',
    maxPages: pagesKept,
    queryFn: async ({ pageParam, signal }) =>
      forge.interactions.list({ ...filter, limit: rowsPerPage, cursor: pageParam || undefined }, { signal }),
    getNextPageParam: (last) => last.nextCursor,
  });

export const questionQuery = (forge: Forgeyard, id: string) =>
  queryOptions({ queryKey: ['interactions', 'one', id], queryFn: ({ signal }) => forge.interactions.get(id, { signal }) });

/** The questions that were answered last. */
export const lastAnsweredQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['interactions', 'last'],
    queryFn: async ({ signal }) => (await forge.interactions.list({ state: 'resolved', limit: lastAnswered }, { signal })).data,
  });
