import type { Agent, Connection, Execution } from '@forgeyard/sdk';
import { useMutation } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, PlugZap } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { duration } from '../format/time.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { probeOf, type ExecutionDraft } from './execution-draft.ts';

interface ConnectionTestProps {
  readonly agent: Agent;
  readonly saved: Execution;
  readonly draft: ExecutionDraft;
}

/** Asks the provider for a few words with what is typed; what is not typed is taken from the saved settings. */
export function ConnectionTest({ agent, saved, draft }: ConnectionTestProps) {
  const forge = useForge();
  const probe = probeOf(saved, draft);
  const isTyped = Object.keys(probe).length > 0;
  const test = useMutation({ mutationFn: () => forge.agents.execution.test(agent.slug, probe) });
  return (
    <div className="flex flex-col gap-3 rounded-lg border border-border bg-card p-4">
      <div className="flex flex-wrap items-center gap-3">
        <Button aria-disabled={test.isPending} onClick={() => !test.isPending && test.mutate()}>
          <PlugZap size={16} aria-hidden />
          {test.isPending ? 'Testing…' : 'Test connection'}
        </Button>
        <p className="text-xs text-muted-foreground">{isTyped ? 'With what is typed, before it is saved.' : 'With the saved settings.'}</p>
      </div>
      <div role="status" className="empty:hidden">
        {test.data !== undefined && <Result result={test.data} />}
      </div>
      {test.isError && <ErrorPanel title="The connection was not tested" error={test.error} />}
    </div>
  );
}

function Result({ result }: { readonly result: Connection }) {
  const Icon = result.connected ? CircleCheck : CircleAlert;
  return (
    <p className="flex gap-2.5">
      <Icon size={18} className={result.connected ? 'mt-0.5 shrink-0 text-success' : 'mt-0.5 shrink-0 text-destructive'} aria-hidden />
      <span className="min-w-0 wrap-anywhere">
        <strong>{result.connected ? 'Connected' : 'Not connected'}</strong> in {duration(result.latency_ms)} ·{' '}
        <span className="font-mono text-xs">{result.model}</span>
        <br />
        {result.message}
      </span>
    </p>
  );
}
