import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { runsQuery, sessionQuery } from '../api/queries.ts';
import type { RunEvent, Session } from '@forgeyard/sdk';
import { applyEvents } from '../chat/apply-events.ts';
import { TurnView } from '../chat/turn-view.tsx';
import { EventList } from '../events/event-list.tsx';
import { useLog } from '../events/use-log.ts';
import { runColumns } from '../runs/runs-page.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { joinPages } from '../ui/rows.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { PageState } from '../ui/page-state.tsx';
import { useTitle } from '../ui/page.tsx';
import { nameOf } from './source.ts';
import { SessionFacts } from './session-facts.tsx';

/** One session, live: its messages, its runs, its events. */
export function SessionPage() {
  const { id } = useParams({ from: '/shell/sessions/$id' });
  const session = useQuery({ ...sessionQuery(useForge(), id), refetchInterval: 5_000 });
  if (session.data !== undefined) return <LoadedSession key={id} session={session.data} />;
  return <PageState noun="Session" query={session} />;
}

function LoadedSession({ session }: { readonly session: Session }) {
  const { tab = 'messages', seq, type = '' } = useSearch({ from: '/shell/sessions/$id' });
  const navigate = useNavigate({ from: '/sessions/$id' });
  const [isPaused, setPaused] = useState(false);
  const log = useLog({ of: 'session', id: session.id, isPaused });
  useTitle(nameOf(session));
  const setTab = (next: string) => void navigate({ search: { tab: next }, replace: true });
  const items = [
    { id: 'messages', label: 'Messages', content: <Messages events={log.events} /> },
    { id: 'runs', label: 'Runs', content: <SessionRuns id={session.id} /> },
    {
      id: 'events',
      label: 'Events',
      content: (
        <EventList
          events={log.events}
          type={type}
          seq={seq === undefined ? null : Number(seq)}
          onType={(next) => void navigate({ search: (before) => ({ ...before, type: next }), replace: true })}
          onSeq={(next) =>
            void navigate({ search: ({ seq: _, ...before }) => (next === null ? before : { ...before, seq: String(next) }), replace: true })
          }
        />
      ),
    },
  ];
  const active = seq !== undefined && tab === 'messages' ? 'events' : tab;
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-5 p-4 sm:p-6">
      <header className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="min-w-0 text-2xl font-semibold tracking-tight wrap-anywhere">{nameOf(session)}</h1>
          <div className="flex flex-wrap gap-2 sm:ml-auto">
            <Button onClick={() => setPaused(!isPaused)}>{isPaused ? 'Follow' : 'Pause view'}</Button>
            <Link
              to="/agents/$slug"
              params={{ slug: session.agent.slug }}
              search={{ session: session.id }}
              className={buttonClass('plain')}
            >
              Go on in the chat
            </Link>
          </div>
        </div>
        <SessionFacts session={session} />
      </header>
      <Tabs label="Session" items={items} active={items.some(({ id }) => id === active) ? active : 'messages'} onChange={setTab} />
    </div>
  );
}

function Messages({ events }: { readonly events: readonly RunEvent[] }) {
  const turns = useMemo(() => applyEvents([], events), [events]);
  if (turns.length === 0) return <p className="text-muted-foreground">No messages yet.</p>;
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6">
      {turns.map((turn) => (
        <TurnView key={turn.runId} turn={turn} />
      ))}
    </div>
  );
}

function SessionRuns({ id }: { readonly id: string }) {
  const runs = useInfiniteQuery({ ...runsQuery(useForge(), { session: id }), refetchInterval: 4_000 });
  const rows = joinPages(runs.data?.pages);
  if (runs.isPending) return <SkeletonRows label="runs" />;
  if (runs.isError) return <ErrorPanel title="The runs could not be loaded" error={runs.error} onRetry={() => void runs.refetch()} />;
  if (rows.length === 0) return <p className="text-muted-foreground">No runs yet.</p>;
  return (
    <div className="flex flex-col gap-3">
      <DataTable label="Runs" columns={runColumns} rows={rows} idOf={(run) => run.id} />
      {runs.hasNextPage && (
        <Button className="self-center" onClick={() => void runs.fetchNextPage()}>
          Load older runs
        </Button>
      )}
    </div>
  );
}
