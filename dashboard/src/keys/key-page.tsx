import type { CredentialWithUsage } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Ban, Pencil, RefreshCw } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { credentialQuery } from '../api/queries.ts';
import { day } from '../format/time.ts';
import { count } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Facts } from '../ui/facts.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { Moment } from '../ui/moment.tsx';
import { PageState } from '../ui/page-state.tsx';
import { useTitle } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { KeyActivity } from './key-activity.tsx';
import { KeyDialog, type OpenDialog } from './key-dialog.tsx';
import { creatorOf, kindNames, works } from './key-facts.ts';
import { permissionsLabel } from './permissions.ts';
import { quickstartOf } from './quickstart.ts';
import { Reach } from './reach.tsx';
import { UsageChart } from './usage-chart.tsx';

/** One key: what it may do, how much it is used, and everything that was done to it. */
export function KeyPage() {
  const { id } = useParams({ from: '/shell/settings/keys/$id' });
  const key = useQuery({ ...credentialQuery(useForge(), id), refetchInterval: 10_000 });
  if (key.data !== undefined) return <LoadedKey credential={key.data} />;
  return <PageState noun="Key" query={key} />;
}

function LoadedKey({ credential }: { readonly credential: CredentialWithUsage }) {
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  useTitle(credential.name);
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-6 p-4 sm:p-6">
      <KeyHeader credential={credential} onDialog={setDialog} />
      <RotationNote credential={credential} />
      <div className="grid min-w-0 items-start gap-6 lg:grid-cols-[3fr_2fr]">
        <div className="flex min-w-0 flex-col gap-6">
          <UsageChart usage={credential.usage} />
          <KeyActivity id={credential.id} />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <KeyDetails credential={credential} />
          {works(credential) && (
            <section aria-label="Quickstart" className="flex flex-col gap-2">
              <h2 className="font-semibold">Quickstart</h2>
              <CodeBlock text={quickstartOf(credential, location.origin)} label="quickstart" className="whitespace-pre-wrap break-all" />
            </section>
          )}
        </div>
      </div>
      <Suspense>{dialog !== null && <KeyDialog dialog={dialog} onClose={() => setDialog(null)} />}</Suspense>
    </div>
  );
}

interface KeyHeaderProps {
  readonly credential: CredentialWithUsage;
  readonly onDialog: (dialog: OpenDialog) => void;
}

function KeyHeader({ credential: key, onDialog }: KeyHeaderProps) {
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <div className="min-w-0">
        <p className="text-xs">
          <Link to="/settings/keys" className="inline-flex min-h-6 items-center text-primary underline underline-offset-2">
            API keys
          </Link>
        </p>
        <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">{key.name}</h1>
        <p className="font-mono text-xs text-muted-foreground">{key.prefix}…</p>
      </div>
      <Status value={key.status} />
      {works(key) && (
        <div className="flex flex-wrap gap-2 sm:ml-auto">
          <Button onClick={() => onDialog({ does: 'edit', key })}>
            <Pencil size={16} aria-hidden />
            Edit scope
          </Button>
          {key.status === 'active' && (
            <Button onClick={() => onDialog({ does: 'rotate', key })}>
              <RefreshCw size={16} aria-hidden />
              Rotate
            </Button>
          )}
          <Button look="danger" onClick={() => onDialog({ does: 'revoke', key })}>
            <Ban size={16} aria-hidden />
            Revoke
          </Button>
        </div>
      )}
    </header>
  );
}

function RotationNote({ credential: key }: { readonly credential: CredentialWithUsage }) {
  if (key.rotated_to === null) return null;
  return (
    <p className="rounded-lg border border-warning bg-warning-muted p-3">
      {key.status === 'grace' && key.grace_until !== null ? (
        <>
          This key was rotated and stops working <Moment at={key.grace_until} />.{' '}
        </>
      ) : (
        'This key was rotated. '
      )}
      <Link to="/settings/keys/$id" params={{ id: key.rotated_to }} className="font-medium text-primary underline underline-offset-2">
        Open its successor
      </Link>
    </p>
  );
}

function KeyDetails({ credential: key }: { readonly credential: CredentialWithUsage }) {
  const used = key.last_used_ip === null ? null : <span className="font-mono text-xs"> from {key.last_used_ip}</span>;
  return (
    <section aria-label="Details" className="flex flex-col gap-3 rounded-lg border border-border bg-card p-4">
      <Facts
        facts={[
          ['Scope', <Reach key="reach" credential={key} chipsMax={20} />],
          ['Permissions', permissionsLabel(key.scopes)],
          ['Kind', kindNames[key.kind]],
          ['Created by', creatorOf(key)],
          ['Created', <Moment key="created" at={key.created_at} />],
          [
            'Last used',
            <span key="used">
              <Moment at={key.last_used_at} />
              {used}
            </span>,
          ],
          ['Expires', key.expires_at === null ? 'never' : day(Date.parse(key.expires_at))],
          ['Networks', key.ip_allow.length === 0 ? 'any' : <span className="font-mono text-xs">{key.ip_allow.join(', ')}</span>],
          ['Requests per minute', key.rate_limit_per_minute === null ? 'no limit of its own' : count(key.rate_limit_per_minute)],
          ['At once', key.max_concurrent === null ? 'no limit of its own' : count(key.max_concurrent)],
          ...(key.revoked_at === null
            ? []
            : [
                ['Revoked', <Moment key="revoked" at={key.revoked_at} />] as const,
                ['Why', key.revoked_reason ?? 'no reason given'] as const,
              ]),
          ['Id', <IdChip key="id" id={key.id} name="id of the key" />],
        ]}
      />
    </section>
  );
}
