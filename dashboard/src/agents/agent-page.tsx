import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { CodeXml, Pause, Play } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { agentQuery, templatesQuery } from '../api/queries.ts';
import type { Agent } from '@forgeyard/sdk';
import { ChatPanel } from '../chat/chat-panel.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { PageState } from '../ui/page-state.tsx';
import { useTitle } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { AgentForm } from './agent-form.tsx';
import { exampleFor } from './example.ts';

const DeveloperModal = lazy(async () => ({ default: (await import('../developer/developer-modal.tsx')).DeveloperModal }));

/** One agent: its tabs on the left, a chat with it on the right. */
export function AgentPage() {
  const { slug } = useParams({ from: '/shell/agents/$slug' });
  const agent = useQuery({ ...agentQuery(useForge(), slug), refetchInterval: 30_000 });
  if (agent.data !== undefined) return <LoadedAgent key={agent.data.id} agent={agent.data} />;
  return <PageState noun="Agent" query={agent} />;
}

function LoadedAgent({ agent }: { readonly agent: Agent }) {
  const forge = useForge();
  const { tab, session } = useSearch({ from: '/shell/agents/$slug' });
  const navigate = useNavigate({ from: '/agents/$slug' });
  const templates = useQuery(templatesQuery(forge));
  const isElsewhere = agent.kind === 'external';
  const example = exampleFor(agent, templates.data ?? []);
  // A link to a tab means that tab, also where there is room for one pane only.
  const [pane, setPane] = useState<'settings' | 'chat'>(tab === undefined && !isElsewhere ? 'chat' : 'settings');
  const [isDeveloperOpen, setDeveloperOpen] = useState(false);
  useTitle(agent.display_name);
  const showCode = () => setDeveloperOpen(true);
  return (
    <div className="flex h-[calc(100dvh-3.5rem)] min-h-[32rem] flex-col">
      <AgentHeader agent={agent} onDeveloper={isElsewhere ? null : showCode} />
      {!isElsewhere && (
        <div role="group" aria-label="Pane" className="flex gap-1 border-b border-border px-4 pb-2 lg:hidden">
          <PaneButton label="Chat" isOn={pane === 'chat'} onClick={() => setPane('chat')} />
          <PaneButton label="Settings" isOn={pane === 'settings'} onClick={() => setPane('settings')} />
        </div>
      )}
      <AgentForm
        agent={agent}
        tab={tab ?? (isElsewhere ? 'launch' : 'general')}
        onTab={(next) => void navigate({ search: (before) => ({ ...before, tab: next }), replace: true, resetScroll: false })}
        pane={pane}
        chat={
          !isElsewhere && (
            <ChatPanel
              agent={agent}
              example={example}
              sessionId={session ?? null}
              onSession={(id) =>
                void navigate({
                  search: ({ session: _, ...before }) => (id === null ? before : { ...before, session: id }),
                  replace: true,
                  resetScroll: false,
                })
              }
              onDeveloper={showCode}
              className="flex min-w-0 flex-1"
            />
          )
        }
      />
      <Suspense>{isDeveloperOpen && <DeveloperModal agent={agent} example={example} onClose={() => setDeveloperOpen(false)} />}</Suspense>
    </div>
  );
}

function PaneButton({ label, isOn, onClick }: { readonly label: string; readonly isOn: boolean; readonly onClick: () => void }) {
  return (
    <Button look={isOn ? 'plain' : 'quiet'} aria-pressed={isOn} className="flex-1" onClick={onClick}>
      {label}
    </Button>
  );
}

function AgentHeader({ agent, onDeveloper }: { readonly agent: Agent; readonly onDeveloper: (() => void) | null }) {
  const forge = useForge();
  const queries = useQueryClient();
  const isActive = agent.status === 'active';
  const setStatus = useMutation({
    mutationFn: () => forge.agents.update(agent.id, { status: isActive ? 'paused' : 'active' }),
    onSuccess: (next) => queries.setQueryData(['agents', 'one', agent.slug], next),
  });
  const Icon = isActive ? Pause : Play;
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 sm:px-6 lg:pb-1">
      <div className="min-w-0">
        <h1 className="truncate text-xl font-semibold tracking-tight">{agent.display_name}</h1>
        <p className="truncate font-mono text-xs text-muted-foreground">
          {agent.slug} · {agent.kind === 'external' ? 'runs elsewhere' : agent.model} · v{agent.version}
        </p>
      </div>
      <Status value={agent.status} />
      <div className="ml-auto flex gap-2">
        <Button onClick={() => !setStatus.isPending && setStatus.mutate()}>
          <Icon size={16} aria-hidden />
          {isActive ? 'Pause' : 'Activate'}
        </Button>
        {onDeveloper !== null && (
          <Button onClick={onDeveloper} data-shortcut="developer" aria-label="API: call this agent from code">
            <CodeXml size={17} aria-hidden />
            <span aria-hidden>API</span>
          </Button>
        )}
      </div>
      {setStatus.isError && (
        <div className="w-full">
          <ErrorPanel title="The status was not changed" error={setStatus.error} />
        </div>
      )}
    </header>
  );
}
