import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { SlidersHorizontal } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { EmptyState, NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Page } from '../ui/page.tsx';
import { joinPages } from '../ui/rows.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { NewAbove } from './new-above.tsx';
import { columnsOf, defaultColumns } from './session-columns.tsx';
import { SessionFilters } from './session-filters.tsx';
import { sessionListQuery } from './session-queries.ts';
import { isFiltered, sessionQueryOf, type SessionSearch } from './session-search.ts';
import { PickedBar } from './picked-bar.tsx';
import { keepList, useColumns, useSavedViews, type SavedView } from './use-kept.ts';
import { usePicked } from './use-picked.tsx';

const ViewDialog = lazy(async () => ({ default: (await import('./view-dialog.tsx')).ViewDialog }));

/** All sessions, newest first, whoever began them. */
export function SessionsPage() {
  const search: SessionSearch = useSearch({ from: '/shell/sessions' });
  const navigate = useNavigate({ from: '/sessions' });
  const words = JSON.stringify(search);
  // A span of time counts from when it was chosen: the same list is asked for until then.
  const query = useMemo(() => sessionQueryOf(search, Date.now()), [words]);
  const list = useInfiniteQuery(sessionListQuery(useForge(), query));
  const rows = joinPages(list.data?.pages);
  const [columns, setColumns] = useColumns(defaultColumns);
  const [views, setViews] = useSavedViews();
  const [isChoosing, setChoosing] = useState(false);
  const picked = usePicked();
  const shown = useMemo(() => columnsOf(columns, picked.column), [columns, picked.column]);
  useEffect(() => keepList(search), [search]);
  const narrow = useCallback(
    (part: SessionSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const clear = () => void navigate({ search: {} });
  return (
    <Page
      title="Sessions"
      lead="Conversations with agents: from this page, from keys, from programs, from agents elsewhere."
      actions={
        <Button onClick={() => setChoosing(true)}>
          <SlidersHorizontal size={16} aria-hidden />
          View
        </Button>
      }
    >
      <SavedViewLinks views={views} words={words} />
      <SessionFilters search={search} onChange={narrow} onClear={clear} />
      {list.isError && <ErrorPanel title="The sessions could not be loaded" error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <SkeletonRows label="sessions" />}
      {list.isSuccess && rows.length === 0 && isFiltered(search) && <NoMatch onClear={clear} />}
      {list.isSuccess && rows.length === 0 && !isFiltered(search) && <NoSessions />}
      {rows.length > 0 && (
        <NewAbove key={words} rows={rows}>
          {(still) => <DataTable label="Sessions" columns={shown} rows={still} idOf={(session) => session.id} />}
        </NewAbove>
      )}
      {list.hasNextPage && (
        <Button className="self-center" onClick={() => void list.fetchNextPage()} aria-disabled={list.isFetchingNextPage}>
          Load older sessions
        </Button>
      )}
      <PickedBar {...picked} />
      <Suspense>
        {isChoosing && (
          <ViewDialog {...{ search, query, columns, views }} onColumns={setColumns} onViews={setViews} onClose={() => setChoosing(false)} />
        )}
      </Suspense>
    </Page>
  );
}

/** The saved views, one click away. */
function SavedViewLinks({ views, words }: { readonly views: readonly SavedView[]; readonly words: string }) {
  if (views.length === 0) return null;
  return (
    <nav aria-label="Saved views" className="-mb-2 flex flex-wrap gap-2">
      {views.map((view) => (
        <Link
          key={view.name}
          to="/sessions"
          search={view.search}
          aria-current={words === JSON.stringify(view.search) ? 'true' : undefined}
          className={buttonClass('plain', 'h-8! rounded-full! aria-[current]:bg-accent')}
        >
          {view.name}
        </Link>
      ))}
    </nav>
  );
}

function NoSessions() {
  const command = `curl -N -X POST ${location.origin}/api/agents/AGENT/execute -H "X-Forge-Api-Key: $FORGEYARD_KEY" -H 'Content-Type: application/json' --data-raw '{"input":"Hello"}'`;
  return (
    <EmptyState
      says="A session is one conversation with an agent. The first message to an agent begins one; an agent that runs elsewhere begins one with its first message."
      action={
        <Link to="/agents" className="font-medium text-primary underline underline-offset-2">
          Choose an agent
        </Link>
      }
      command={command}
    />
  );
}
