import type { Agent, Execution } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { ConnectionTest } from './connection-test.tsx';
import { executionChangeOf, executionDraftOf, requireNumbers, type ExecutionDraft } from './execution-draft.ts';
import { ModeFields, ModelFields, ProviderFields } from './execution-fields.tsx';

interface ExecutionFormProps {
  readonly agent: Agent;
  readonly saved: Execution;
}

/** What every part of the form is given. */
export interface ExecutionFieldsProps {
  readonly saved: Execution;
  readonly draft: ExecutionDraft;
  readonly change: (part: Partial<ExecutionDraft>) => void;
  readonly error: unknown;
}

/** The settings of the execution; saving sends only what was changed. */
export function ExecutionForm({ agent, saved }: ExecutionFormProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => executionDraftOf(saved));
  const pending = executionChangeOf(saved, draft);
  const save = useMutation({
    mutationFn: async () => {
      requireNumbers(draft);
      return forge.agents.execution.update(agent.slug, pending ?? {});
    },
    onSuccess: async (next) => {
      setDraft(executionDraftOf(next));
      queries.setQueryData(['agents', 'execution', agent.slug], next);
      await Promise.all(
        [
          ['agents', 'one', agent.slug],
          ['agents', 'versions', agent.slug],
        ].map((queryKey) => queries.invalidateQueries({ queryKey })),
      );
    },
  });
  const change = (part: Partial<ExecutionDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    if (!save.isPending) save.reset();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (pending !== undefined && !save.isPending) save.mutate(undefined, { onError: () => focusFirstFault(form) });
  };
  const shared: ExecutionFieldsProps = { saved, draft, change, error: save.error };
  return (
    <form onSubmit={submit} noValidate aria-label="Execution settings" className="flex flex-col gap-5">
      <ModeFields {...shared} />
      <ProviderFields {...shared} />
      <ModelFields {...shared} />
      <ConnectionTest agent={agent} saved={saved} draft={draft} />
      {save.isError && <ErrorPanel title="The execution settings were not saved" error={save.error} />}
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" disabled={pending === undefined || save.isPending}>
          {save.isPending ? 'Saving…' : 'Save execution'}
        </Button>
        <p role="status" className="text-xs text-muted-foreground">
          {save.isSuccess && pending === undefined ? 'Saved.' : pending === undefined ? '' : 'Not saved yet.'}
        </p>
      </div>
    </form>
  );
}
