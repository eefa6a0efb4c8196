import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { credentialsQuery } from '../api/queries.ts';
import type { Credential } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { DataTable, type Column } from '../ui/data-table.tsx';
import { EmptyState, NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { TextInput } from '../ui/field.tsx';
import { Moment } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Chip, Status } from '../ui/status.tsx';

const RevokeKey = lazy(async () => ({ default: (await import('./revoke-key.tsx')).RevokeKey }));
const CreateKey = lazy(async () => ({ default: (await import('./create-key.tsx')).CreateKey }));
const chipsMax = 2;

function columnsOf(onRevoke: (key: Credential) => void): readonly Column<Credential>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      cell: (key) => (
        <>
          <span className="block truncate font-medium">{key.name}</span>
          <span className="block truncate font-mono text-xs text-muted-foreground">{key.prefix}…</span>
        </>
      ),
    },
    { id: 'reach', title: 'May call', from: 'md', cell: (key) => <Reach credential={key} /> },
    { id: 'scopes', title: 'Scopes', width: 'w-28', from: 'lg', cell: (key) => key.scopes.join(', ') },
    { id: 'status', title: 'Status', width: 'w-28', cell: (key) => <Status value={key.status} /> },
    {
      id: 'used',
      title: 'Last used',
      width: 'w-30',
      from: 'sm',
      cell: (key) => (
        <span title={key.last_used_ip === null ? undefined : `from ${key.last_used_ip}`}>
          <Moment at={key.last_used_at} />
        </span>
      ),
    },
    { id: 'expires', title: 'Expires', width: 'w-30', from: 'lg', cell: (key) => <Moment at={key.expires_at} /> },
    {
      id: 'revoke',
      title: 'Action',
      width: 'w-24',
      isNumber: true,
      cell: (key) =>
        key.status === 'revoked' ? null : (
          <Button look="quiet" className="text-destructive!" onClick={() => onRevoke(key)} aria-label={`Revoke ${key.name}`}>
            Revoke
          </Button>
        ),
    },
  ];
}

function Reach({ credential }: { readonly credential: Credential }) {
  if (credential.org_wide) return <span>Organization-wide</span>;
  if (credential.agents.length === 0) return <span className="text-warning">0 agents, unusable</span>;
  return (
    <span className="flex gap-1 overflow-hidden" title={credential.agents.map((agent) => agent.display_name).join(', ')}>
      {credential.agents.slice(0, chipsMax).map((agent) => (
        <Chip key={agent.id}>{agent.slug}</Chip>
      ))}
      {credential.agents.length > chipsMax && <Chip>{`+${credential.agents.length - chipsMax}`}</Chip>}
    </span>
  );
}

/** The keys by which programs call agents. */
export function KeysPage() {
  const { q = '' } = useSearch({ from: '/shell/settings/keys' });
  const navigate = useNavigate({ from: '/settings/keys' });
  const keys = useQuery(credentialsQuery(useForge()));
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Credential | null>(null);
  const all = keys.data ?? [];
  const shown = all.filter((key) => `${key.name} ${key.prefix} ${key.status}`.toLowerCase().includes(q.toLowerCase()));
  const create = (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden />
      Create key
    </Button>
  );
  return (
    <Page title="API keys" lead="A key lets a program call agents; its secret is shown once." actions={create}>
      <div role="search">
        <TextInput
          type="search"
          aria-label="Filter keys"
          data-shortcut="filter"
          placeholder="Filter by name"
          className="max-w-xs"
          value={q}
          onChange={(event) => void navigate({ search: { q: event.target.value }, replace: true })}
        />
      </div>
      {keys.isError && <ErrorPanel title="The keys could not be loaded" error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.isPending && <SkeletonRows label="keys" rows={3} />}
      {keys.isSuccess && all.length === 0 && (
        <EmptyState
          says="Programs show a key to call agents. Each key reaches the agents that you choose, until you revoke it."
          action={create}
          command={`curl ${location.origin}/v1/agents -H "X-Forge-Api-Key: $FORGEYARD_KEY"`}
        />
      )}
      {all.length > 0 && shown.length === 0 && <NoMatch onClear={() => void navigate({ search: {} })} />}
      {shown.length > 0 && <DataTable label="API keys" columns={columnsOf(setRevoking)} rows={shown} idOf={(key) => key.id} />}
      <Suspense>
        {isCreating && <CreateKey onClose={() => setCreating(false)} />}
        {revoking !== null && <RevokeKey credential={revoking} onClose={() => setRevoking(null)} />}
      </Suspense>
    </Page>
  );
}
