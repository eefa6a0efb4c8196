import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { CircleStop, Pause, Play, RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useForge } from '../api/forge.ts';
import type { RunWithSteps } from '@forgeyard/sdk';
import { shellQuoted } from '../developer/quote.ts';
import { duration } from '../format/time.ts';
import { count } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { Moment } from '../ui/moment.tsx';
import { useTick } from '../ui/now.tsx';
import { Status } from '../ui/status.tsx';

interface RunHeaderProps {
  readonly run: RunWithSteps;
  readonly isEnded: boolean;
  readonly isPaused: boolean;
  readonly onPaused: (isPaused: boolean) => void;
}

const linkClass = 'text-primary underline underline-offset-2';

/** What a run is, in one look, and what can be done with it. */
export function RunHeader({ run, isEnded, isPaused, onPaused }: RunHeaderProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const isLive = run.ended_at === null && !isEnded;
  const tick = useTick(250, isLive && run.started_at !== null);
  const tookMs = run.duration_ms ?? (run.started_at === null ? null : tick - Date.parse(run.started_at));
  const cancel = useMutation({
    mutationFn: () => forge.runs.cancel(run.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['runs', 'one', run.id] }),
  });
  const replay = useMutation({
    mutationFn: () => forge.runs.replay(run.id),
    onSuccess: (next) => navigate({ to: '/runs/$id', params: { id: next.id } }),
  });
  const PauseIcon = isPaused ? Play : Pause;
  return (
    <header className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3 sm:flex-nowrap">
        <h1 className="min-w-0 truncate text-2xl font-semibold tracking-tight">Run of {run.agent.display_name}</h1>
        <Status value={run.status} />
        <div className="flex shrink-0 flex-wrap gap-2 sm:ml-auto">
          {isLive && (
            <>
              <Button onClick={() => onPaused(!isPaused)}>
                <PauseIcon size={16} aria-hidden />
                {isPaused ? 'Follow' : 'Pause view'}
              </Button>
              <Button onClick={() => !cancel.isPending && cancel.mutate()} disabled={run.status === 'cancelling'}>
                <CircleStop size={16} aria-hidden />
                Cancel run
              </Button>
            </>
          )}
          <Button onClick={() => !replay.isPending && replay.mutate()}>
            <RotateCcw size={16} aria-hidden />
            Replay
          </Button>
          <CopyButton text={curlOf(run)} label="Copy as curl" />
        </div>
      </div>
      <dl className="tabular flex flex-wrap gap-x-6 gap-y-2">
        <Fact name="Agent">
          <Link to="/agents/$slug" params={{ slug: run.agent.slug }} className={linkClass}>
            {run.agent.slug}
          </Link>{' '}
          v{run.agent_version}
        </Fact>
        {run.session_id !== null && (
          <Fact name="Session">
            <Link to="/sessions/$id" params={{ id: run.session_id }} className={linkClass}>
              open session
            </Link>
          </Fact>
        )}
        <Fact name="Started">
          <Moment at={run.started_at ?? run.created_at} />
        </Fact>
        <Fact name="Duration">{tookMs === null ? 'queued' : duration(tookMs)}</Fact>
        <Fact name="Tokens">
          {count(run.usage.input_tokens)} in, {count(run.usage.output_tokens)} out
        </Fact>
        <Fact name="Attempt">{run.attempt}</Fact>
        <Fact name="By">{run.trigger?.name ?? run.trigger?.kind ?? '–'}</Fact>
        <Fact name="Id">
          <IdChip id={run.id} name="run id" />
        </Fact>
      </dl>
      {run.error !== null && (
        <p role="alert" className="rounded-lg border border-destructive/50 bg-destructive-muted p-3 wrap-anywhere">
          <span className="font-mono text-xs font-medium">{run.error.code}</span> {run.error.message}
        </p>
      )}
      {cancel.isError && <ErrorPanel title="The run was not cancelled" error={cancel.error} />}
      {replay.isError && <ErrorPanel title="The run was not replayed" error={replay.error} />}
    </header>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted-foreground">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function curlOf(run: RunWithSteps): string {
  const body = JSON.stringify({ input: run.input, ...(run.data === null ? {} : { data: run.data }) });
  const url = `${location.origin}/api/agents/${run.agent.slug}/execute`;
  return `curl -N -X POST ${shellQuoted(url)} -H "X-Forge-Api-Key: $FORGEYARD_KEY" -H 'Content-Type: application/json' --data-raw ${shellQuoted(body)}`;
}
