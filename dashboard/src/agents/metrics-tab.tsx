import type { Agent, AgentMetrics } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { metricsQuery } from './agent-queries.ts';
import { MetricsChart } from './metrics-chart.tsx';
import { figuresOf, periodOf, periods, type Period } from './metrics-words.ts';

/** What the agent achieved in a period that the address names. */
export function MetricsTab({ agent }: { readonly agent: Agent }) {
  const period = periodOf(useSearch({ from: '/shell/agents/$slug' }).period);
  const metrics = useQuery({ ...metricsQuery(useForge(), agent.slug, period.id), refetchInterval: 30_000 });
  return (
    <div className="flex flex-col gap-5 pb-6">
      <PeriodChoice period={period} />
      {metrics.isPending && <SkeletonRows label="metrics" rows={4} />}
      {metrics.isError && (
        <ErrorPanel title="The metrics could not be loaded" error={metrics.error} onRetry={() => void metrics.refetch()} />
      )}
      {metrics.data !== undefined && <LoadedMetrics metrics={metrics.data} period={period} />}
    </div>
  );
}

function PeriodChoice({ period }: { readonly period: Period }) {
  const navigate = useNavigate({ from: '/agents/$slug' });
  return (
    <div role="group" aria-label="Period" className="flex w-fit rounded-md border border-input bg-card">
      {periods.map(({ id, label }) => (
        <Button
          key={id}
          look="quiet"
          aria-pressed={id === period.id}
          className="aria-pressed:bg-accent aria-pressed:font-semibold"
          onClick={() => void navigate({ search: (before) => ({ ...before, period: id }), replace: true, resetScroll: false })}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}

function LoadedMetrics({ metrics, period }: { readonly metrics: AgentMetrics; readonly period: Period }) {
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-5">
        {figuresOf(metrics).map(({ name, value, about }) => (
          <div key={name} className="flex flex-col rounded-lg border border-border bg-card p-3">
            <dt className="text-muted-foreground">{name}</dt>
            <dd className="tabular text-2xl font-semibold tracking-tight">{value}</dd>
            <dd className="text-xs text-muted-foreground">{about}</dd>
          </div>
        ))}
      </dl>
      <MetricsChart days={metrics.days} period={period} />
      <section aria-label="How the rates are counted" className="max-w-prose text-muted-foreground">
        <h3 className="font-semibold text-foreground">How the rates are counted</h3>
        <p>
          The approval rate is what was approved of everything submitted in the period, each version counted by itself: a deliverable that
          is approved at its second version counts as one of two. The first-time rate is how many of the approved ones were approved at
          their first version. Days are days of UTC.
        </p>
      </section>
    </>
  );
}
