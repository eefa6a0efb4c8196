import type { SessionDetail } from '@forgeyard/sdk';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { sessionQuery } from '../api/queries.ts';
import { EventList } from '../events/event-list.tsx';
import { useLog } from '../events/use-log.ts';
import type { Log } from '../events/log.ts';
import { PageState } from '../ui/page-state.tsx';
import { useTitle } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Tabs, type TabItem } from '../ui/tabs.tsx';
import { GitDiff } from './git-diff.tsx';
import { InputOutput } from './input-output.tsx';
import { MessagesTab } from './messages-tab.tsx';
import { SessionHeader } from './session-header.tsx';
import { SessionRuns } from './session-runs.tsx';
import { isForeign, nameOf } from './source.ts';

const TraceView = lazy(async () => ({ default: (await import('../traces/trace-view.tsx')).TraceView }));
/** Silence is not an event: how long an agent has been quiet is asked for. */
const refreshMs = 15_000;

/** One session, live: its steps on a time axis, what was said, its events, what went in and came out. */
export function SessionPage() {
  const { id } = useParams({ from: '/shell/sessions/$id' });
  const session = useQuery({ ...sessionQuery(useForge(), id), refetchInterval: refreshMs });
  if (session.data !== undefined) return <LoadedSession key={id} session={session.data} />;
  return <PageState noun="Session" query={session} />;
}

function LoadedSession({ session }: { readonly session: SessionDetail }) {
  const search = useSearch({ from: '/shell/sessions/$id' });
  const [isPaused, setPaused] = useState(false);
  const log = useLog({ of: 'session', id: session.id, isPaused });
  const change = useSessionSearch();
  useTitle(nameOf(session));
  useFreshSession(session.id, log);
  const items = tabsOf(session, log, { isPaused, search, change });
  const wanted = search.tab ?? (search.seq === undefined ? (search.span === undefined ? firstTab(session) : 'trace') : 'events');
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-5 p-4 sm:p-6">
      <SessionHeader session={session} isPaused={isPaused} onPaused={setPaused} />
      <Tabs
        label="Session"
        items={items}
        active={items.some(({ id }) => id === wanted) ? wanted : 'messages'}
        onChange={(tab) => change({ tab, seq: undefined })}
      />
    </div>
  );
}

/** What an agent elsewhere only measured is read as a trace, everything else as a conversation. */
function firstTab({ messages_count: messages, spans_count: spans }: SessionDetail): string {
  return messages === 0 && spans > 0 ? 'trace' : 'messages';
}

type Change = (part: Readonly<Record<string, string | undefined>>) => void;

interface TabState {
  readonly isPaused: boolean;
  readonly search: { readonly seq?: string; readonly type?: string; readonly span?: string; readonly failed?: string };
  readonly change: Change;
}

function tabsOf(session: SessionDetail, log: Log, { isPaused, search, change }: TabState): readonly TabItem[] {
  const { seq, type = '', span = '', failed } = search;
  const trace = (
    <Suspense fallback={<SkeletonRows label="the trace" />}>
      <TraceView
        session={session}
        growth={log.lastSeq}
        isPaused={isPaused}
        selected={span}
        onSelect={(id) => change({ span: id })}
        onlyFailed={failed === 'true'}
        onOnlyFailed={(isOn) => change({ failed: isOn ? 'true' : undefined })}
      />
    </Suspense>
  );
  const events = (
    <EventList
      events={log.events}
      eventsPath={`/v1/sessions/${session.id}/events`}
      type={type}
      seq={seq === undefined ? null : Number(seq)}
      onType={(next) => change({ type: next === '' ? undefined : next })}
      onSeq={(next) => change({ tab: 'events', seq: next === null ? undefined : String(next) })}
    />
  );
  return [
    { id: 'trace', label: 'Trace', content: trace },
    { id: 'messages', label: 'Messages', content: <MessagesTab session={session} log={log} /> },
    { id: 'events', label: 'Events', content: events },
    { id: 'io', label: 'Input/Output', content: <InputOutput session={session} events={log.events} /> },
    ...(session.git_diff === null || session.git_diff === ''
      ? []
      : [{ id: 'diff', label: 'Changes', content: <GitDiff text={session.git_diff} /> }]),
    ...(isForeign(session) ? [] : [{ id: 'runs', label: 'Runs', content: <SessionRuns id={session.id} /> }]),
  ];
}

/** Changes parts of the page's address; a part that is given as undefined leaves it. */
function useSessionSearch(): Change {
  const navigate = useNavigate({ from: '/sessions/$id' });
  return (part) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...part }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
      replace: true,
      resetScroll: false,
    });
}

/** What the log tells of changes what the other parts of the page show. */
function useFreshSession(id: string, log: Log): void {
  const queries = useQueryClient();
  const lastSeq = log.events.findLast(({ type }) => /^(session|message|interaction|run)\./.test(type))?.seq ?? 0;
  useEffect(() => {
    if (lastSeq === 0) return;
    void queries.invalidateQueries({ queryKey: ['sessions', 'one', id] });
    void queries.invalidateQueries({ queryKey: ['sessions', 'messages', id] });
  }, [id, lastSeq, queries]);
}
