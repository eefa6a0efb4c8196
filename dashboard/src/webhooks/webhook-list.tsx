import type { Webhook } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { DataTable, rowLinkClass, type Column } from '../ui/data-table.tsx';
import { Moment } from '../ui/moment.tsx';
import { Chip, Status } from '../ui/status.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { eventsLabel } from './event-choice.ts';
import { p95Of, Success } from './health.tsx';

const columns: readonly Column<Webhook>[] = [
  { id: 'url', title: 'Endpoint', cell: (webhook) => <EndpointLink webhook={webhook} /> },
  { id: 'events', title: 'Events', from: 'md', width: 'w-52', cell: (webhook) => <Events webhook={webhook} /> },
  { id: 'status', title: 'Status', width: 'w-28', cell: (webhook) => <Status value={webhook.status} /> },
  { id: 'success', title: 'Delivered, 24 h', width: 'w-34', isNumber: true, cell: (webhook) => <Success webhook={webhook} /> },
  { id: 'p95', title: 'p95', from: 'lg', width: 'w-24', isNumber: true, cell: p95Of },
  {
    id: 'last',
    title: 'Last delivery',
    from: 'lg',
    width: 'w-32',
    isNumber: true,
    cell: (webhook) => <Moment at={webhook.last_delivery_at} />,
  },
];

/** The endpoints as a table; as cards on a phone. */
export function WebhookList({ webhooks }: { readonly webhooks: readonly Webhook[] }) {
  const isNarrow = useNarrow();
  if (!isNarrow) return <DataTable label="Webhooks" columns={columns} rows={webhooks} idOf={(webhook) => webhook.id} />;
  return (
    <ul aria-label="Webhooks" className="flex flex-col gap-3">
      {webhooks.map((webhook) => (
        <li key={webhook.id} className="relative flex flex-col gap-2 rounded-lg border border-border bg-card p-4">
          <div className="flex items-start justify-between gap-2">
            <EndpointLink webhook={webhook} />
            <Status value={webhook.status} />
          </div>
          <p className="line-clamp-2">
            <Events webhook={webhook} />
          </p>
          <p className="text-muted-foreground">
            Delivered in 24 h: <Success webhook={webhook} /> · p95 {p95Of(webhook)} · last <Moment at={webhook.last_delivery_at} />
          </p>
        </li>
      ))}
    </ul>
  );
}

function Events({ webhook }: { readonly webhook: Webhook }) {
  const said = eventsLabel(webhook.events);
  return (
    <span title={said} className={webhook.events.length === 0 ? undefined : 'font-mono text-xs'}>
      {said}
    </span>
  );
}

function EndpointLink({ webhook }: { readonly webhook: Webhook }) {
  const about = webhook.description === '' ? null : webhook.description;
  return (
    <div className="min-w-0">
      <Link to="/settings/webhooks/$id" params={{ id: webhook.id }} className={`${rowLinkClass} font-mono text-xs`} data-row>
        {webhook.url}
      </Link>
      {(about !== null || webhook.agent !== null) && (
        <span className="flex items-center gap-2 text-xs text-muted-foreground">
          {webhook.agent !== null && <Chip>{webhook.agent.slug}</Chip>}
          <span className="truncate">{about}</span>
        </span>
      )}
    </div>
  );
}
