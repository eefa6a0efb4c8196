import type { Forgeyard, TaskQuery } from '@forgeyard/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

const rowsPerPage = 100;
const pagesKept = 20;
const activitiesShown = 100;
const activeEveryMs = 5_000;
const loadEveryMs = 20_000;

/** Tasks, asked for again every 5 s. */
export const tasksQuery = (forge: Forgeyard, filter: TaskQuery) =>
  infiniteQueryOptions({
    queryKey: ['tasks', 'list', filter],
    initialPageParam: '',
    maxPages: pagesKept,
    refetchInterval: activeEveryMs,
    queryFn: async ({ pageParam, signal }) =>
      forge.tasks.list({ ...filter, limit: rowsPerPage, cursor: pageParam || undefined }, { signal }),
    getNextPageParam: (last) => last.nextCursor,
  });

export const taskQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['tasks', 'one', id],
    refetchInterval: activeEveryMs,
    queryFn: ({ signal }) => forge.tasks.get(id, { signal }),
  });

export const explainQuery = (forge: Forgeyard, id: string) =>
  queryOptions({ queryKey: ['tasks', 'explain', id], staleTime: 0, queryFn: ({ signal }) => forge.tasks.explain(id, { signal }) });

export const taskCommentsQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['tasks', 'comments', id],
    refetchInterval: activeEveryMs,
    queryFn: async ({ signal }) => (await forge.tasks.comments(id, {}, { signal })).data,
  });

export const taskActivityQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['tasks', 'activity', id],
    refetchInterval: activeEveryMs,
    queryFn: async ({ signal }) => forge.activity.list({ task: id, limit: activitiesShown }, { signal }),
  });

/** Agents and people, with how much each of them holds. */
export const assigneesQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['assignees'],
    refetchInterval: loadEveryMs,
    queryFn: ({ signal }) => forge.agents.assignees({}, { signal }),
  });
