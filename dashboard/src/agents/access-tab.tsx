import type { Agent } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Section } from '../account/section.tsx';
import { useForge } from '../api/forge.ts';
import { KeyDialog, type OpenDialog } from '../keys/key-dialog.tsx';
import { KeyList } from '../keys/key-list.tsx';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { accessCommands, mcpSnippets } from './access-commands.ts';
import { agentKeysQuery } from './agent-queries.ts';

const CreateAgentKey = lazy(async () => ({ default: (await import('./create-agent-key.tsx')).CreateAgentKey }));

/** The keys by which programs act as the agent or call it, and the first commands for them. */
export function AccessTab({ agent }: { readonly agent: Agent }) {
  const keys = useQuery({ ...agentKeysQuery(useForge(), agent.slug), refetchInterval: 10_000 });
  const [dialog, setDialog] = useState<OpenDialog | 'create' | null>(null);
  const close = () => setDialog(null);
  const all = keys.data ?? [];
  const create = (
    <Button look="primary" onClick={() => setDialog('create')}>
      <Plus size={16} aria-hidden />
      Create agent key
    </Button>
  );
  return (
    <div className="flex flex-col gap-5 pb-6">
      <Section
        title="Keys"
        lead="A key of its own acts as this agent: it takes tasks and delivers. Other keys that name it may call it."
        actions={create}
      >
        {keys.isError && <ErrorPanel title="The keys could not be loaded" error={keys.error} onRetry={() => void keys.refetch()} />}
        {keys.isPending && <SkeletonRows label="keys" rows={2} />}
        {keys.isSuccess && all.length === 0 && (
          <p className="text-muted-foreground">No key names this agent yet. Organization-wide keys reach it too.</p>
        )}
        {all.length > 0 && (
          <KeyList
            keys={all}
            onRotate={(key) => setDialog({ does: 'rotate', key })}
            onRevoke={(key) => setDialog({ does: 'revoke', key })}
          />
        )}
      </Section>
      <ProgramSection />
      <McpSection agent={agent} />
      <Suspense>
        {dialog === 'create' && <CreateAgentKey agent={agent} onClose={close} />}
        {dialog !== null && dialog !== 'create' && <KeyDialog dialog={dialog} onClose={close} />}
      </Suspense>
    </div>
  );
}

function ProgramSection() {
  return (
    <Section
      title="Take tasks by a program"
      lead="With a key of its own in AGENT_KEY, a program asks who it is, takes the next task, and starts."
    >
      <div className="grid gap-3">
        {accessCommands(location.origin).map(({ says, command }) => (
          <div key={says} className="flex min-w-0 flex-col gap-1">
            <p className="text-muted-foreground">{says}</p>
            <CodeBlock text={command} label={says} className="whitespace-pre-wrap break-all" />
          </div>
        ))}
      </div>
    </Section>
  );
}

function McpSection({ agent }: { readonly agent: Agent }) {
  return (
    <Section
      title="Connect by MCP"
      lead={`A client of the Model Context Protocol speaks as ${agent.display_name} with a key of its own: it tells people what it does, asks them, and takes tasks. Put the key where YOUR_KEY stands.`}
    >
      <div className="grid gap-3">
        {mcpSnippets(location.origin).map(({ title, says, config }) => (
          <div key={title} className="flex min-w-0 flex-col gap-1">
            <p className="text-muted-foreground">{says}</p>
            <CodeBlock text={config} label={`MCP configuration ${title}`} className="whitespace-pre-wrap break-all" />
          </div>
        ))}
      </div>
    </Section>
  );
}
