import type { Agent, AgentWebhook } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Section } from '../account/section.tsx';
import { useForge } from '../api/forge.ts';
import { managersOnly, useMay } from '../api/use-may.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Status } from '../ui/status.tsx';
import { agentWebhookQuery } from './agent-queries.ts';
import { WebhookForm } from './webhook-form.tsx';

const RotateSecret = lazy(async () => ({ default: (await import('../webhooks/rotate-secret.tsx')).RotateSecret }));
const SecretOnce = lazy(async () => ({ default: (await import('../webhooks/secret-once.tsx')).SecretOnce }));

/** The one address that an agent carries itself: it hears what concerns this agent. */
export function WebhookTab({ agent }: { readonly agent: Agent }) {
  return useMay().manage ? <ManagedWebhook agent={agent} /> : <p className="text-muted-foreground">{managersOnly}</p>;
}

function ManagedWebhook({ agent }: { readonly agent: Agent }) {
  const webhook = useQuery(agentWebhookQuery(useForge(), agent.slug));
  const [secret, setSecret] = useState<string | null>(null);
  if (webhook.isPending) return <SkeletonRows label="webhook" rows={3} />;
  if (webhook.isError)
    return <ErrorPanel title="The webhook could not be loaded" error={webhook.error} onRetry={() => void webhook.refetch()} />;
  return (
    <div className="flex flex-col gap-5 pb-6">
      <Section
        title="Webhook of this agent"
        lead="An address that is told what happens to this agent and its tasks. For the whole organization there are the webhooks in the settings."
        mark={webhook.data !== null && <Status value={webhook.data.status} />}
        actions={webhook.data !== null && <ToDeliveries webhook={webhook.data} />}
      >
        <WebhookForm agent={agent} saved={webhook.data} onSecret={setSecret} />
      </Section>
      {webhook.data !== null && <SecretSection webhook={webhook.data} />}
      <Suspense>{secret !== null && <SecretOnce title="The webhook is ready" secret={secret} onClose={() => setSecret(null)} />}</Suspense>
    </div>
  );
}

function ToDeliveries({ webhook }: { readonly webhook: AgentWebhook }) {
  return (
    <Link to="/settings/webhooks/$id" params={{ id: webhook.endpoint_id }} className={buttonClass()}>
      Last deliveries
    </Link>
  );
}

function SecretSection({ webhook }: { readonly webhook: AgentWebhook }) {
  const [isRotating, setRotating] = useState(false);
  return (
    <Section
      title="Signing secret"
      lead={`Set, ends …${webhook.secret_hint.replace(/^…/, '')}. Every delivery is signed with it.`}
      actions={<Button onClick={() => setRotating(true)}>Rotate secret</Button>}
    >
      <p className="text-muted-foreground">
        How a receiver checks it:{' '}
        <Link
          to="/settings/webhooks/$id"
          params={{ id: webhook.endpoint_id }}
          search={{ tab: 'secret' }}
          className="inline-flex min-h-6 items-center text-primary underline underline-offset-2"
        >
          samples for Node and Python
        </Link>
      </p>
      <Suspense>{isRotating && <RotateSecret webhookId={webhook.endpoint_id} onClose={() => setRotating(false)} />}</Suspense>
    </Section>
  );
}
