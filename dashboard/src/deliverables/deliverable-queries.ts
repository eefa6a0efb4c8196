import type { Forgeyard } from '@forgeyard/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { wireCall } from '../api/wire-call.ts';
import type { WireList, WorkComment } from '../tasks/tasks.wire.ts';
import type { Deliverable, DeliverableQuery, DeliverableRow, Review } from './deliverables.wire.ts';

const rowsPerPage = 50;
const pagesKept = 20;
const refreshMs = 5_000;
const largeChars = 100_000;
const largeRefreshMs = 30_000;
const queueMax = 100;
const versionsMax = 50;

const at = (id: string) => `/v1/deliverables/${encodeURIComponent(id)}`;

export const deliverablesQuery = (forge: Forgeyard, filter: DeliverableQuery) =>
  infiniteQueryOptions({
    queryKey: ['deliverables', 'list', filter],
    initialPageParam: '',
    maxPages: pagesKept,
    refetchInterval: refreshMs,
    queryFn: ({ pageParam, signal }) =>
      wireCall<WireList<DeliverableRow>>(forge, 'GET', '/v1/deliverables', {
        query: { ...filter, limit: rowsPerPage, cursor: pageParam === '' ? undefined : pageParam },
        signal,
      }),
    getNextPageParam: (last) => last.next_cursor,
  });

/** What waits for a review, in the order in which it is reviewed: oldest first. */
export const queueQuery = (forge: Forgeyard, filter: DeliverableQuery = {}) =>
  queryOptions({
    queryKey: ['deliverables', 'queue', filter],
    refetchInterval: refreshMs,
    queryFn: async ({ signal }) => {
      const query = { ...filter, status: 'pending', limit: queueMax };
      const { data } = await wireCall<WireList<DeliverableRow>>(forge, 'GET', '/v1/deliverables', { query, signal });
      return data.toSorted((one, other) => one.created_at.localeCompare(other.created_at));
    },
  });

export const deliverablesOfTaskQuery = (forge: Forgeyard, task: string) =>
  queryOptions({
    queryKey: ['deliverables', 'of-task', task],
    refetchInterval: refreshMs,
    queryFn: async ({ signal }) => {
      const query = { task, limit: versionsMax };
      const { data } = await wireCall<WireList<DeliverableRow>>(forge, 'GET', '/v1/deliverables', { query, signal });
      return data.toSorted((one, other) => other.version - one.version);
    },
  });

export const deliverableQuery = (forge: Forgeyard, id: string) =>
  queryOptions<Deliverable>({
    queryKey: ['deliverables', 'one', id],
    // The content of a version never changes; it is read again only for its state and for newer versions.
    refetchInterval: ({ state }) => ((state.data?.content.length ?? 0) > largeChars ? largeRefreshMs : refreshMs),
    queryFn: ({ signal }) => wireCall<Deliverable>(forge, 'GET', at(id), { signal }),
  });

/** A version to compare with: its content never changes. */
export const contentQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['deliverables', 'content', id],
    staleTime: Infinity,
    queryFn: async ({ signal }) => (await wireCall<Deliverable>(forge, 'GET', at(id), { signal })).content,
  });

export const deliverableCommentsQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['deliverables', 'comments', id],
    refetchInterval: refreshMs,
    queryFn: async ({ signal }) => (await wireCall<WireList<WorkComment>>(forge, 'GET', `${at(id)}/comments`, { signal })).data,
  });

export const commentOnDeliverable = (forge: Forgeyard, id: string, content: string, line: number | null): Promise<WorkComment> =>
  wireCall(forge, 'POST', `${at(id)}/comments`, { body: line === null ? { content } : { content, line } });

export const reviewDeliverable = (forge: Forgeyard, id: string, review: Review): Promise<Deliverable> =>
  wireCall(forge, 'POST', `${at(id)}/review`, { body: review });

/** The address of a file; the browser downloads it. */
export function fileHref(id: string, fileId: string): string {
  return `${at(id)}/files/${encodeURIComponent(fileId)}`;
}
