import { ApiError, type Agent } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { TextInput } from '../ui/field.tsx';
import type { AgentDraft } from './use-agent-draft.ts';

/** The foot of the form: a note, the save button, and what became of the last save. */
export function SaveBar({ form }: { readonly form: AgentDraft }) {
  const { base, draft, change, isDirty, save } = form;
  const state = isDirty ? 'Not saved yet.' : save.isSuccess ? `Saved: version ${base.version}.` : `Version ${base.version}.`;
  return (
    <footer className="sticky bottom-0 mt-4 flex flex-col gap-3 border-t border-border bg-background py-3">
      {save.error !== null && (
        <SaveError error={save.error} base={base} onNewest={() => void form.loadNewest()} onForce={() => save.mutate(undefined)} />
      )}
      <div className="flex flex-wrap items-center gap-2">
        <TextInput
          aria-label="Note on this version"
          placeholder="What changed (optional)"
          className="min-w-32 flex-1"
          value={draft.note}
          onChange={(event) => change({ note: event.target.value })}
        />
        <Button type="submit" look="primary" disabled={!isDirty || save.isPending}>
          {save.isPending ? 'Saving…' : 'Save'}
        </Button>
      </div>
      <p role="status" className="text-xs text-muted-foreground">
        {state}
      </p>
    </footer>
  );
}

interface SaveErrorProps {
  readonly error: Error;
  readonly base: Agent;
  readonly onNewest: () => void;
  readonly onForce: () => void;
}

function SaveError({ error, base, onNewest, onForce }: SaveErrorProps) {
  if (!(error instanceof ApiError) || error.status !== 412) return <ErrorPanel title="The agent was not saved" error={error} />;
  return (
    <div role="alert" className="flex flex-col gap-3 rounded-lg border border-warning bg-warning-muted p-4">
      <p>
        <strong>Somebody saved another version.</strong> Your form began from version {base.version}; nothing was overwritten.{' '}
        <span className="font-mono text-xs">{error.code}</span>
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onNewest}>Load the newest version</Button>
        <Button onClick={onForce}>Save mine on top of it</Button>
      </div>
    </div>
  );
}
