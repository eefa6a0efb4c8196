import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useForge } from '../api/forge.ts';
import { sessionsQuery } from '../api/queries.ts';
import type { Session } from '@forgeyard/sdk';
import { count } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { DataTable, rowLinkClass, type Column } from '../ui/data-table.tsx';
import { EmptyState, NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { FilterChoice, FilterRow, FilterText, type Choices } from '../ui/filter-choice.tsx';
import { Moment } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { joinPages } from '../ui/rows.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Status } from '../ui/status.tsx';
import { nameOf, sourceOf } from './source.ts';

const columns: readonly Column<Session>[] = [
  {
    id: 'name',
    title: 'Name',
    cell: (session) => (
      <>
        <Link to="/sessions/$id" params={{ id: session.id }} className={rowLinkClass}>
          {nameOf(session)}
        </Link>
        <span className="block truncate text-xs text-muted-foreground">{session.agent.display_name}</span>
      </>
    ),
  },
  { id: 'source', title: 'Source', width: 'w-48', from: 'md', cell: sourceOf },
  { id: 'status', title: 'Status', width: 'w-32 sm:w-40', cell: (session) => <Status value={session.status} /> },
  { id: 'runs', title: 'Runs', width: 'w-18', from: 'sm', isNumber: true, cell: (session) => count(session.runs_count) },
  {
    id: 'tokens',
    title: 'Tokens',
    width: 'w-24',
    from: 'lg',
    isNumber: true,
    cell: (session) => count(session.tokens.input + session.tokens.output),
  },
  { id: 'started', title: 'Started', width: 'w-26 sm:w-30', isNumber: true, cell: (session) => <Moment at={session.started_at} /> },
];

const origins = ['api_key', 'ui', 'runner'] as const;
const originChoices: Choices = [
  ['', 'Any source'],
  ['api_key', 'API key'],
  ['ui', 'Dashboard'],
  ['runner', 'Runner'],
];

/** All sessions, newest first, whoever began them. */
export function SessionsPage() {
  const { q = '', status, origin = '', agent } = useSearch({ from: '/shell/sessions' });
  const navigate = useNavigate({ from: '/sessions' });
  const filter = { q: q === '' ? undefined : q, status, origin: origins.find((each) => each === origin), agent };
  const sessions = useInfiniteQuery({ ...sessionsQuery(useForge(), filter), refetchInterval: 5_000 });
  const rows = joinPages(sessions.data?.pages);
  const isFiltered = q !== '' || origin !== '' || status !== undefined || agent !== undefined;
  const narrow = (search: { readonly q?: string; readonly origin?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...search }), replace: true });
  return (
    <Page title="Sessions" lead="Conversations with agents: from this page, from keys, from programs.">
      <FilterRow>
        <FilterText label="Filter sessions" placeholder="Filter by name" value={q} onText={(text) => narrow({ q: text })} />
        <FilterChoice label="Source" value={origin} choices={originChoices} onChange={(next) => narrow({ origin: next })} />
      </FilterRow>
      {sessions.isError && (
        <ErrorPanel title="The sessions could not be loaded" error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {sessions.isPending && <SkeletonRows label="sessions" />}
      {sessions.isSuccess && rows.length === 0 && isFiltered && <NoMatch onClear={() => void navigate({ search: {} })} />}
      {sessions.isSuccess && rows.length === 0 && !isFiltered && <NoSessions />}
      {rows.length > 0 && <DataTable label="Sessions" columns={columns} rows={rows} idOf={(session) => session.id} />}
      {sessions.hasNextPage && (
        <Button className="self-center" onClick={() => void sessions.fetchNextPage()} disabled={sessions.isFetchingNextPage}>
          Load older sessions
        </Button>
      )}
    </Page>
  );
}

function NoSessions() {
  const command = `curl -N -X POST ${location.origin}/api/agents/AGENT/execute -H "X-Forge-Api-Key: $FORGEYARD_KEY" -H 'Content-Type: application/json' --data-raw '{"input":"Hello"}'`;
  return (
    <EmptyState
      says="A session is one conversation with an agent. The first message to an agent begins one."
      action={
        <Link to="/agents" className="font-medium text-primary underline underline-offset-2">
          Choose an agent
        </Link>
      }
      command={command}
    />
  );
}
