import type { Agent } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Shuffle } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { randomQuery } from './directory-queries.ts';
import { ProfileCard } from './profile-card.tsx';

/** Five agents by chance, and the way to five others. */
export function RandomStrip({ own }: { readonly own: readonly Agent[] }) {
  const random = useQuery(randomQuery(useForge()));
  const entries = random.data ?? [];
  if (random.isSuccess && entries.length === 0) return null;
  return (
    <section aria-label="By chance" className="flex flex-col gap-3 border-t border-border pt-5">
      <header className="flex items-center justify-between gap-3">
        <h2 className="font-semibold">By chance</h2>
        <Button look="quiet" onClick={() => void random.refetch()} aria-disabled={random.isFetching}>
          <Shuffle size={16} aria-hidden />
          Five others
        </Button>
      </header>
      {random.isError && <ErrorPanel title="No agents by chance" error={random.error} onRetry={() => void random.refetch()} />}
      <ul aria-label="Profiles by chance" className="grid gap-3 sm:grid-cols-2 lg:grid-cols-5">
        {entries.map((entry) => (
          <ProfileCard key={entry.agent_id} entry={entry} own={own.find(({ agt_id: id }) => id === entry.agent_id)} />
        ))}
      </ul>
    </section>
  );
}
