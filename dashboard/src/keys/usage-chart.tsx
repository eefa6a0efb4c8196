import type { CredentialUsage } from '@forgeyard/sdk';
import { useState } from 'react';
import { day } from '../format/time.ts';
import { count } from '../format/value.ts';
import { Button } from '../ui/button.tsx';

const widthPx = 600;
const heightPx = 120;

/** The requests of each day: bars with a summary in words, or a table. */
export function UsageChart({ usage }: { readonly usage: readonly CredentialUsage[] }) {
  const [isTable, setTable] = useState(false);
  const summary = summaryOf(usage);
  return (
    <section aria-label="Usage" className="flex flex-col gap-2">
      <header className="flex items-center justify-between gap-3">
        <h2 className="font-semibold">Requests in 30 days</h2>
        <Button look="quiet" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          Show as table
        </Button>
      </header>
      {isTable ? <Table usage={usage} /> : <Bars usage={usage} summary={summary} />}
      <p className="text-muted-foreground">{summary}</p>
    </section>
  );
}

function Bars({ usage, summary }: { readonly usage: readonly CredentialUsage[]; readonly summary: string }) {
  const most = Math.max(1, ...usage.map(({ requests }) => requests));
  const step = widthPx / Math.max(1, usage.length);
  return (
    <div className="rounded-lg border border-border bg-card p-3">
      <svg role="img" aria-label={summary} viewBox={`0 0 ${widthPx} ${heightPx}`} preserveAspectRatio="none" className="h-32 w-full">
        <line x1={0} x2={widthPx} y1={heightPx - 0.5} y2={heightPx - 0.5} className="stroke-border" />
        {usage.map(({ date, requests }, place) => {
          const height = requests === 0 ? 0 : Math.max(3, (requests / most) * (heightPx - 4));
          return (
            <rect key={date} x={place * step + 2} y={heightPx - height} width={step - 4} height={height} className="fill-(--bar-model)">
              <title>{`${dayOf(date)}: ${count(requests)}`}</title>
            </rect>
          );
        })}
      </svg>
      <p className="mt-1 flex justify-between text-xs text-muted-foreground" aria-hidden>
        <span>{dayOf(usage[0]?.date)}</span>
        <span>most {count(most)} a day</span>
        <span>{dayOf(usage.at(-1)?.date)}</span>
      </p>
    </div>
  );
}

function Table({ usage }: { readonly usage: readonly CredentialUsage[] }) {
  return (
    <div
      className="max-h-80 overflow-y-auto rounded-lg border border-border bg-card"
      tabIndex={0}
      role="region"
      aria-label="Requests by day"
    >
      <table className="w-full text-left">
        <thead className="bg-muted text-xs text-muted-foreground">
          <tr>
            <th scope="col" className="h-8 px-3 font-medium">
              Day (UTC)
            </th>
            <th scope="col" className="h-8 px-3 text-right font-medium">
              Requests
            </th>
          </tr>
        </thead>
        <tbody>
          {usage.toReversed().map(({ date, requests }) => (
            <tr key={date} className="border-t border-border">
              <td className="h-8 px-3">{dayOf(date)}</td>
              <td className="h-8 px-3 text-right">{count(requests)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function summaryOf(usage: readonly CredentialUsage[]): string {
  const total = usage.reduce((sum, { requests }) => sum + requests, 0);
  if (total === 0) return 'No request in the last 30 days.';
  const busiest = usage.reduce((most, each) => (each.requests > most.requests ? each : most));
  const days = usage.filter(({ requests }) => requests > 0).length;
  const amount = total === 1 ? 'One request' : `${count(total)} requests`;
  if (days === 1) return `${amount}, on ${dayOf(busiest.date)}.`;
  return `${amount} on ${days} days; most on ${dayOf(busiest.date)}: ${count(busiest.requests)}.`;
}

/** A date without a time, in the reader's way of writing it. */
function dayOf(date: string | undefined): string {
  return date === undefined ? '' : day(Date.parse(`${date}T12:00:00`));
}
