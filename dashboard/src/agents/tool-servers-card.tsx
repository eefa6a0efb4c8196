import type { Agent, ToolServer } from '@forgeyard/sdk';
import { RefreshCw } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Section } from '../account/section.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Facts } from '../ui/facts.tsx';
import { Moment } from '../ui/moment.tsx';
import { Status } from '../ui/status.tsx';
import { useServerChange } from './tool-servers-queries.ts';
import { ServerToolRow } from './tool-servers-tool.tsx';

const ChangeToolServer = lazy(async () => ({ default: (await import('./tool-servers-change.tsx')).ChangeToolServer }));
const RemoveToolServer = lazy(async () => ({ default: (await import('./tool-servers-remove.tsx')).RemoveToolServer }));

interface CardProps {
  readonly agent: Agent;
  readonly server: ToolServer;
  readonly canManage: boolean;
}

/** One tool server: where it is, how it answered, and its tools. */
export function ToolServerCard({ agent, server, canManage }: CardProps) {
  return (
    <Section
      title={server.name}
      lead={<span className="font-mono text-xs wrap-anywhere">{server.url}</span>}
      mark={<Status value={server.status} />}
      actions={canManage && <ServerActions agent={agent} server={server} />}
    >
      {server.last_error !== null && (
        <p role="alert" className="rounded-md bg-destructive-muted px-3 py-2 text-destructive">
          {server.last_error}
        </p>
      )}
      <Facts facts={factsOf(server)} />
      {server.tools.length === 0 ? (
        <p className="text-muted-foreground">{server.checked_at === null ? 'It was not asked yet.' : 'It lists no tools.'}</p>
      ) : (
        <ul aria-label={`Tools of ${server.name}`} className="flex flex-col divide-y divide-border border-t border-border">
          {server.tools.map((tool) => (
            <ServerToolRow key={tool.name} agent={agent} server={server} tool={tool} canManage={canManage} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function factsOf({ server, header_names, timeout_ms, checked_at }: ToolServer) {
  const headers = header_names.length === 0 ? 'none' : header_names.join(', ');
  return [
    ['Server', server === null ? 'unknown' : `${server.name} ${server.version}`.trim()],
    ['Headers', headers],
    ['Time limit', `${timeout_ms / 1_000} s`],
    ['Asked', <Moment key="asked" at={checked_at} />],
  ] as const;
}

function ServerActions({ agent, server }: Omit<CardProps, 'canManage'>) {
  const [dialog, setDialog] = useState<'change' | 'remove' | null>(null);
  const close = () => setDialog(null);
  const isOn = server.status === 'active';
  const refresh = useServerChange(agent, (forge) => forge.toolServers.refresh(agent.slug, server.id), server.id);
  const turn = useServerChange(
    agent,
    (forge) => forge.toolServers.update(agent.slug, server.id, { status: isOn ? 'disabled' : 'active' }),
    server.id,
  );
  const error = refresh.error ?? turn.error;
  return (
    <div className="flex flex-wrap gap-2">
      <Button aria-disabled={refresh.isPending} onClick={() => !refresh.isPending && refresh.mutate()}>
        <RefreshCw size={16} aria-hidden className={refresh.isPending ? 'animate-spin' : undefined} />
        {refresh.isPending ? 'Asking…' : 'Ask again'}
      </Button>
      <Button onClick={() => setDialog('change')} aria-label={`Change ${server.name}`}>
        Change
      </Button>
      <Button aria-disabled={turn.isPending} onClick={() => !turn.isPending && turn.mutate()}>
        {isOn ? 'Turn off' : 'Turn on'}
      </Button>
      <Button look="quiet" className="text-destructive!" onClick={() => setDialog('remove')} aria-label={`Remove ${server.name}`}>
        Remove
      </Button>
      {error !== null && <ErrorPanel title="That did not work" error={error} />}
      <Suspense>
        {dialog === 'change' && <ChangeToolServer agent={agent} server={server} onClose={close} />}
        {dialog === 'remove' && <RemoveToolServer agent={agent} server={server} onClose={close} />}
      </Suspense>
    </div>
  );
}
