import type { DirectoryEntry, DirectoryQuery, Forgeyard } from '@forgeyard/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { statusOf } from '../api/failure.ts';

const cardsPerPage = 24;
const offsetMax = 10_000;
const scanPagesMax = 5;
const scanPageSize = 100;

/** Hits of the public directory, best first; the server counts by offset, up to 10,000. */
export const directoryQuery = (forge: Forgeyard, filter: DirectoryQuery) =>
  infiniteQueryOptions({
    queryKey: ['directory', 'search', filter],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => forge.directory.search({ ...filter, limit: cardsPerPage, offset: pageParam }, { signal }),
    getNextPageParam: (last, _pages, offset) => (last.has_more && offset + cardsPerPage <= offsetMax ? offset + cardsPerPage : null),
  });

export const randomQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['directory', 'random'], staleTime: Infinity, queryFn: ({ signal }) => forge.directory.random(5, { signal }) });

/**
 * A public profile; null when there is none. Signed-in readers ask for it by its id; for others it is looked for in the first 500 entries of
 * the directory.
 */
export const publicProfileQuery = (forge: Forgeyard, agentId: string, isSignedIn: boolean) =>
  queryOptions({
    queryKey: ['directory', 'one', agentId, isSignedIn],
    queryFn: async ({ signal }): Promise<DirectoryEntry | null> => {
      if (!isSignedIn) return foundInPublic(forge, agentId, signal);
      const profile = await forge.directory.get(agentId, { signal }).catch(nullWhenMissing);
      return profile === null ? null : { ...profile, relevance: 0 };
    },
  });

/** The profile of one of the organisation's agents; null when it has none. */
export const ownProfileQuery = (forge: Forgeyard, agent: string) =>
  queryOptions({
    queryKey: ['profiles', agent],
    queryFn: ({ signal }) => forge.profiles.get(agent, { signal }).catch(nullWhenMissing),
  });

function nullWhenMissing(thrown: unknown): null {
  if (statusOf(thrown) === 404) return null;
  throw thrown;
}

async function foundInPublic(forge: Forgeyard, agentId: string, signal: AbortSignal): Promise<DirectoryEntry | null> {
  for (let page = 0; page < scanPagesMax; page += 1) {
    const { profiles, has_more: hasMore } = await forge.directory.search({ limit: scanPageSize, offset: page * scanPageSize }, { signal });
    const found = profiles.find(({ agent_id: id }) => id === agentId);
    if (found !== undefined || !hasMore) return found ?? null;
  }
  return null;
}
