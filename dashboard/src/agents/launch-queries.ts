import type { Forgeyard } from '@forgeyard/sdk';
import { queryOptions } from '@tanstack/react-query';
import { statusOf } from '../api/failure.ts';

const minuteMs = 60_000;

/** The kinds of webhook by which agents elsewhere are begun. */
export const launchTypesQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['launch-types'], staleTime: 10 * minuteMs, queryFn: ({ signal }) => forge.agents.launch.types({ signal }) });

/** How an agent is launched; null when nothing is configured. */
export const launchQuery = (forge: Forgeyard, slug: string) =>
  queryOptions({
    queryKey: ['agents', 'launch', slug],
    queryFn: ({ signal }) =>
      forge.agents.launch.get(slug, { signal }).catch((thrown: unknown) => {
        if (statusOf(thrown) === 404) return null;
        throw thrown;
      }),
  });
