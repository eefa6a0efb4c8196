import type { DeliverableQuery, DeliverableWithVersions, Forgeyard } from '@forgeyard/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

const rowsPerPage = 50;
const pagesKept = 20;
const refreshMs = 30_000;
const largeChars = 100_000;
const largeRefreshMs = 30_000;
const queueMax = 100;
const versionsMax = 50;

export const deliverablesQuery = (forge: Forgeyard, filter: DeliverableQuery) =>
  infiniteQueryOptions({
    queryKey: ['deliverables', 'list', filter],
    initialPageParam: '',
    maxPages: pagesKept,
    refetchInterval: refreshMs,
    queryFn: async ({ pageParam, signal }) =>
      forge.deliverables.list({ ...filter, limit: rowsPerPage, cursor: pageParam || undefined }, { signal }),
    getNextPageParam: (last) => last.nextCursor,
  });

/** What waits for a review, in the order in which it is reviewed: oldest first. */
export const queueQuery = (forge: Forgeyard, filter: DeliverableQuery = {}) =>
  queryOptions({
    queryKey: ['deliverables', 'queue', filter],
    refetchInterval: refreshMs,
    queryFn: async ({ signal }) => {
      const { data } = await forge.deliverables.list({ ...filter, status: 'pending', limit: queueMax }, { signal });
      return data.toSorted((one, other) => one.created_at.localeCompare(other.created_at));
    },
  });

export const deliverablesOfTaskQuery = (forge: Forgeyard, task: string) =>
  queryOptions({
    queryKey: ['deliverables', 'of-task', task],
    refetchInterval: refreshMs,
    queryFn: async ({ signal }) => {
      const { data } = await forge.deliverables.list({ task, limit: versionsMax }, { signal });
      return data.toSorted((one, other) => other.version - one.version);
    },
  });

export const deliverableQuery = (forge: Forgeyard, id: string) =>
  queryOptions<DeliverableWithVersions>({
    queryKey: ['deliverables', 'one', id],
    // The content of a version never changes; it is read again only for its state and for newer versions.
    refetchInterval: ({ state }) => ((state.data?.content.length ?? 0) > largeChars ? largeRefreshMs : refreshMs),
    queryFn: ({ signal }) => forge.deliverables.get(id, { signal }),
  });

/** A version to compare with: its content never changes. */
export const contentQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['deliverables', 'content', id],
    staleTime: Infinity,
    queryFn: async ({ signal }) => (await forge.deliverables.get(id, { signal })).content,
  });

export const deliverableCommentsQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['deliverables', 'comments', id],
    refetchInterval: refreshMs,
    queryFn: async ({ signal }) => (await forge.deliverables.comments(id, {}, { signal })).data,
  });

/** The address of a file; the browser downloads it. */
export function fileHref(id: string, fileId: string): string {
  return `/v1/deliverables/${encodeURIComponent(id)}/files/${encodeURIComponent(fileId)}`;
}
