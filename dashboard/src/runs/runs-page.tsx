import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useForge } from '../api/forge.ts';
import { runsQuery } from '../api/queries.ts';
import type { Run } from '@forgeyard/sdk';
import { duration } from '../format/time.ts';
import { count, oneLine } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { DataTable, rowLinkClass, type Column } from '../ui/data-table.tsx';
import { EmptyState, NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { FilterChoice, FilterRow, FilterText } from '../ui/filter-choice.tsx';
import { Moment } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { joinPages } from '../ui/rows.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Status } from '../ui/status.tsx';

const statuses = ['queued', 'running', 'waiting', 'cancelling', 'completed', 'failed', 'timeout', 'cancelled'] as const;

export const runColumns: readonly Column<Run>[] = [
  {
    id: 'input',
    title: 'Input',
    cell: (run) => (
      <>
        <Link to="/runs/$id" params={{ id: run.id }} className={rowLinkClass}>
          {run.input === '' ? '(empty)' : oneLine(run.input, 90)}
        </Link>
        <span className="block truncate text-xs text-muted-foreground">{run.agent.display_name}</span>
      </>
    ),
  },
  { id: 'status', title: 'Status', width: 'w-32', cell: (run) => <Status value={run.status} /> },
  { id: 'trigger', title: 'Started by', width: 'w-40', from: 'lg', cell: (run) => run.trigger?.name ?? run.trigger?.kind ?? '–' },
  { id: 'steps', title: 'Steps', width: 'w-18', from: 'md', isNumber: true, cell: (run) => count(run.steps_count) },
  {
    id: 'tokens',
    title: 'Tokens',
    width: 'w-22',
    from: 'lg',
    isNumber: true,
    cell: (run) => count(run.usage.input_tokens + run.usage.output_tokens),
  },
  {
    id: 'duration',
    title: 'Duration',
    width: 'w-26',
    from: 'sm',
    isNumber: true,
    cell: (run) => (run.duration_ms === null ? '–' : duration(run.duration_ms)),
  },
  { id: 'created', title: 'Started', width: 'w-26 sm:w-30', isNumber: true, cell: (run) => <Moment at={run.created_at} /> },
];

/** All runs, newest first. */
export function RunsPage() {
  const { agent = '', session, status = '' } = useSearch({ from: '/shell/runs' });
  const navigate = useNavigate({ from: '/runs' });
  const filter = { agent: agent === '' ? undefined : agent, session, status: statuses.find((each) => each === status) };
  const runs = useInfiniteQuery({ ...runsQuery(useForge(), filter), refetchInterval: 30_000 });
  const rows = joinPages(runs.data?.pages);
  const isFiltered = agent !== '' || status !== '' || session !== undefined;
  const narrow = (search: { readonly agent?: string; readonly status?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...search }), replace: true, resetScroll: false });
  return (
    <Page title="Runs" lead="Every piece of work that an agent did, newest first.">
      <FilterRow>
        <FilterText label="Agent" placeholder="Agent, by its address" value={agent} onText={(text) => narrow({ agent: text.trim() })} />
        <FilterChoice
          label="Status"
          value={status}
          choices={[['', 'Any status'], ...statuses]}
          onChange={(next) => narrow({ status: next })}
        />
      </FilterRow>
      {runs.isError && <ErrorPanel title="The runs could not be loaded" error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.isPending && <SkeletonRows label="runs" />}
      {runs.isSuccess && rows.length === 0 && isFiltered && <NoMatch onClear={() => void navigate({ search: {} })} />}
      {runs.isSuccess && rows.length === 0 && !isFiltered && <NoRuns />}
      {rows.length > 0 && <DataTable label="Runs" columns={runColumns} rows={rows} idOf={(run) => run.id} />}
      {runs.hasNextPage && (
        <Button className="self-center" onClick={() => void runs.fetchNextPage()} disabled={runs.isFetchingNextPage}>
          Load older runs
        </Button>
      )}
    </Page>
  );
}

function NoRuns() {
  const command = `curl -N -X POST ${location.origin}/api/agents/AGENT/execute -H "X-Forge-Api-Key: $FORGEYARD_KEY" -H 'Content-Type: application/json' --data-raw '{"input":"Hello"}'`;
  return (
    <EmptyState
      says="A run is one piece of work of one agent. Send an agent a message and its run appears here."
      action={
        <Link to="/agents" className="font-medium text-primary underline underline-offset-2">
          Choose an agent
        </Link>
      }
      command={command}
    />
  );
}
