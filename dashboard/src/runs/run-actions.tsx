import type { RunWithSteps } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleStop, Pause, Play, RotateCcw } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { shellQuoted } from '../developer/quote.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';

interface RunActionsProps {
  readonly run: RunWithSteps;
  readonly isLive: boolean;
  readonly isPaused: boolean;
  readonly onPaused: (isPaused: boolean) => void;
}

/** What can be done with a run: pause the view, cancel, replay, copy as a command. */
export function RunActions({ run, isLive, isPaused, onPaused }: RunActionsProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
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
      {cancel.isError && <ErrorPanel title="The run was not cancelled" error={cancel.error} />}
      {replay.isError && <ErrorPanel title="The run was not replayed" error={replay.error} />}
    </div>
  );
}

function curlOf(run: RunWithSteps): string {
  const body = JSON.stringify({ input: run.input, ...(run.data === null ? {} : { data: run.data }) });
  const url = `${location.origin}/api/agents/${run.agent.slug}/execute`;
  return `curl -N -X POST ${shellQuoted(url)} -H "X-Forge-Api-Key: $FORGEYARD_KEY" -H 'Content-Type: application/json' --data-raw ${shellQuoted(body)}`;
}
