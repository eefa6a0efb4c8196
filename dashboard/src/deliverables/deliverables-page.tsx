import type { DeliverableQuery, DeliverableRow, DeliverableStatus } from '@forgeyard/sdk';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useId } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState, NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Page } from '../ui/page.tsx';
import { joinPages } from '../ui/rows.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { StillList } from '../ui/still-list.tsx';
import { DeliverableFilters, type DeliverableSearch } from './deliverable-filters.tsx';
import { DeliverableList } from './deliverable-list.tsx';
import { deliverablesQuery, queueQuery } from './deliverable-queries.ts';

const decided: readonly DeliverableStatus[] = ['approved', 'revision_requested', 'revised', 'rejected'];

/** What waits for a review, oldest first, and what was decided. */
export function DeliverablesPage() {
  const search: DeliverableSearch = useSearch({ from: '/shell/deliverables' });
  const navigate = useNavigate({ from: '/deliverables' });
  const { queue, rest, waiting, others, wantsQueue, isFiltered } = useDeliverables(search);
  const failed = [queue, rest].find((each) => each.isError);
  const isLoading = queue.isLoading || rest.isLoading;
  const isEmpty = !isLoading && failed === undefined && waiting.length === 0 && others.length === 0;
  const known = waiting.length + others.length > 0;
  return (
    <Page title="Deliverables" lead="Results of agents and people, until somebody approves them.">
      <DeliverableFilters
        search={search}
        onChange={(part) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false })}
      />
      {failed !== undefined && (
        <ErrorPanel
          title={known ? 'The list could not be refreshed: it shows what was known before' : 'The deliverables could not be loaded'}
          error={failed.error}
          onRetry={() => void Promise.all([queue.refetch(), rest.refetch()])}
        />
      )}
      {isLoading && <SkeletonRows label="deliverables" />}
      {isEmpty && isFiltered && <NoMatch onClear={() => void navigate({ search: {} })} />}
      {isEmpty && !isFiltered && <NoDeliverables />}
      {wantsQueue && queue.data !== undefined && !isEmpty && (
        <Section title="Waiting for review" rows={waiting} none="Nothing waits for you." />
      )}
      {others.length > 0 && <Section title="Decided" rows={others} none="" />}
      {others.length > 0 && rest.hasNextPage && (
        <Button className="self-center" onClick={() => void rest.fetchNextPage()} aria-disabled={rest.isFetchingNextPage}>
          Load older deliverables
        </Button>
      )}
    </Page>
  );
}

/** The two lists that the address asks for: what waits, and everything else. */
function useDeliverables({ status = '', agent, project, mine }: DeliverableSearch) {
  const forge = useForge();
  const filter: DeliverableQuery = { agent: given(agent), project: given(project), mine: mine === 'true' ? true : undefined };
  const wantsQueue = status === '' || status === 'pending';
  const wantsRest = status !== 'pending';
  const queue = useQuery({ ...queueQuery(forge, filter), enabled: wantsQueue });
  const rest = useInfiniteQuery({
    ...deliverablesQuery(forge, { ...filter, status: decided.find((each) => each === status) ?? decided }),
    enabled: wantsRest,
  });
  return {
    queue,
    rest,
    wantsQueue,
    waiting: wantsQueue ? (queue.data ?? []) : [],
    others: wantsRest ? joinPages(rest.data?.pages) : [],
    isFiltered: status !== '' || Object.values(filter).some((value) => value !== undefined),
  };
}

interface SectionProps {
  readonly title: string;
  readonly rows: readonly DeliverableRow[];
  readonly none: string;
}

function Section({ title, rows, none }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-2">
      <h2 id={id} className="text-lg font-semibold">
        {title} <span className="tabular font-normal text-muted-foreground">{rows.length}</span>
      </h2>
      {rows.length === 0 ? (
        <p className="text-muted-foreground">{none}</p>
      ) : (
        <StillList rows={rows}>{(shown) => <DeliverableList label={title} rows={shown} />}</StillList>
      )}
    </section>
  );
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}

function NoDeliverables() {
  const command = `curl -X POST '${location.origin}/api/deliverables' -H "X-Agent-Key: $AGENT_KEY" -H 'Content-Type: application/json' --data-raw '{"taskId":1,"title":"Market overview","content":"## Findings","contentType":"markdown"}'`;
  return (
    <EmptyState
      says="A deliverable is what an agent hands in for a task. It waits here until somebody approves it, asks for a revision or rejects it."
      command={command}
    />
  );
}
