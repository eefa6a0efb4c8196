import type { Agent } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { executionQuery } from './agent-queries.ts';
import { ExecutionForm } from './execution-form.tsx';
import { RunTask } from './run-task.tsx';

/** How tasks of the agent are worked on, with which provider, and starting one by hand. */
export function ExecutionTab({ agent }: { readonly agent: Agent }) {
  const execution = useQuery(executionQuery(useForge(), agent.slug));
  if (execution.isPending) return <SkeletonRows label="execution" />;
  if (execution.isError)
    return (
      <ErrorPanel title="The execution settings could not be loaded" error={execution.error} onRetry={() => void execution.refetch()} />
    );
  return (
    <div className="flex flex-col gap-6 pb-6">
      <ExecutionForm agent={agent} saved={execution.data} />
      <RunTask agent={agent} mode={execution.data.mode} />
    </div>
  );
}
