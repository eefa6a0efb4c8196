import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useForge } from '../api/forge.ts';
import { joinPages } from '../ui/rows.ts';
import { sessionListQuery } from './session-queries.ts';
import { sessionQueryOf } from './session-search.ts';
import { keptList } from './use-kept.ts';

interface Neighbours {
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

/** The sessions beside this one in the list that was looked at last, as far as it was loaded. */
export function useNeighbours(id: string): Neighbours {
  const [query] = useState(() => sessionQueryOf({ ...keptList(), time: '' }, 0));
  const list = useInfiniteQuery({ ...sessionListQuery(useForge(), query), staleTime: 60_000 });
  const rows = joinPages(list.data?.pages);
  const place = rows.findIndex((row) => row.id === id);
  if (place === -1) return { previous: undefined, next: undefined };
  return { previous: rows[place - 1]?.id, next: rows[place + 1]?.id };
}
