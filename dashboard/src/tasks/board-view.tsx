import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useForge } from '../api/forge.ts';
import { NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Board } from './board.tsx';
import { BoardSkeleton } from './board-skeleton.tsx';
import { newestOf } from './newest-of.ts';
import { openStates, taskQueryOf, type TaskSearch } from './task-filter.ts';
import { assigneesQuery, tasksQuery } from './task-queries.ts';
import type { Desk } from './use-desk.tsx';

export interface ViewProps {
  readonly search: TaskSearch;
  readonly desk: Desk;
  /** What stands in the place of an empty view; null where a filter made it empty. */
  readonly empty: ReactNode;
  readonly onClear: () => void;
}

/** The board with its tasks: open ones by urgency, ended ones newest first. */
export function BoardView({ search, desk, empty, onClear }: ViewProps) {
  const forge = useForge();
  const filter = taskQueryOf(search);
  const open = useInfiniteQuery(tasksQuery(forge, { ...filter, status: openStates, sort: 'priority' }));
  const done = useInfiniteQuery(tasksQuery(forge, { ...filter, status: 'completed', sort: 'newest' }));
  const cancelled = useInfiniteQuery(tasksQuery(forge, { ...filter, status: 'cancelled', sort: 'newest' }));
  const assignees = useQuery(assigneesQuery(forge)).data ?? [];
  const lists = [open, done, cancelled];
  const failed = lists.find((list) => list.isError);
  const tasks = newestOf(lists.flatMap((list) => list.data?.pages ?? []));
  const isLoaded = lists.every((list) => list.data !== undefined);
  const moreOpen = open.hasNextPage ? () => void open.fetchNextPage() : undefined;
  const more = {
    ...(moreOpen === undefined ? {} : { pending: moreOpen, assigned: moreOpen, in_progress: moreOpen, review: moreOpen }),
    ...(done.hasNextPage ? { completed: () => void done.fetchNextPage() } : {}),
    ...(cancelled.hasNextPage ? { failed: () => void cancelled.fetchNextPage() } : {}),
  };
  return (
    <>
      {failed !== undefined && (
        <ErrorPanel
          title={isLoaded ? 'The board could not be refreshed: it shows what was known before' : 'The tasks could not be loaded'}
          error={failed.error}
          onRetry={() => lists.forEach((list) => void list.refetch())}
        />
      )}
      {!isLoaded && failed === undefined && <BoardSkeleton />}
      {isLoaded && tasks.length === 0 && (empty ?? <NoMatch onClear={onClear} />)}
      {isLoaded && tasks.length > 0 && <Board tasks={tasks} assignees={assignees} desk={desk} more={more} />}
    </>
  );
}
