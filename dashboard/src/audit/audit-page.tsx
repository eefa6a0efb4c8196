import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowUp, Download } from 'lucide-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { EmptyState, NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Page } from '../ui/page.tsx';
import { joinPages } from '../ui/rows.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { exportHref, isFiltered, queryOf, type AuditSearch } from './audit-filter.ts';
import { AuditList } from './audit-list.tsx';
import { auditQuery, entriesPerPage, newestQuery } from './audit-queries.ts';
import { ChainMark } from './chain-mark.tsx';

const EntryDetails = lazy(async () => ({ default: (await import('./entry-details.tsx')).EntryDetails }));

/** Who did what, newest first. New entries are counted above the list and never move it. */
export function AuditPage() {
  const { entry: openId, ...search } = useSearch({ from: '/shell/settings/audit' });
  const navigate = useNavigate({ from: '/settings/audit' });
  const forge = useForge();
  const queries = useQueryClient();
  const [openedMs] = useState(() => Date.now());
  const filter = queryOf(search, openedMs);
  const log = useInfiniteQuery(auditQuery(forge, filter));
  const newest = useQuery({ ...newestQuery(forge, filter), enabled: log.isSuccess });
  const entries = joinPages(log.data?.pages);
  const unseen = unseenOf(newest.data, entries);
  const open = openId === undefined ? undefined : entries.find(({ id }) => id === openId);
  const change = useCallback(
    (part: AuditSearch & { readonly entry?: string }) =>
      void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const showNew = async () => {
    await queries.resetQueries({ queryKey: ['audit', 'list'] });
    scrollTo({ top: 0 });
  };
  return (
    <Page title="Audit log" lead="Who did what, and from where." actions={<Exports filter={filter} />}>
      <ChainMark />
      <AuditFilters search={search} onChange={change} />
      {log.isError && <ErrorPanel title="The audit log could not be loaded" error={log.error} onRetry={() => void log.refetch()} />}
      {log.isPending && <SkeletonRows label="audit log" />}
      {log.isSuccess && entries.length === 0 && isFiltered(search) && <NoMatch onClear={() => void navigate({ search: {} })} />}
      {log.isSuccess && entries.length === 0 && !isFiltered(search) && (
        <EmptyState says="Every change that a person, a key or an agent makes is written down here." />
      )}
      <div>
        <NewAbove count={unseen} onClick={() => void showNew()} />
        {entries.length > 0 && <AuditList entries={entries} onOpen={(each) => change({ entry: each.id })} />}
      </div>
      {log.hasNextPage && (
        <Button className="self-center" onClick={() => void log.fetchNextPage()} disabled={log.isFetchingNextPage}>
          Load older entries
        </Button>
      )}
      <Suspense>
        {open !== undefined && (
          <EntryDetails entry={open} onNarrow={(part) => change({ ...part, entry: '' })} onClose={() => change({ entry: '' })} />
        )}
      </Suspense>
    </Page>
  );
}

function Exports({ filter }: { readonly filter: ReturnType<typeof queryOf> }) {
  return (
    <>
      <a href={exportHref('csv', filter)} download className={buttonClass()}>
        <Download size={16} aria-hidden />
        Export CSV
      </a>
      <a href={exportHref('jsonl', filter)} download className={buttonClass()}>
        <Download size={16} aria-hidden />
        Export JSONL
      </a>
    </>
  );
}

/** Lies over the list without a height of its own, so that its coming and going moves nothing. */
function NewAbove({ count, onClick }: { readonly count: number; readonly onClick: () => void }) {
  return (
    <div role="status" className="sticky top-16 z-20 flex h-0 justify-center">
      {count > 0 && (
        <Button look="primary" className="mt-1 shadow-md" onClick={onClick}>
          <ArrowUp size={16} aria-hidden />
          {count >= entriesPerPage ? `${entriesPerPage}+` : count} new
        </Button>
      )}
    </div>
  );
}

/** How many of the newest entries the list does not hold yet. */
function unseenOf(newest: readonly { readonly id: string }[] | undefined, shown: readonly { readonly id: string }[]): number {
  const first = shown[0]?.id;
  if (newest === undefined) return 0;
  const place = newest.findIndex(({ id }) => id === first);
  return place === -1 ? newest.length : place;
}
