import type { RunWithSteps } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { duration } from '../format/time.ts';
import { count } from '../format/value.ts';
import { Facts } from '../ui/facts.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { Moment } from '../ui/moment.tsx';
import { useTick } from '../ui/now.tsx';
import { Status } from '../ui/status.tsx';
import { RunActions } from './run-actions.tsx';

interface RunHeaderProps {
  readonly run: RunWithSteps;
  readonly isEnded: boolean;
  readonly isPaused: boolean;
  readonly onPaused: (isPaused: boolean) => void;
}

const linkClass = 'text-primary underline underline-offset-2';

/** What a run is, in one look, and what can be done with it. */
export function RunHeader({ run, isEnded, isPaused, onPaused }: RunHeaderProps) {
  const isLive = run.ended_at === null && !isEnded;
  const tick = useTick(250, isLive && run.started_at !== null);
  const tookMs = run.duration_ms ?? (run.started_at === null ? null : tick - Date.parse(run.started_at));
  return (
    <header className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3 sm:flex-nowrap">
        <h1 className="min-w-0 truncate text-2xl font-semibold tracking-tight">Run of {run.agent.display_name}</h1>
        <Status value={run.status} />
        <RunActions run={run} isLive={isLive} isPaused={isPaused} onPaused={onPaused} />
      </div>
      <Facts facts={factsOf(run, tookMs)} />
      {run.error !== null && (
        <p role="alert" className="rounded-lg border border-destructive/50 bg-destructive-muted p-3 wrap-anywhere">
          <span className="font-mono text-xs font-medium">{run.error.code}</span> {run.error.message}
        </p>
      )}
    </header>
  );
}

function factsOf(run: RunWithSteps, tookMs: number | null): readonly (readonly [string, ReactNode])[] {
  const agent = (
    <>
      <Link to="/agents/$slug" params={{ slug: run.agent.slug }} className={linkClass}>
        {run.agent.slug}
      </Link>{' '}
      v{run.agent_version}
    </>
  );
  const session = (
    <Link to="/sessions/$id" params={{ id: run.session_id }} className={linkClass}>
      open session
    </Link>
  );
  return [
    ['Agent', agent],
    ['Session', session],
    ['Started', <Moment at={run.started_at ?? run.created_at} />],
    ['Duration', tookMs === null ? 'queued' : duration(tookMs)],
    ['Tokens', `${count(run.usage.input_tokens)} in, ${count(run.usage.output_tokens)} out`],
    ['Attempt', run.attempt],
    ['By', run.trigger.name ?? run.trigger.kind],
    ['Id', <IdChip id={run.id} name="run id" />],
  ];
}
