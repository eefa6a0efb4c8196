import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { credentialsQuery, keysMax } from '../api/queries.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState, NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useNow } from '../ui/now.tsx';
import { Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { KeyDialog, type OpenDialog } from './key-dialog.tsx';
import { fits, works } from './key-facts.ts';
import { KeyFilters } from './key-filters.tsx';
import { KeyList } from './key-list.tsx';

/** The keys by which programs call agents. */
export function KeysPage() {
  const { q = '', kind = '', status = '', attention = '' } = useSearch({ from: '/shell/settings/keys' });
  const navigate = useNavigate({ from: '/settings/keys' });
  const now = useNow();
  const keys = useQuery({ ...credentialsQuery(useForge()), refetchInterval: 30_000 });
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const filter = { q, kind, status, attention };
  const all = keys.data ?? [];
  const shown = all.filter((key) => fits(key, filter, now));
  const create = (
    <Button look="primary" data-shortcut="create" onClick={() => setDialog({ does: 'create' })}>
      <Plus size={16} aria-hidden />
      Create key
    </Button>
  );
  const actions = (
    <>
      {all.some(works) && <Button onClick={() => setDialog({ does: 'revoke-all' })}>Revoke all except…</Button>}
      {create}
    </>
  );
  return (
    <Page title="API keys" lead="A key lets a program call agents; its secret is shown once." actions={actions}>
      <KeyFilters
        filter={filter}
        onChange={(part) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false })}
      />
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
      {shown.length > 0 && (
        <KeyList
          keys={shown}
          onRotate={(key) => setDialog({ does: 'rotate', key })}
          onRevoke={(key) => setDialog({ does: 'revoke', key })}
        />
      )}
      {all.length >= keysMax && <p className="text-muted-foreground">Only the newest {keysMax} keys are shown.</p>}
      <Suspense>{dialog !== null && <KeyDialog dialog={dialog} onClose={() => setDialog(null)} />}</Suspense>
    </Page>
  );
}
