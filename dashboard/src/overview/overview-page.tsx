import type { Overview } from '@forgeyard/sdk';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Checklist } from '../account/checklist.tsx';
import { useForge } from '../api/forge.ts';
import { useChanges } from '../api/use-changes.ts';
import { useLetters } from '../shell/use-letters.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { NeedsYou } from './needs-you.tsx';
import { Health, RecentFailures, RunningNow } from './now-panels.tsx';
import { overviewQuery } from './overview-queries.ts';
import { besides, figuresOf, periodOf, periods, type Period } from './overview-words.ts';
import { RunsChart } from './runs-chart.tsx';

/** What needs somebody, what the agents did and what they do now. */
export function OverviewPage() {
  const period = periodOf(useSearch({ from: '/shell/' }).period);
  const navigate = useNavigate({ from: '/' });
  const choose = (next: Period) => void navigate({ search: { period: next.id }, replace: true, resetScroll: false });
  useLetters({ '[': () => choose(besides(period, -1)), ']': () => choose(besides(period, 1)) });
  const queries = useQueryClient();
  const overview = useQuery(overviewQuery(useForge(), period.id));
  useChanges(
    ['runs', 'interactions', 'sessions'],
    () => void queries.invalidateQueries({ queryKey: ['overview'] }, { cancelRefetch: false }),
  );
  return (
    <Page title="Overview" actions={<PeriodChoice period={period} onChoose={choose} />}>
      {overview.data !== undefined && <NeedsYou waiting={overview.data.waiting} />}
      <Checklist />
      {overview.isPending && <SkeletonRows label="overview" rows={8} />}
      {overview.isError && (
        <ErrorPanel title="The overview could not be loaded" error={overview.error} onRetry={() => void overview.refetch()} />
      )}
      {overview.data !== undefined && <Loaded overview={overview.data} period={period} />}
    </Page>
  );
}

interface PeriodChoiceProps {
  readonly period: Period;
  readonly onChoose: (period: Period) => void;
}

function PeriodChoice({ period, onChoose }: PeriodChoiceProps) {
  return (
    <div role="group" aria-label="Period" className="flex w-fit rounded-md border border-input bg-card">
      {periods.map((one) => (
        <Button
          key={one.id}
          look="quiet"
          aria-pressed={one.id === period.id}
          className="aria-pressed:bg-accent aria-pressed:font-semibold"
          onClick={() => onChoose(one)}
        >
          {one.label}
        </Button>
      ))}
    </div>
  );
}

function Loaded({ overview, period }: { readonly overview: Overview; readonly period: Period }) {
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {figuresOf(overview).map(({ name, value, about, status }) => (
          <div key={name} className="flex flex-col rounded-lg border border-border bg-card p-3">
            <dt className="text-muted-foreground">
              <Link to="/runs" search={status === undefined ? {} : { status }} className="underline-offset-2 hover:underline">
                {name}
              </Link>
            </dt>
            <dd className="tabular text-2xl font-semibold tracking-tight">{value}</dd>
            <dd className="text-xs text-muted-foreground">{about}</dd>
          </div>
        ))}
      </dl>
      <RunsChart overview={overview} period={period} />
      <div className="grid gap-4 lg:grid-cols-2">
        <RunningNow running={overview.running} />
        <RecentFailures failures={overview.failures} />
      </div>
      <Health sessions={overview.sessions} webhooks={overview.webhooks} keys={overview.keys} />
    </>
  );
}
