import type { UseQueryResult } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowLeftRight } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useForge } from '../../api/forge.ts';
import { pretty } from '../../format/value.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { FactsTable } from './facts-table.tsx';
import { sideQuery, type Side } from './side.ts';
import { WorkTable } from './work-table.tsx';

const DiffView = lazy(async () => ({ default: (await import('../../deliverables/diff-view.tsx')).DiffView }));

/** Two sessions side by side: how they went, what they did, what went in and came out. */
export function ComparePage() {
  const { from = '', to = '' } = useSearch({ from: '/shell/sessions/compare' });
  const refine = useNavigate({ from: '/sessions/compare' });
  const forge = useForge();
  const one = useQuery(sideQuery(forge, from));
  const other = useQuery(sideQuery(forge, to));
  const hasBoth = from !== '' && to !== '';
  return (
    <Page
      title="Compare sessions"
      lead="What differed between two sessions; the first is the measure."
      actions={
        hasBoth && (
          <Button onClick={() => void refine({ search: { from: to, to: from }, replace: true, resetScroll: false })}>
            <ArrowLeftRight size={16} aria-hidden />
            Change sides
          </Button>
        )
      }
    >
      {!hasBoth && <NothingChosen />}
      {[one, other].map((side, place) => side.isError && <SideFailed key={place} side={side} />)}
      {hasBoth && (one.isLoading || other.isLoading) && <SkeletonRows label="both sessions" rows={8} />}
      {one.data !== undefined && other.data !== undefined && <Compared one={one.data} other={other.data} />}
    </Page>
  );
}

function SideFailed({ side }: { readonly side: UseQueryResult<Side> }) {
  return <ErrorPanel title="A session could not be loaded" error={side.error} onRetry={() => void side.refetch()} />;
}

function NothingChosen() {
  return (
    <EmptyState
      says="Pick two sessions in the list, with their boxes or with the key x, and choose Compare."
      action={
        <Link to="/sessions" className={buttonClass('primary')}>
          Go to the sessions
        </Link>
      }
    />
  );
}

function Compared({ one, other }: { readonly one: Side; readonly other: Side }) {
  return (
    <>
      <FactsTable one={one} other={other} />
      <WorkTable one={one.work} other={other.work} />
      <Texts title="Input" one={one.ends.input} other={other.ends.input} />
      <Texts title="Output" one={one.ends.output} other={other.ends.output} />
    </>
  );
}

const charsMax = 100_000;

interface TextsProps {
  readonly title: string;
  readonly one: string | null;
  readonly other: string | null;
}

function Texts({ title, one, other }: TextsProps) {
  return (
    <Panel title={title}>
      {one === null && other === null ? (
        <p className="text-muted-foreground">Neither of them has any.</p>
      ) : (
        <Suspense fallback={<SkeletonRows label={title} rows={2} />}>
          {one === other && (
            <p className="max-h-40 overflow-y-auto whitespace-pre-wrap wrap-anywhere" dir="auto" tabIndex={0}>
              {one}
            </p>
          )}
          <DiffView before={pretty(one ?? '', charsMax)} after={pretty(other ?? '', charsMax)} isSplit={false} hasKeys={false} />
        </Suspense>
      )}
    </Panel>
  );
}
