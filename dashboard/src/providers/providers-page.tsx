import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { providersQuery } from '../api/queries.ts';
import type { Provider } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { nameOf } from './provider-name.ts';

const AddProvider = lazy(async () => ({ default: (await import('./add-provider.tsx')).AddProvider }));
const DeleteProvider = lazy(async () => ({ default: (await import('./delete-provider.tsx')).DeleteProvider }));

/** The keys of the model providers; they are written once and never shown again. */
export function ProvidersPage() {
  const providers = useQuery(providersQuery(useForge()));
  const [isAdding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<Provider | null>(null);
  const all = providers.data ?? [];
  const add = (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus size={16} aria-hidden />
      Add a provider key
    </Button>
  );
  return (
    <Page title="Providers" lead="Where the models come from." actions={add}>
      {providers.isError && (
        <ErrorPanel title="The providers could not be loaded" error={providers.error} onRetry={() => void providers.refetch()} />
      )}
      {providers.isPending && <SkeletonRows label="providers" rows={2} />}
      {providers.isSuccess && all.length === 0 && (
        <EmptyState
          says="Agents with a model need a key of OpenAI, Anthropic or a server that speaks like OpenAI. Playbook agents run without one."
          action={add}
          command={`# with a key that has the scope providers:write\ncurl -X POST ${location.origin}/v1/providers -H "X-Forge-Api-Key: $FORGEYARD_KEY" -H 'Content-Type: application/json' --data-raw "{\\"provider\\":\\"openai\\",\\"api_key\\":\\"$OPENAI_API_KEY\\"}"`}
        />
      )}
      <ul className="flex flex-col gap-3">
        {all.map((provider) => (
          <ProviderCard key={provider.id} provider={provider} onDelete={() => setDeleting(provider)} />
        ))}
      </ul>
      <Suspense>
        {isAdding && <AddProvider onClose={() => setAdding(false)} />}
        {deleting !== null && <DeleteProvider provider={deleting} onClose={() => setDeleting(null)} />}
      </Suspense>
    </Page>
  );
}

function ProviderCard({ provider, onDelete }: { readonly provider: Provider; readonly onDelete: () => void }) {
  const name = nameOf(provider);
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 rounded-lg border border-border bg-card p-4">
      <div className="min-w-0">
        <p className="font-medium">{name}</p>
        <p className="truncate text-xs text-muted-foreground">
          {provider.provider} · {provider.base_url ?? 'official address'}
        </p>
      </div>
      <p>
        set, ends <span className="font-mono text-xs">{provider.key_hint}</span>
      </p>
      <p className="text-muted-foreground">
        added <Moment at={provider.created_at} />
      </p>
      <Button look="quiet" className="text-destructive! sm:ml-auto" onClick={onDelete} aria-label={`Delete ${name}`}>
        Delete
      </Button>
    </li>
  );
}
