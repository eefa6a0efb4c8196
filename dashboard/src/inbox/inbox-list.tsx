import type { Interaction } from '@forgeyard/sdk';
import { useQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState, NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { StillList } from '../ui/still-list.tsx';
import { InboxItem } from './inbox-item.tsx';
import { lastAnsweredQuery } from './inbox-queries.ts';
import { isFiltered, type InboxSearch } from './inbox-search.ts';
import type { Outbox } from './use-outbox.ts';

const PushOffer = lazy(async () => ({ default: (await import('./push-offer.tsx')).PushOffer }));

interface InboxListProps {
  readonly list: UseInfiniteQueryResult<unknown>;
  readonly rows: readonly Interaction[];
  readonly search: InboxSearch;
  readonly outbox: Outbox;
  readonly onClear: () => void;
}

const labels: ReadonlyMap<string, string> = new Map([
  ['snoozed', 'Snoozed'],
  ['answered', 'Answered'],
  ['expired', 'Expired'],
]);

/** The questions, newest on top; what is under the pointer stays where it is. */
export function InboxList({ list, rows, search, outbox, onClear }: InboxListProps) {
  const isEmpty = list.isSuccess && rows.length === 0;
  return (
    <div className="flex flex-col gap-3">
      {list.isError && (
        <ErrorPanel
          title={list.data === undefined ? 'The inbox could not be loaded' : 'The inbox could not be refreshed'}
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isPending && <SkeletonRows label="questions" rows={3} />}
      {isEmpty && isFiltered(search) && <NoMatch onClear={onClear} />}
      {isEmpty && !isFiltered(search) && <NothingWaits search={search} outbox={outbox} />}
      {rows.length > 0 && (
        <StillList rows={rows}>
          {(still) => <Items label={labels.get(search.show ?? '') ?? 'Waiting'} rows={still} search={search} outbox={outbox} />}
        </StillList>
      )}
      {list.hasNextPage && (
        <Button className="self-center" aria-disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Load more
        </Button>
      )}
    </div>
  );
}

interface ItemsProps extends Pick<InboxListProps, 'rows' | 'search' | 'outbox'> {
  readonly label: string;
}

function Items({ label, rows, search, outbox }: ItemsProps) {
  return (
    <ul aria-label={label} className="flex flex-col divide-y divide-border overflow-hidden rounded-lg border border-border bg-card">
      {rows.map((row) => (
        <InboxItem key={row.id} question={row} isOpen={row.id === search.id} outgoing={outbox.of(row.id)} />
      ))}
    </ul>
  );
}

function NothingWaits({ search, outbox }: Pick<InboxListProps, 'search' | 'outbox'>) {
  const last = useQuery(lastAnsweredQuery(useForge())).data ?? [];
  const command = `curl -X POST '${location.origin}/api/v1/messages/agent' -H "Authorization: Bearer $FORGEYARD_KEY" -H 'Content-Type: application/json' --data-raw '{"agent_instance_id":"'$(uuidgen)'","agent_type":"my-agent","content":"Shall I go on?","requires_user_input":true}'`;
  return (
    <>
      <EmptyState
        says="Nothing waits for you. Agents ask here before they use a tool that is set to “Ask a person first”, and whenever they need to know something."
        {...(last.length === 0 ? { command } : {})}
      />
      <Suspense>
        <PushOffer />
      </Suspense>
      {last.length > 0 && (
        <section className="flex flex-col gap-2">
          <h2 className="font-semibold">Answered last</h2>
          <Items label="Answered last" rows={last} search={search} outbox={outbox} />
        </section>
      )}
    </>
  );
}
