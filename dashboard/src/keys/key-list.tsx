import type { Credential } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { Ban, RefreshCw } from 'lucide-react';
import { IconButton } from '../ui/button.tsx';
import { DataTable, rowLinkClass, type Column } from '../ui/data-table.tsx';
import { Moment } from '../ui/moment.tsx';
import { Status } from '../ui/status.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { creatorOf, kindNames, works } from './key-facts.ts';
import { permissionsLabel, permissionsShort } from './permissions.ts';
import { Reach } from './reach.tsx';
import { Spark } from './spark.tsx';

export interface KeyActions {
  readonly onRotate: (key: Credential) => void;
  readonly onRevoke: (key: Credential) => void;
}

interface KeyListProps extends KeyActions {
  readonly keys: readonly Credential[];
}

/** The keys as a table; as cards on a phone. */
export function KeyList({ keys, ...actions }: KeyListProps) {
  const isNarrow = useNarrow();
  if (!isNarrow) return <DataTable label="API keys" columns={columnsOf(actions)} rows={keys} idOf={(key) => key.id} />;
  return (
    <ul aria-label="API keys" className="flex flex-col gap-3">
      {keys.map((key) => (
        <KeyCard key={key.id} credential={key} {...actions} />
      ))}
    </ul>
  );
}

function columnsOf(actions: KeyActions): readonly Column<Credential>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      cell: (key) => (
        <>
          <KeyLink credential={key} />
          <span className="block truncate font-mono text-xs text-muted-foreground">{key.prefix}…</span>
        </>
      ),
    },
    { id: 'reach', title: 'Scope', from: 'md', width: 'w-42', cell: (key) => <Reach credential={key} chipsMax={1} /> },
    {
      id: 'permissions',
      title: 'Permissions',
      from: 'xl',
      width: 'w-32',
      cell: (key) => <span title={permissionsLabel(key.scopes)}>{permissionsShort(key.scopes)}</span>,
    },
    { id: 'creator', title: 'Created by', from: 'xl', width: 'w-26', cell: creatorOf },
    {
      id: 'used',
      title: 'Last used',
      from: 'sm',
      width: 'w-26',
      cell: (key) => (
        <>
          <Moment at={key.last_used_at} />
          {key.last_used_ip !== null && <span className="block truncate font-mono text-xs text-muted-foreground">{key.last_used_ip}</span>}
        </>
      ),
    },
    { id: 'requests', title: 'Requests, 30 d', from: 'lg', width: 'w-30', cell: (key) => <Spark credential={key} /> },
    { id: 'expires', title: 'Expires', from: 'xl', width: 'w-24', cell: (key) => <Moment at={key.expires_at} /> },
    { id: 'status', title: 'Status', width: 'w-28', cell: (key) => <Status value={key.status} /> },
    { id: 'actions', title: 'Actions', width: 'w-24', isNumber: true, cell: (key) => <Actions credential={key} {...actions} /> },
  ];
}

function KeyLink({ credential }: { readonly credential: Credential }) {
  return (
    <Link to="/settings/keys/$id" params={{ id: credential.id }} className={rowLinkClass} data-row>
      {credential.name}
    </Link>
  );
}

function Actions({ credential, onRotate, onRevoke }: KeyActions & { readonly credential: Credential }) {
  if (!works(credential)) return null;
  return (
    <span className="relative z-10 inline-flex">
      {credential.status === 'active' && (
        <IconButton label={`Rotate ${credential.name}`} onClick={() => onRotate(credential)}>
          <RefreshCw size={16} aria-hidden />
        </IconButton>
      )}
      <IconButton label={`Revoke ${credential.name}`} className="text-destructive!" onClick={() => onRevoke(credential)}>
        <Ban size={16} aria-hidden />
      </IconButton>
    </span>
  );
}

function KeyCard({ credential, ...actions }: KeyActions & { readonly credential: Credential }) {
  return (
    <li className="relative flex flex-col gap-2 rounded-lg border border-border bg-card p-4">
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <KeyLink credential={credential} />
          <p className="truncate font-mono text-xs text-muted-foreground">{credential.prefix}…</p>
        </div>
        <Status value={credential.status} />
      </div>
      <Reach credential={credential} />
      <p className="text-muted-foreground">
        {kindNames[credential.kind]} · {permissionsShort(credential.scopes)} · by {creatorOf(credential)}
      </p>
      <div className="flex items-end justify-between gap-2">
        <p className="text-muted-foreground">
          {credential.last_used_at === null ? (
            'Never used'
          ) : (
            <>
              Used <Moment at={credential.last_used_at} />
            </>
          )}
          {credential.expires_at !== null && (
            <>
              {' '}
              · expires <Moment at={credential.expires_at} />
            </>
          )}
          <br />
          <Spark credential={credential} /> requests in 30 days
        </p>
        <Actions credential={credential} {...actions} />
      </div>
    </li>
  );
}
