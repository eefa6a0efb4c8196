import type { Agent } from '@forgeyard/sdk';
import { lazy, Suspense, type KeyboardEvent } from 'react';
import { Tabs } from '../ui/tabs.tsx';
import { tabOfFault, type Draft } from './draft.ts';
import { ModelTab } from './model-tab.tsx';
import { PromptTab } from './prompt-tab.tsx';
import { SaveBar } from './save-bar.tsx';
import { ToolsTab } from './tools-tab.tsx';
import { useAgentDraft } from './use-agent-draft.ts';
import { VersionsTab } from './versions-tab.tsx';

const ProfileTab = lazy(async () => ({ default: (await import('../directory/profile-tab.tsx')).ProfileTab }));
const unsaved = ['versions', 'profile'];

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
  const form = useAgentDraft(agent, (error) => onTab(tabOfFault(error) ?? tab));
  const { base, save, isDirty } = form;
  const submit = () => {
    if (isDirty && !save.isPending) save.mutate(base.version);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  };
  const shared: TabProps = { draft: form.draft, change: form.change, error: save.error };
  const items = [
    { id: 'prompt', label: 'Prompt', content: <PromptTab {...shared} isPlaybook={base.model === 'playbook'} /> },
    { id: 'tools', label: 'Tools', content: <ToolsTab {...shared} /> },
    { id: 'model', label: 'Model & limits', content: <ModelTab {...shared} /> },
    { id: 'versions', label: 'Versions', content: <VersionsTab agent={base} onRestored={form.adopt} /> },
    {
      id: 'profile',
      label: 'Profile',
      content: (
        <Suspense>
          <ProfileTab agent={base} />
        </Suspense>
      ),
    },
  ];
  return (
    <form
      className="flex min-h-0 flex-1 flex-col"
      aria-label="Agent settings"
      noValidate
      onSubmit={(event) => (event.preventDefault(), submit())}
      onKeyDown={onKeyDown}
    >
      <Tabs label="Agent settings" items={items} active={items.some(({ id }) => id === tab) ? tab : 'prompt'} onChange={onTab} />
      {!unsaved.includes(tab) && <SaveBar form={form} />}
    </form>
  );
}
