import type { Forgeyard, TaskQuery } from '@forgeyard/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

const rowsPerPage = 100;
const pagesKept = 20;
const activitiesShown = 100;
/** Changes come over the live connection; this catches what it may have missed. */
const renewMs = 30_000;

/** Tasks of a filter. */
export const tasksQuery = (forge: Forgeyard, filter: TaskQuery) =>
  infiniteQueryOptions({
    queryKey: ['tasks', 'list', filter],
    initialPageParam: '',
    maxPages: pagesKept,
    refetchInterval: renewMs,
    queryFn: async ({ pageParam, signal }) =>
      forge.tasks.list({ ...filter, limit: rowsPerPage, cursor: pageParam || undefined }, { signal }),
    getNextPageParam: (last) => last.nextCursor,
  });

export const taskQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['tasks', 'one', id],
    refetchInterval: renewMs,
    queryFn: ({ signal }) => forge.tasks.get(id, { signal }),
  });

export const explainQuery = (forge: Forgeyard, id: string) =>
  queryOptions({ queryKey: ['tasks', 'explain', id], staleTime: 0, queryFn: ({ signal }) => forge.tasks.explain(id, { signal }) });

export const taskCommentsQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['tasks', 'comments', id],
    refetchInterval: renewMs,
    queryFn: async ({ signal }) => (await forge.tasks.comments(id, {}, { signal })).data,
  });

export const taskActivityQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['tasks', 'activity', id],
    refetchInterval: renewMs,
    queryFn: async ({ signal }) => forge.activity.list({ task: id, limit: activitiesShown }, { signal }),
  });

/** Agents and people, with how much each of them holds. */
export const assigneesQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['assignees'],
    refetchInterval: renewMs,
    queryFn: ({ signal }) => forge.agents.assignees({}, { signal }),
  });
