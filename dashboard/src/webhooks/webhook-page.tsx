import type { Webhook } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { Moment } from '../ui/moment.tsx';
import { PageState } from '../ui/page-state.tsx';
import { useTitle } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { DeliveriesTab } from './deliveries-tab.tsx';
import { DisabledBanner } from './disabled-banner.tsx';
import { eventsLabel } from './event-choice.ts';
import { p95Of, Success } from './health.tsx';
import { SecretTab } from './secret-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { freshEveryMs, webhookQuery } from './webhook-queries.ts';

const SendTest = lazy(async () => ({ default: (await import('./send-test.tsx')).SendTest }));

/** One endpoint: what was delivered to it, its settings and its secret. */
export function WebhookPage() {
  const { id } = useParams({ from: '/shell/settings/webhooks/$id' });
  const webhook = useQuery({ ...webhookQuery(useForge(), id), refetchInterval: freshEveryMs });
  if (webhook.data !== undefined) return <LoadedWebhook key={webhook.data.id} webhook={webhook.data} />;
  return <PageState noun="Webhook" query={webhook} />;
}

function LoadedWebhook({ webhook }: { readonly webhook: Webhook }) {
  const { tab = 'deliveries' } = useSearch({ from: '/shell/settings/webhooks/$id' });
  const navigate = useNavigate({ from: '/settings/webhooks/$id' });
  const host = hostOf(webhook.url);
  useTitle(`Webhook ${host}`);
  const items = [
    { id: 'deliveries', label: 'Deliveries', content: <DeliveriesTab webhook={webhook} /> },
    { id: 'settings', label: 'Settings', content: <SettingsTab webhook={webhook} /> },
    { id: 'secret', label: 'Secret', content: <SecretTab webhook={webhook} /> },
  ];
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-5 p-4 sm:p-6">
      <WebhookHeader webhook={webhook} host={host} />
      <DisabledBanner webhook={webhook} />
      <WebhookFacts webhook={webhook} />
      <Tabs
        label="Webhook"
        items={items}
        active={items.some(({ id }) => id === tab) ? tab : 'deliveries'}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true, resetScroll: false })}
      />
    </div>
  );
}

function WebhookHeader({ webhook, host }: { readonly webhook: Webhook; readonly host: string }) {
  const [isTesting, setTesting] = useState(false);
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <div className="min-w-0">
        <p className="text-xs">
          <Link to="/settings/webhooks" className="inline-flex min-h-6 items-center text-primary underline underline-offset-2">
            Webhooks
          </Link>
        </p>
        <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">{host}</h1>
        <p className="font-mono text-xs wrap-anywhere text-muted-foreground">{webhook.url}</p>
        {webhook.description !== '' && <p className="text-muted-foreground">{webhook.description}</p>}
      </div>
      <Status value={webhook.status} />
      <div className="flex gap-2 sm:ml-auto">
        <Button onClick={() => setTesting(true)}>
          <Send size={16} aria-hidden />
          Send test event
        </Button>
      </div>
      <Suspense>{isTesting && <SendTest webhook={webhook} onClose={() => setTesting(false)} />}</Suspense>
    </header>
  );
}

function WebhookFacts({ webhook }: { readonly webhook: Webhook }) {
  return (
    <Facts
      facts={[
        ['Events', eventsLabel(webhook.events)],
        ['Delivered in 24 h', <Success key="success" webhook={webhook} />],
        ['p95', p95Of(webhook)],
        ['Last delivery', <Moment key="last" at={webhook.last_delivery_at} />],
        ...(webhook.agent === null
          ? []
          : [
              [
                'Of the agent',
                <Link
                  key="agent"
                  to="/agents/$slug"
                  params={{ slug: webhook.agent.slug }}
                  search={{ tab: 'webhook' }}
                  className="text-primary underline underline-offset-2"
                >
                  {webhook.agent.display_name}
                </Link>,
              ] as const,
            ]),
        ['Made', <Moment key="made" at={webhook.created_at} />],
        ['Id', <IdChip key="id" id={webhook.id} name="id of the webhook" />],
      ]}
    />
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
