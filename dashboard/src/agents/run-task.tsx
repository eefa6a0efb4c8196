import type { Agent, ExecutionMode } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Section } from '../account/section.tsx';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { assignedTasksQuery } from './agent-queries.ts';

interface RunTaskProps {
  readonly agent: Agent;
  readonly mode: ExecutionMode;
}

/** Starts one of the tasks that are assigned to the agent, whatever its mode; only for those who may. */
export function RunTask(props: RunTaskProps) {
  return useMay().manage ? <RunForm {...props} /> : null;
}

function RunForm({ agent, mode }: RunTaskProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const tasks = useQuery({ ...assignedTasksQuery(forge, agent.slug), refetchInterval: 10_000 });
  const [chosen, setChosen] = useState('');
  const all = tasks.data ?? [];
  const taskId = all.some(({ id }) => id === chosen) ? chosen : (all[0]?.id ?? '');
  const start = useMutation({
    mutationFn: () => forge.tasks.execute(taskId),
    onSuccess: () => Promise.all([['tasks'], ['agents'], ['runs']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (taskId !== '' && !start.isPending) start.mutate();
  };
  const lead =
    mode === 'auto' ? 'It starts its tasks by itself; this starts one at once.' : 'Works on an assigned task with the saved settings.';
  return (
    <Section title="Run a task now" lead={lead}>
      {tasks.isPending && <SkeletonRows label="tasks" rows={1} />}
      {tasks.isError && <ErrorPanel title="The tasks could not be loaded" error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.isSuccess && all.length === 0 && <p className="text-muted-foreground">No task that is assigned to it waits to begin.</p>}
      {all.length > 0 && (
        <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
          <div className="min-w-48 flex-1">
            <Field label="Task">
              {(control) => (
                <Choice {...control} value={taskId} onChange={(event) => setChosen(event.target.value)}>
                  {all.map(({ id, number, title }) => (
                    <option key={id} value={id}>
                      #{number} {title}
                    </option>
                  ))}
                </Choice>
              )}
            </Field>
          </div>
          <Button type="submit" aria-disabled={start.isPending}>
            <Play size={16} aria-hidden />
            {start.isPending ? 'Starting…' : 'Run now'}
          </Button>
        </form>
      )}
      <p role="status" className="empty:hidden">
        {start.data !== undefined && <Started runId={start.data.run_id} />}
      </p>
      {start.isError && <ErrorPanel title="The task was not started" error={start.error} />}
    </Section>
  );
}

function Started({ runId }: { readonly runId: string }) {
  return (
    <>
      Started.{' '}
      <Link
        to="/runs/$id"
        params={{ id: runId }}
        className="inline-flex min-h-6 items-center font-medium text-primary underline underline-offset-2"
      >
        Open the run
      </Link>
    </>
  );
}
