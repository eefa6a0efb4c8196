import type { Interaction } from '@forgeyard/sdk';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import { useForge } from '../api/forge.ts';
import { useLetters } from '../shell/use-letters.ts';
import { cx } from '../ui/cx.ts';
import { useTitle } from '../ui/page.tsx';
import { joinPages } from '../ui/rows.ts';
import { useNarrow } from '../ui/use-narrow.ts';
import { Announcer } from './announcer.tsx';
import { InboxFilters } from './inbox-filters.tsx';
import { InboxList } from './inbox-list.tsx';
import { inboxQuery } from './inbox-queries.ts';
import { inboxQueryOf, type InboxSearch } from './inbox-search.ts';
import { QuestionPane } from './question-pane.tsx';
import { useDrafts } from './use-drafts.ts';
import { useOutbox } from './use-outbox.ts';

/** What agents wait for: the list, and beside it, or on a phone in its place, the question that is open. */
export function InboxPage() {
  const search: InboxSearch = useSearch({ from: '/shell/inbox' });
  const isNarrow = useNarrow();
  const list = useInfiniteQuery(inboxQuery(useForge(), inboxQueryOf(search)));
  const rows = joinPages(list.data?.pages);
  const drafts = useDrafts();
  const outbox = useOutbox(drafts.refuse);
  const go = useInboxWays(rows, search, isNarrow);
  useTitle('Inbox');
  useLetters({ j: () => go.step(1), k: () => go.step(-1), u: () => outbox.undo() });
  const isOpen = search.id !== undefined && search.id !== '';
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-1 flex-col p-4 sm:p-6 lg:min-h-0">
      <header className={cx('mb-4 flex flex-col gap-4', isOpen && 'max-lg:sr-only')}>
        <div>
          <h1 className="text-2xl font-semibold tracking-tight">Inbox</h1>
          <p className="text-muted-foreground">Agents that wait for a person.</p>
        </div>
        <InboxFilters search={search} onChange={go.narrow} />
      </header>
      <Announcer rows={rows} isOfOpen={(search.show ?? '') === ''} />
      <div className="grid min-w-0 items-start gap-6 lg:grid-cols-[minmax(18rem,24rem)_minmax(0,1fr)]">
        <section aria-label="Questions" className={cx('min-w-0', isOpen && 'max-lg:hidden')}>
          <InboxList list={list} rows={rows} search={search} outbox={outbox} onClear={go.clear} />
        </section>
        {isOpen && (
          <QuestionPane
            key={search.id}
            id={search.id ?? ''}
            rows={rows}
            drafts={drafts}
            outbox={outbox}
            next={go.next}
            onNext={() => go.step(1)}
          />
        )}
      </div>
    </div>
  );
}

/** The ways through the inbox: to the question below and above, and into the filters. All of them are addresses. */
function useInboxWays(rows: readonly Interaction[], search: InboxSearch, isNarrow: boolean) {
  const navigate = useNavigate({ from: '/inbox' });
  const place = rows.findIndex(({ id }) => id === search.id);
  const open = useCallback(
    (id: string) => void navigate({ search: (before) => ({ ...before, id }), replace: true, resetScroll: false }),
    [navigate],
  );
  const first = rows[0]?.id;
  useEffect(() => {
    // What is being read stays open when another one arrives: only an empty place is filled.
    if (!isNarrow && matchMedia('(min-width: 1024px)').matches && search.id === undefined && first !== undefined) open(first);
  }, [isNarrow, search.id, first, open]);
  const rowAt = (step: 1 | -1) => rows[place === -1 ? 0 : place + step];
  return {
    next: rowAt(1)?.id === search.id ? undefined : rowAt(1)?.id,
    step: (by: 1 | -1) => {
      const to = rowAt(by);
      if (to === undefined) return false;
      open(to.id);
      document.querySelector<HTMLElement>(`[data-question="${to.id}"]`)?.focus();
      return true;
    },
    narrow: (part: InboxSearch) =>
      void navigate({ search: ({ id: _, ...before }) => ({ ...before, ...part }), replace: true, resetScroll: false }),
    clear: () => void navigate({ search: {}, replace: true, resetScroll: false }),
  };
}
