import type { MetricDay } from '@forgeyard/sdk';
import { useState } from 'react';
import { count } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { dayOf, summaryOf, type Period } from './metrics-words.ts';

const widthPx = 720;
const heightPx = 120;

interface MetricsChartProps {
  readonly days: readonly MetricDay[];
  readonly period: Period;
}

/** Tasks completed and deliverables submitted of each day: pairs of bars with a summary in words, or a table. */
export function MetricsChart({ days, period }: MetricsChartProps) {
  const [isTable, setTable] = useState(false);
  const summary = summaryOf(days, period);
  return (
    <section aria-label="By day" className="flex flex-col gap-2">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <h3 className="font-semibold">By day</h3>
        <span className="flex items-center gap-1.5 text-xs text-muted-foreground">
          <span aria-hidden className="size-3 rounded-sm bg-(--bar-model)" /> tasks completed
        </span>
        <span className="flex items-center gap-1.5 text-xs text-muted-foreground">
          <span aria-hidden className="size-3 rounded-sm bg-(--bar-tool)" /> deliverables submitted
        </span>
        <Button look="quiet" className="ml-auto" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          Show as table
        </Button>
      </header>
      {isTable ? <Table days={days} /> : <Bars days={days} summary={summary} />}
      <p className="text-muted-foreground">{summary}</p>
    </section>
  );
}

function Bars({ days, summary }: { readonly days: readonly MetricDay[]; readonly summary: string }) {
  const most = Math.max(1, ...days.flatMap((each) => [each.tasks_completed, each.deliverables_submitted]));
  const step = widthPx / Math.max(1, days.length);
  const width = Math.min(24, step * 0.38);
  const bar = (value: number, x: number, className: string) => {
    const height = value === 0 ? 0 : Math.max(3, (value / most) * (heightPx - 4));
    return <rect x={x} y={heightPx - height} width={width} height={height} className={className} />;
  };
  const [first, last] = [days[0], days.at(-1)];
  return (
    <div className="rounded-lg border border-border bg-card p-3">
      <svg role="img" aria-label={summary} viewBox={`0 0 ${widthPx} ${heightPx}`} preserveAspectRatio="none" className="h-36 w-full">
        <line x1={0} x2={widthPx} y1={heightPx - 0.5} y2={heightPx - 0.5} className="stroke-border" />
        {days.map((each, place) => (
          <g key={each.date}>
            <title>{`${dayOf(each.date)}: ${count(each.tasks_completed)} completed, ${count(each.deliverables_submitted)} submitted`}</title>
            {bar(each.tasks_completed, (place + 0.5) * step - width, 'fill-(--bar-model)')}
            {bar(each.deliverables_submitted, (place + 0.5) * step, 'fill-(--bar-tool)')}
          </g>
        ))}
      </svg>
      <p className="mt-1 flex justify-between text-xs text-muted-foreground" aria-hidden>
        <span>{first === undefined ? '' : dayOf(first.date)}</span>
        <span>most {count(most)} a day</span>
        <span>{last === undefined ? '' : dayOf(last.date)}</span>
      </p>
    </div>
  );
}

const columns = [
  ['Day (UTC)', (each: MetricDay) => dayOf(each.date)],
  ['Completed', (each: MetricDay) => count(each.tasks_completed)],
  ['Submitted', (each: MetricDay) => count(each.deliverables_submitted)],
  ['Approved', (each: MetricDay) => count(each.approved)],
  ['Rejected', (each: MetricDay) => count(each.rejected)],
] as const;

function Table({ days }: { readonly days: readonly MetricDay[] }) {
  return (
    <div className="max-h-80 overflow-auto rounded-lg border border-border bg-card" tabIndex={0} role="region" aria-label="Work by day">
      <table className="w-full text-left">
        <thead className="bg-muted text-xs text-muted-foreground">
          <tr>
            {columns.map(([title], place) => (
              <th key={title} scope="col" className={place === 0 ? 'h-8 px-3 font-medium' : 'h-8 px-3 text-right font-medium'}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((each) => (
            <tr key={each.date} className="border-t border-border">
              {columns.map(([title, show], place) => (
                <td key={title} className={place === 0 ? 'h-8 px-3 whitespace-nowrap' : 'h-8 px-3 text-right'}>
                  {show(each)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
