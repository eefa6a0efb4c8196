import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useForge } from '../api/forge.ts';
import { providersQuery } from '../api/queries.ts';
import type { Provider } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { Moment } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { AddProvider } from './add-provider.tsx';

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
          command={`curl -X POST ${location.origin}/v1/providers -H "X-Forge-Api-Key: $FORGEYARD_KEY" -H 'Content-Type: application/json' --data-raw "{\\"provider\\":\\"openai\\",\\"api_key\\":\\"$OPENAI_API_KEY\\"}"`}
        />
      )}
      <ul className="flex flex-col gap-3">
        {all.map((provider) => (
          <ProviderCard key={provider.id} provider={provider} onDelete={() => setDeleting(provider)} />
        ))}
      </ul>
      {isAdding && <AddProvider onClose={() => setAdding(false)} />}
      {deleting !== null && <DeleteProvider provider={deleting} onClose={() => setDeleting(null)} />}
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

function nameOf(provider: Provider): string {
  return provider.label === null || provider.label === '' ? (provider.provider === 'openai' ? 'OpenAI' : 'Anthropic') : provider.label;
}

function DeleteProvider({ provider, onClose }: { readonly provider: Provider; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => forge.providers.delete(provider.id),
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: ['providers'] }), queries.invalidateQueries({ queryKey: ['models'] })]);
      onClose();
    },
  });
  return (
    <Modal title={`Delete ${nameOf(provider)}`} isOpen onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p>Agents whose model comes from this provider fail until another key is added.</p>
        {remove.isError && <ErrorPanel title="The key was not deleted" error={remove.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" onClick={() => !remove.isPending && remove.mutate()}>
            Delete key
          </Button>
        </div>
      </div>
    </Modal>
  );
}
