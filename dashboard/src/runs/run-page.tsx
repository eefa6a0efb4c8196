import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { runQuery } from '../api/queries.ts';
import { isTerminal, type RunWithSteps } from '@forgeyard/sdk';
import { Answer } from '../chat/answer.tsx';
import { EventList } from '../events/event-list.tsx';
import type { Log } from '../events/log.ts';
import { useLog } from '../events/use-log.ts';
import { pretty } from '../format/value.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { useTick } from '../ui/now.tsx';
import { PageState } from '../ui/page-state.tsx';
import { useTitle } from '../ui/page.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { RunHeader } from './run-header.tsx';
import { SpanPanel } from './span-panel.tsx';
import { spansOf } from './span.ts';
import { Waterfall } from './waterfall.tsx';

/** One run, live: its steps on a time axis, its events, what went in and came out. */
export function RunPage() {
  const { id } = useParams({ from: '/shell/runs/$id' });
  const run = useQuery(runQuery(useForge(), id));
  if (run.data !== undefined) return <LoadedRun key={id} run={run.data} />;
  return <PageState noun="Run" query={run} />;
}

function LoadedRun({ run }: { readonly run: RunWithSteps }) {
  const { tab = 'steps', step, seq, type = '' } = useSearch({ from: '/shell/runs/$id' });
  const [isPaused, setPaused] = useState(false);
  const log = useLog({ of: 'run', id: run.id, isPaused });
  const queries = useQueryClient();
  const lastType = log.events.findLast((event) => event.type.startsWith('run.') || event.type === 'attempt.started')?.type;
  useTitle(`Run of ${run.agent.display_name}`);

  useEffect(() => {
    if (lastType !== undefined) void queries.invalidateQueries({ queryKey: ['runs', 'one', run.id] });
  }, [lastType, queries, run.id]);

  const search = useRunSearch();
  const items = [
    {
      id: 'steps',
      label: 'Steps',
      content: <Steps run={run} log={log} selected={step ?? 'run'} onSelect={(id) => search({ step: id })} />,
    },
    {
      id: 'events',
      label: 'Events',
      content: (
        <EventList
          events={log.events}
          eventsPath={`/v1/runs/${run.id}/events`}
          type={type}
          seq={seq === undefined ? null : Number(seq)}
          onType={(next) => search({ type: next })}
          onSeq={(next) => search({ seq: next === null ? undefined : String(next) })}
        />
      ),
    },
    { id: 'io', label: 'Input/Output', content: <InputOutput run={run} /> },
  ];
  const active = seq !== undefined && tab === 'steps' ? 'events' : tab;
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-5 p-4 sm:p-6">
      <RunHeader run={run} isEnded={lastType !== undefined && isTerminal(lastType)} isPaused={isPaused} onPaused={setPaused} />
      <Tabs
        label="Run"
        items={items}
        active={items.some(({ id }) => id === active) ? active : 'steps'}
        onChange={(next) => search({ tab: next, seq: undefined })}
      />
    </div>
  );
}

type RunSearch = { readonly [Name in 'tab' | 'step' | 'seq' | 'type']?: string | undefined };

/** Changes parts of the page's address; a part that is given as undefined leaves it. */
function useRunSearch(): (next: RunSearch) => void {
  const navigate = useNavigate({ from: '/runs/$id' });
  return (next) => void navigate({ search: (before) => defined({ ...before, ...next }), replace: true, resetScroll: false });
}

/** Drops the fields without a value, so that they leave the address. */
function defined(search: RunSearch): Record<string, string> {
  return Object.fromEntries(Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

interface StepsProps {
  readonly run: RunWithSteps;
  readonly log: Log;
  readonly selected: string;
  readonly onSelect: (id: string) => void;
}

function Steps({ run, log, selected, onSelect }: StepsProps) {
  const tick = useTick(250, run.ended_at === null);
  const spans = useMemo(() => spansOf(run, log.events), [run, log.events]);
  const lastAtMs = Date.parse(log.events.at(-1)?.at ?? run.created_at);
  // The server's clock may be ahead of this one: the axis never ends before the last event.
  const nowMs = run.ended_at === null ? Math.max(tick, lastAtMs) : Math.max(Date.parse(run.ended_at), lastAtMs);
  const span = spans.find((each) => each.id === selected) ?? spans[0];
  return (
    <div className="grid min-w-0 items-start gap-4 xl:grid-cols-[1fr_24rem]">
      <Waterfall spans={spans} selected={selected} onSelect={onSelect} nowMs={nowMs} />
      {span !== undefined && <SpanPanel span={span} openText={log.openText} />}
    </div>
  );
}

function InputOutput({ run }: { readonly run: RunWithSteps }) {
  return (
    <div className="grid min-w-0 gap-6 lg:grid-cols-2">
      <section className="flex min-w-0 flex-col gap-3">
        <h2 className="font-semibold">Input</h2>
        <p className="whitespace-pre-wrap wrap-anywhere">{run.input}</p>
        {run.data !== null && <CodeBlock text={pretty(run.data, 64_000)} label="data" />}
      </section>
      <section className="flex min-w-0 flex-col gap-3">
        <h2 className="font-semibold">Output</h2>
        {run.output === null ? <p className="text-muted-foreground">Nothing yet.</p> : <Answer text={run.output} />}
        {run.result !== null && pretty(run.result) !== pretty(run.output) && <CodeBlock text={pretty(run.result, 64_000)} label="result" />}
      </section>
    </div>
  );
}
