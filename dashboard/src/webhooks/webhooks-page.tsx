import type { Webhook } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState, NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { FilterChoice, FilterRow, FilterText, type Choices } from '../ui/filter-choice.tsx';
import { Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { webhookEventsQuery, webhooksQuery } from './webhook-queries.ts';
import { WebhookList } from './webhook-list.tsx';

const AddWebhook = lazy(async () => ({ default: (await import('./add-webhook.tsx')).AddWebhook }));

const everyMs = 15_000;
const statusChoices: Choices = [['', 'Any status'], 'active', 'disabled'];

function matches(webhook: Webhook, q: string, status: string): boolean {
  if (status !== '' && webhook.status !== status) return false;
  const words = `${webhook.url} ${webhook.description} ${webhook.agent?.slug ?? ''} ${webhook.events.join(' ')}`.toLowerCase();
  return words.includes(q.trim().toLowerCase());
}

/** Every address that is told about events: the organization's own, and those that agents carry. */
export function WebhooksPage() {
  const { q = '', status = '' } = useSearch({ from: '/shell/settings/webhooks' });
  const navigate = useNavigate({ from: '/settings/webhooks' });
  const { manage } = useMay();
  const webhooks = useQuery({ ...webhooksQuery(useForge()), enabled: manage, refetchInterval: everyMs });
  const [isAdding, setAdding] = useState(false);
  const all = webhooks.data ?? [];
  const shown = all.filter((webhook) => matches(webhook, q, status));
  const narrow = (part: { readonly q?: string; readonly status?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  const add = (
    <Button look="primary" data-shortcut="create" onClick={() => setAdding(true)}>
      <Plus size={16} aria-hidden />
      Add webhook
    </Button>
  );
  return (
    <Page title="Webhooks" lead="Addresses that are told when something happens to work." actions={manage && add}>
      {all.length > 0 && (
        <FilterRow>
          <FilterText
            label="Filter webhooks"
            placeholder="Filter by address, agent or event"
            value={q}
            onText={(text) => narrow({ q: text })}
          />
          <FilterChoice label="Status" value={status} choices={statusChoices} onChange={(next) => narrow({ status: next })} />
        </FilterRow>
      )}
      {!manage && <EmptyState says="Webhooks are for owners and admins of the organization: you may not see them." />}
      {webhooks.isError && (
        <ErrorPanel title="The webhooks could not be loaded" error={webhooks.error} onRetry={() => void webhooks.refetch()} />
      )}
      {webhooks.isLoading && <SkeletonRows label="webhooks" rows={3} />}
      {webhooks.isSuccess && all.length === 0 && <NoWebhooks action={add} />}
      {all.length > 0 && shown.length === 0 && <NoMatch onClear={() => narrow({ q: '', status: '' })} />}
      {shown.length > 0 && <WebhookList webhooks={shown} />}
      <Suspense>{isAdding && <AddWebhook onClose={() => setAdding(false)} />}</Suspense>
    </Page>
  );
}

function NoWebhooks({ action }: { readonly action: ReactNode }) {
  const events = useQuery(webhookEventsQuery(useForge())).data ?? [];
  const command = `curl -X POST ${location.origin}/v1/webhooks -H "X-Forge-Api-Key: $FORGEYARD_KEY" -H 'Content-Type: application/json' --data-raw '{"url":"https://example.org/hooks"}'`;
  return (
    <>
      <EmptyState
        says="A webhook tells another system about tasks, deliverables and agents as it happens: signed, tried again after failures, never lost."
        action={action}
        command={command}
      />
      {events.length > 0 && (
        <section aria-label="Events" className="flex flex-col gap-2">
          <h2 className="font-semibold">What can be heard of</h2>
          <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[14rem_1fr]">
            {events.map(({ name, description }) => (
              <div key={name} className="sm:contents">
                <dt className="font-mono text-xs leading-5">{name}</dt>
                <dd className="text-muted-foreground">{description}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}
