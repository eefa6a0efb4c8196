import type { Agent } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { ToolServerCard } from './tool-servers-card.tsx';
import { SendsAfterRead } from './tool-servers-exposure.tsx';
import { toolServersQuery } from './tool-servers-queries.ts';

const AddToolServer = lazy(async () => ({ default: (await import('./tool-servers-add.tsx')).AddToolServer }));

const serversMax = 10;

/** Servers of other people whose tools the agent may use, each tool as somebody approved it. */
export function ToolServersTab({ agent }: { readonly agent: Agent }) {
  const servers = useQuery(toolServersQuery(useForge(), agent.slug));
  const { manage } = useMay();
  const [isAdding, setAdding] = useState(false);
  const all = servers.data ?? [];
  const add = manage && (
    <Button look="primary" onClick={() => setAdding(true)} disabled={all.length >= serversMax}>
      <Plus size={16} aria-hidden />
      Add a tool server
    </Button>
  );
  return (
    <div className="flex flex-col gap-5 pb-6">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-prose min-w-0 flex-1 basis-64 text-muted-foreground">
          Servers that offer tools over the Model Context Protocol. What they say of a tool is read by the model, so the agent gets only
          what somebody has read and approved, and loses it as soon as the server says something else.
        </p>
        {all.length > 0 && add}
      </header>
      {servers.isError && (
        <ErrorPanel title="The tool servers could not be loaded" error={servers.error} onRetry={() => void servers.refetch()} />
      )}
      {servers.isPending && <SkeletonRows label="tool servers" rows={2} />}
      {servers.isSuccess && all.length === 0 && <EmptyState says="This agent uses no tools of other servers." action={add} />}
      {manage && all.length > 0 && <SendsAfterRead agent={agent} />}
      {all.map((server) => (
        <ToolServerCard key={server.id} agent={agent} server={server} canManage={manage} />
      ))}
      <Suspense>{isAdding && <AddToolServer agent={agent} onClose={() => setAdding(false)} />}</Suspense>
    </div>
  );
}
