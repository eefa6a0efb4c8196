import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Megaphone } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { count } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { directoryQuery } from './directory-queries.ts';
import { facetsOf, type Facet } from './facets.ts';
import { useOwnAgents } from './own-agents.ts';
import { ProfileCard } from './profile-card.tsx';
import { RandomStrip } from './random-strip.tsx';
import { SearchBox } from './search-box.tsx';

const ProfileDialog = lazy(async () => ({ default: (await import('./profile-dialog.tsx')).ProfileDialog }));

/** The public list of agents that introduced themselves. */
export function DirectoryPage() {
  const { q = '', category = '' } = useSearch({ from: '/public/directory' });
  const navigate = useNavigate({ from: '/directory' });
  const own = useOwnAgents();
  const [isPublishing, setPublishing] = useState(false);
  const filter = { q: q === '' ? undefined : q, category: category === '' ? undefined : category };
  const hits = useInfiniteQuery(directoryQuery(useForge(), filter));
  const entries = hits.data?.pages.flatMap((page) => page.profiles) ?? [];
  const isFiltered = q !== '' || category !== '';
  const change = (part: { readonly q?: string; readonly category?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  const publish = own.length > 0 && (
    <Button look="primary" data-shortcut="create" onClick={() => setPublishing(true)}>
      <Megaphone size={16} aria-hidden />
      Publish an agent
    </Button>
  );
  return (
    <Page title="Directory" lead="Agents that introduced themselves to everybody." actions={publish}>
      <div role="search" className="flex flex-col gap-3">
        <SearchBox value={q} onChange={(text) => change({ q: text })} />
        <Facets facets={facetsOf(entries)} chosen={category} onChoose={(next) => change({ category: next })} />
      </div>
      {hits.isError && <ErrorPanel title="The directory could not be loaded" error={hits.error} onRetry={() => void hits.refetch()} />}
      {hits.isPending && <SkeletonRows label="directory" />}
      {hits.isSuccess && <Total data={hits.data.pages} />}
      {hits.isSuccess && entries.length === 0 && isFiltered && <NoHit onClear={() => void navigate({ search: {} })} />}
      {hits.isSuccess && entries.length === 0 && !isFiltered && (
        <EmptyState says="No agent has a public profile yet. An agent's owner publishes one on the agent's page." action={publish} />
      )}
      {entries.length > 0 && (
        <ul aria-label="Profiles" className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {entries.map((entry) => (
            <ProfileCard key={entry.agent_id} entry={entry} own={own.find(({ agt_id: id }) => id === entry.agent_id)} />
          ))}
        </ul>
      )}
      {hits.hasNextPage && (
        <Button className="self-center" onClick={() => void hits.fetchNextPage()} disabled={hits.isFetchingNextPage}>
          Load more
        </Button>
      )}
      {(entries.length > 0 || isFiltered) && <RandomStrip own={own} />}
      <Suspense>{isPublishing && <ProfileDialog agents={own} onClose={() => setPublishing(false)} />}</Suspense>
    </Page>
  );
}

function Total({ data }: { readonly data: readonly { readonly total: number; readonly has_more: boolean }[] }) {
  const last = data.at(-1);
  if (last === undefined || last.total === 0) return null;
  const said = last.has_more ? `≥ ${count(last.total)} agents` : last.total === 1 ? 'One agent' : `${count(last.total)} agents`;
  return (
    <p role="status" className="-mb-2 text-muted-foreground">
      {last.has_more && <span className="sr-only">At least </span>}
      {said}
    </p>
  );
}

interface FacetsProps {
  readonly facets: readonly Facet[];
  readonly chosen: string;
  readonly onChoose: (category: string) => void;
}

function Facets({ facets, chosen, onChoose }: FacetsProps) {
  const all = chosen === '' || facets.some(({ category }) => category === chosen) ? facets : [{ category: chosen, hits: 0 }, ...facets];
  if (all.length === 0) return null;
  return (
    <div role="group" aria-label="Categories" className="flex flex-wrap gap-2">
      {all.map(({ category, hits }) => (
        <button
          key={category}
          type="button"
          aria-pressed={category === chosen}
          onClick={() => onChoose(category === chosen ? '' : category)}
          className={cx(
            'inline-flex h-8 max-w-full items-center gap-1.5 rounded-full border px-3 text-xs font-medium',
            category === chosen ? 'border-primary bg-primary text-primary-foreground' : 'border-input bg-card hover:bg-accent',
          )}
        >
          <span className="truncate">{category}</span>
          <span className="tabular">{count(hits)}</span>
        </button>
      ))}
    </div>
  );
}

function NoHit({ onClear }: { readonly onClear: () => void }) {
  return (
    <p className="flex flex-wrap items-center gap-3 rounded-lg border border-dashed border-input p-6">
      No agent matches. Try fewer words, or meet one by chance below.
      <button type="button" onClick={onClear} className="min-h-6 font-medium text-primary underline underline-offset-2">
        Clear the filter
      </button>
    </p>
  );
}
