import type { Agent } from '@forgeyard/sdk';
import { lazy, Suspense, useId, type KeyboardEvent, type ReactNode } from 'react';
import { cx } from '../ui/cx.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { TabList, TabPanel } from '../ui/tab-list.tsx';
import { tabOfFault, type Draft } from './draft.ts';
import { GeneralTab } from './general-tab.tsx';
import { ModelTab } from './model-tab.tsx';
import { PromptTab } from './prompt-tab.tsx';
import { SaveBar } from './save-bar.tsx';
import { ToolsTab } from './tools-tab.tsx';
import { useAgentDraft, type AgentDraft } from './use-agent-draft.ts';
import { VersionsTab } from './versions-tab.tsx';

const AccessTab = lazy(async () => ({ default: (await import('./access-tab.tsx')).AccessTab }));
const ExecutionTab = lazy(async () => ({ default: (await import('./execution-tab.tsx')).ExecutionTab }));
const AgentOffice = lazy(async () => ({ default: (await import('./agent-office.tsx')).AgentOffice }));
const LaunchTab = lazy(async () => ({ default: (await import('./launch-tab.tsx')).LaunchTab }));
const MetricsTab = lazy(async () => ({ default: (await import('./metrics-tab.tsx')).MetricsTab }));
const ProfileTab = lazy(async () => ({ default: (await import('../directory/profile-tab.tsx')).ProfileTab }));
const QuestionsTab = lazy(async () => ({ default: (await import('./questions-tab.tsx')).QuestionsTab }));
const ToolServersTab = lazy(async () => ({ default: (await import('./tool-servers-tab.tsx')).ToolServersTab }));
const WebhookTab = lazy(async () => ({ default: (await import('./webhook-tab.tsx')).WebhookTab }));

interface AgentFormProps {
  readonly agent: Agent;
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  /** Which pane a narrow screen shows. */
  readonly pane: 'settings' | 'chat';
  /** What stands to the right of the tabs that leave room for it. */
  readonly chat: ReactNode;
}

/** What every tab of the form is given. */
export interface TabProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly error: unknown;
}

interface Item {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
  /** Takes the room of the chat too. */
  readonly isWide?: boolean;
}

/** The tabs of an agent; those of its definition share one form, whose save makes a new version and refuses to overwrite somebody else's. */
export function AgentForm({ agent, tab, onTab, pane, chat }: AgentFormProps) {
  const form = useAgentDraft(agent, (error) => onTab(tabOfFault(error) ?? tab));
  const items = itemsOf(form);
  const open = items.find(({ id }) => id === tab) ?? items[0];
  const isWide = open?.isWide === true;
  const row = { idPrefix: useId(), active: open?.id ?? 'general' };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <TabList
        {...row}
        label="Agent settings"
        items={items}
        className={cx('px-2 sm:px-4', pane === 'chat' && 'max-lg:hidden')}
        onChange={onTab}
      />
      <div className={cx('grid min-h-0 flex-1 grid-rows-1', !isWide && 'lg:grid-cols-2')}>
        <section
          aria-label="Settings"
          className={cx(
            'min-h-0 min-w-0 flex-col overflow-y-auto px-4 sm:px-6 lg:flex',
            pane === 'settings' ? 'flex' : 'hidden',
            !isWide && 'lg:border-r lg:border-border',
          )}
        >
          <TabPanel key={row.active} {...row} className={cx(isWide && 'w-full max-w-6xl')}>
            <Suspense fallback={<SkeletonRows label={open?.label ?? 'settings'} />}>{open?.content}</Suspense>
          </TabPanel>
        </section>
        <div className={cx('min-h-0 min-w-0', pane === 'chat' ? 'flex' : 'hidden', isWide ? 'lg:hidden' : 'lg:flex')}>{chat}</div>
      </div>
    </div>
  );
}

function itemsOf(form: AgentDraft): readonly Item[] {
  const { base } = form;
  const shared: TabProps = { draft: form.draft, change: form.change, error: form.save.error };
  const formOf = (fields: ReactNode) => <DraftForm form={form}>{fields}</DraftForm>;
  const general = (
    <>
      {formOf(<GeneralTab {...shared} />)}
      <Suspense>
        <AgentOffice agent={base} />
      </Suspense>
    </>
  );
  const all: readonly Item[] = [
    { id: 'general', label: 'General', content: general },
    { id: 'launch', label: 'Launch', content: <LaunchTab agent={base} />, isWide: true },
    { id: 'prompt', label: 'Prompt', content: formOf(<PromptTab {...shared} isPlaybook={base.model === 'playbook'} />) },
    { id: 'tools', label: 'Tools', content: formOf(<ToolsTab {...shared} />) },
    { id: 'tool-servers', label: 'Tool servers', content: <ToolServersTab agent={base} />, isWide: true },
    { id: 'model', label: 'Model & limits', content: formOf(<ModelTab {...shared} />) },
    { id: 'execution', label: 'Execution', content: <ExecutionTab agent={base} /> },
    { id: 'questions', label: 'Questions', content: <QuestionsTab agent={base} />, isWide: true },
    { id: 'access', label: 'Access', content: <AccessTab agent={base} />, isWide: true },
    { id: 'webhook', label: 'Webhook', content: <WebhookTab agent={base} />, isWide: true },
    { id: 'metrics', label: 'Metrics', content: <MetricsTab agent={base} />, isWide: true },
    { id: 'versions', label: 'Versions', content: <VersionsTab agent={base} onRestored={form.adopt} /> },
    { id: 'profile', label: 'Profile', content: <ProfileTab agent={base} /> },
  ];
  return base.kind === 'external'
    ? all.filter(({ id }) => !tabsOfOwn.has(id)).map((item) => ({ ...item, isWide: true }))
    : all.filter(({ id }) => id !== 'launch');
}

/** Prompt, model and tools of an agent that runs elsewhere are there, not here; nobody chats with it from here. */
const tabsOfOwn: ReadonlySet<string> = new Set(['prompt', 'tools', 'tool-servers', 'model', 'execution', 'versions']);

function DraftForm({ form, children }: { readonly form: AgentDraft; readonly children: ReactNode }) {
  const submit = () => {
    if (form.isDirty && !form.save.isPending) form.save.mutate(form.base.version);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  };
  return (
    <form
      className="flex flex-1 flex-col justify-between"
      aria-label="Agent settings"
      noValidate
      onSubmit={(event) => (event.preventDefault(), submit())}
      onKeyDown={onKeyDown}
    >
      <div>{children}</div>
      <SaveBar form={form} />
    </form>
  );
}
