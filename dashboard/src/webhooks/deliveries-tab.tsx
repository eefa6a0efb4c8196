import type { Webhook } from '@forgeyard/sdk';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState, NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice } from '../ui/field.tsx';
import { joinPages } from '../ui/rows.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { DeliveryList } from './delivery-list.tsx';
import { deliveriesQuery, freshEveryMs, webhookEventsQuery } from './webhook-queries.ts';

const DeliveryDrawer = lazy(async () => ({ default: (await import('./delivery-drawer.tsx')).DeliveryDrawer }));
const Recover = lazy(async () => ({ default: (await import('./recover.tsx')).Recover }));

const states = [
  { id: '', label: 'All' },
  { id: 'delivered', label: 'Delivered' },
  { id: 'pending', label: 'Pending' },
  { id: 'failed', label: 'Failed' },
] as const;

/** What was sent to the endpoint, newest first; a row opens the delivery. */
export function DeliveriesTab({ webhook }: { readonly webhook: Webhook }) {
  const { state = '', event = '', delivery: openId } = useSearch({ from: '/shell/settings/webhooks/$id' });
  const navigate = useNavigate({ from: '/settings/webhooks/$id' });
  const [isRecovering, setRecovering] = useState(false);
  const list = useInfiniteQuery({
    ...deliveriesQuery(useForge(), webhook.id, { state, event }),
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : freshEveryMs),
  });
  const rows = joinPages(list.data?.pages);
  const change = (part: { readonly state?: string; readonly event?: string; readonly delivery?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  const isFiltered = state !== '' || event !== '';
  return (
    <div className="flex flex-col gap-4">
      <Filters state={state} event={event} onChange={change} onRecover={() => setRecovering(true)} />
      {list.isError && <ErrorPanel title="The deliveries could not be loaded" error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <SkeletonRows label="deliveries" />}
      {list.isSuccess && rows.length === 0 && isFiltered && <NoMatch onClear={() => change({ state: '', event: '' })} />}
      {list.isSuccess && rows.length === 0 && !isFiltered && (
        <EmptyState says="Nothing was sent yet. Deliveries appear here as events happen; a test event shows whether the receiver answers." />
      )}
      {rows.length > 0 && <DeliveryList deliveries={rows} onOpen={(row) => change({ delivery: row.id })} />}
      {list.hasNextPage && (
        <Button className="self-center" onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
          Load older deliveries
        </Button>
      )}
      <Suspense>
        {openId !== undefined && openId !== '' && (
          <DeliveryDrawer webhookId={webhook.id} deliveryId={openId} onClose={() => change({ delivery: '' })} />
        )}
        {isRecovering && <Recover webhook={webhook} onClose={() => setRecovering(false)} />}
      </Suspense>
    </div>
  );
}

interface FiltersProps {
  readonly state: string;
  readonly event: string;
  readonly onChange: (part: { readonly state?: string; readonly event?: string }) => void;
  readonly onRecover: () => void;
}

function Filters({ state, event, onChange, onRecover }: FiltersProps) {
  const catalogue = useQuery(webhookEventsQuery(useForge())).data ?? [];
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div role="group" aria-label="State" className="flex rounded-md border border-input bg-card">
        {states.map(({ id, label }) => (
          <Button
            key={id}
            look="quiet"
            aria-pressed={state === id}
            className="aria-pressed:bg-accent aria-pressed:font-semibold"
            onClick={() => onChange({ state: id })}
          >
            {label}
          </Button>
        ))}
      </div>
      <Choice
        aria-label="Event"
        className="w-auto! max-w-full font-mono text-xs!"
        value={event}
        onChange={(changed) => onChange({ event: changed.target.value })}
      >
        <option value="">Any event</option>
        {catalogue.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </Choice>
      <Button className="sm:ml-auto" onClick={onRecover}>
        Recover failed…
      </Button>
    </div>
  );
}
