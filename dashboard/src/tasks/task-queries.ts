import type { Forgeyard } from '@forgeyard/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { wireCall } from '../api/wire-call.ts';
import type {
  Activity,
  Assignee,
  Explanation,
  StartedRun,
  Task,
  TaskFields,
  TaskQuery,
  TaskStatus,
  WireList,
  WorkComment,
} from './tasks.wire.ts';

const rowsPerPage = 100;
const pagesKept = 20;
const activitiesShown = 100;
const activeEveryMs = 5_000;
const loadEveryMs = 20_000;

const at = (id: string) => `/v1/tasks/${encodeURIComponent(id)}`;

/** Tasks, asked for again every 5 s. */
export const tasksQuery = (forge: Forgeyard, filter: TaskQuery) =>
  infiniteQueryOptions({
    queryKey: ['tasks', 'list', filter],
    initialPageParam: '',
    maxPages: pagesKept,
    refetchInterval: activeEveryMs,
    queryFn: ({ pageParam, signal }) =>
      wireCall<WireList<Task>>(forge, 'GET', '/v1/tasks', {
        query: { ...filter, limit: rowsPerPage, cursor: pageParam === '' ? undefined : pageParam },
        signal,
      }),
    getNextPageParam: (last) => last.next_cursor,
  });

export const taskQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['tasks', 'one', id],
    refetchInterval: activeEveryMs,
    queryFn: ({ signal }) => wireCall<Task>(forge, 'GET', at(id), { signal }),
  });

export const explainQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['tasks', 'explain', id],
    staleTime: 0,
    queryFn: ({ signal }) => wireCall<Explanation>(forge, 'GET', `${at(id)}/explain`, { signal }),
  });

export const taskCommentsQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['tasks', 'comments', id],
    refetchInterval: activeEveryMs,
    queryFn: async ({ signal }) => (await wireCall<WireList<WorkComment>>(forge, 'GET', `${at(id)}/comments`, { signal })).data,
  });

export const taskActivityQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['tasks', 'activity', id],
    refetchInterval: activeEveryMs,
    queryFn: ({ signal }) =>
      wireCall<WireList<Activity>>(forge, 'GET', '/v1/activity', { query: { task: id, limit: activitiesShown }, signal }),
  });

/** Agents and people, with how much each of them holds. */
export const assigneesQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['assignees'],
    refetchInterval: loadEveryMs,
    queryFn: async ({ signal }) => (await wireCall<{ readonly data: readonly Assignee[] }>(forge, 'GET', '/v1/assignees', { signal })).data,
  });

export const createTask = (forge: Forgeyard, fields: TaskFields): Promise<Task> => wireCall(forge, 'POST', '/v1/tasks', { body: fields });

export const changeTask = (forge: Forgeyard, id: string, fields: TaskFields): Promise<Task> =>
  wireCall(forge, 'PATCH', at(id), { body: fields });

/** The one change that also those may make who only work on the task: to begin it and to hand it in. */
export const moveTask = (forge: Forgeyard, id: string, status: TaskStatus): Promise<Task> =>
  wireCall(forge, 'PATCH', `${at(id)}/status`, { body: { status } });

/** Takes a task out of the pool for the person who is signed in. */
export const takeTask = (forge: Forgeyard, id: string): Promise<Task> => wireCall(forge, 'POST', `${at(id)}/claim`);

export const retryTask = (forge: Forgeyard, id: string): Promise<Task> => wireCall(forge, 'POST', `${at(id)}/retry`);

export const executeTask = (forge: Forgeyard, id: string): Promise<StartedRun> => wireCall(forge, 'POST', `${at(id)}/execute`);

export const deleteTask = (forge: Forgeyard, id: string): Promise<null> => wireCall(forge, 'DELETE', at(id));

export const commentOnTask = (forge: Forgeyard, id: string, content: string): Promise<WorkComment> =>
  wireCall(forge, 'POST', `${at(id)}/comments`, { body: { content } });
