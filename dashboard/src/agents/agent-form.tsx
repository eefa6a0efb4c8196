import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ApiError, type Agent } from '@forgeyard/sdk';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { TextInput } from '../ui/field.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { draftOf, isChanged, patchOf, requireNumbers, tabOfFault, type Draft } from './draft.ts';
import { ModelTab } from './model-tab.tsx';
import { PromptTab } from './prompt-tab.tsx';
import { ToolsTab } from './tools-tab.tsx';
import { VersionsTab } from './versions-tab.tsx';

interface AgentFormProps {
  readonly agent: Agent;
  readonly tab: string;
  readonly onTab: (tab: string) => void;
}

/** What every tab of the form is given. */
export interface TabProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly error: unknown;
}

/** The form of an agent; saving makes a new version and refuses to overwrite somebody else's. */
export function AgentForm({ agent, tab, onTab }: AgentFormProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const [base, setBase] = useState(agent);
  const [draft, setDraft] = useState(() => draftOf(agent));
  const isDirty = isChanged(base, draft);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const adopt = (next: Agent) => {
    setBase(next);
    setDraft(draftOf(next));
    queries.setQueryData(['agents', 'one', agent.slug], next);
    void queries.invalidateQueries({ queryKey: ['agents', 'versions', agent.slug] });
  };
  const save = useMutation({
    mutationFn: async (ifVersion: number | undefined) => {
      requireNumbers(draft);
      return forge.agents.update(base.id, patchOf(base, draft), { ifVersion });
    },
    onSuccess: adopt,
    onError: (error) => onTab(tabOfFault(error) ?? tab),
  });
  const submit = () => {
    if (isDirty && !save.isPending) save.mutate(base.version);
  };
  const newest = async () => {
    adopt(await forge.agents.get(base.id));
    save.reset();
  };

  useEffect(() => {
    if (!isDirty && agent.updated_at > base.updated_at) adopt(agent);
  });
  useBlocker({
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname && !confirm('Leave without saving the changes?'),
    enableBeforeUnload: isDirty,
  });

  const shared: TabProps = { draft, change, error: save.error };
  const items = [
    { id: 'prompt', label: 'Prompt', content: <PromptTab {...shared} isPlaybook={base.model === 'playbook'} /> },
    { id: 'tools', label: 'Tools', content: <ToolsTab {...shared} /> },
    { id: 'model', label: 'Model & limits', content: <ModelTab {...shared} /> },
    { id: 'versions', label: 'Versions', content: <VersionsTab agent={base} onRestored={adopt} /> },
  ];
  return (
    <form
      className="flex min-h-0 flex-1 flex-col"
      aria-label="Agent settings"
      noValidate
      onSubmit={(event) => (event.preventDefault(), submit())}
      onKeyDown={(event) => {
        if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        submit();
      }}
    >
      <Tabs label="Agent settings" items={items} active={items.some(({ id }) => id === tab) ? tab : 'prompt'} onChange={onTab} />
      {tab !== 'versions' && (
        <footer className="sticky bottom-0 mt-4 flex flex-col gap-3 border-t border-border bg-background py-3">
          {save.error !== null && (
            <SaveError error={save.error} base={base} onNewest={() => void newest()} onForce={() => save.mutate(undefined)} />
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
            {isDirty ? 'Not saved yet.' : save.isSuccess ? `Saved: version ${base.version}.` : `Version ${base.version}.`}
          </p>
        </footer>
      )}
    </form>
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
        <strong>Somebody saved another version.</strong> Your form began from version {base.version}; nothing was overwritten ({error.code}
        ).
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onNewest}>Load the newest version</Button>
        <Button onClick={onForce}>Save mine on top of it</Button>
      </div>
    </div>
  );
}
