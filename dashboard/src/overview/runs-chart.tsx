import type { Overview } from '@forgeyard/sdk';
import { useState } from 'react';
import { count } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { partTime, summaryOf, type Period } from './overview-words.ts';

const widthPx = 720;
const heightPx = 120;

interface RunsChartProps {
  readonly overview: Overview;
  readonly period: Period;
}

/** Runs over the period: bars of completed and failed ones, in words, or as a table. */
export function RunsChart({ overview, period }: RunsChartProps) {
  const [isTable, setTable] = useState(false);
  const summary = summaryOf(overview, period);
  const toggle = (
    <Button look="quiet" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
      Show as table
    </Button>
  );
  return (
    <Panel title="Runs" actions={toggle}>
      {isTable ? <Table overview={overview} /> : <Bars overview={overview} summary={summary} />}
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-muted-foreground">
        <span>{summary}</span>
        <Key className="bg-(--bar-model)" word="completed" />
        <Key className="bg-destructive" word="failed" />
        <Key className="bg-muted-foreground" word="other" />
      </p>
    </Panel>
  );
}

function Key({ className, word }: { readonly className: string; readonly word: string }) {
  return (
    <span className="flex items-center gap-1.5 text-xs">
      <span aria-hidden className={`size-3 rounded-sm ${className}`} /> {word}
    </span>
  );
}

function Bars({ overview, summary }: { readonly overview: Overview; readonly summary: string }) {
  const { parts, period } = overview;
  const most = Math.max(1, ...parts.map(({ completed, failed, other }) => completed + failed + other));
  const step = widthPx / Math.max(1, parts.length);
  const high = (value: number): number => (value / most) * (heightPx - 4);
  return (
    <div>
      <svg role="img" aria-label={summary} viewBox={`0 0 ${widthPx} ${heightPx}`} preserveAspectRatio="none" className="h-36 w-full">
        <line x1={0} x2={widthPx} y1={heightPx - 0.5} y2={heightPx - 0.5} className="stroke-border" />
        {parts.map(({ at, completed, failed, other }, place) => {
          const [first, second, third] = [high(failed), high(completed), high(other)];
          const bar = { x: place * step + 1, width: Math.max(1, step - 2) };
          return (
            <g key={at}>
              <title>{`${partTime(at, period)}: ${count(completed)} completed, ${count(failed)} failed, ${count(other)} other`}</title>
              <rect {...bar} y={heightPx - first} height={first} className="fill-destructive" />
              <rect {...bar} y={heightPx - first - second} height={second} className="fill-(--bar-model)" />
              <rect {...bar} y={heightPx - first - second - third} height={third} className="fill-muted-foreground" />
            </g>
          );
        })}
      </svg>
      <p className="mt-1 flex justify-between text-xs text-muted-foreground" aria-hidden>
        <span>{parts[0] === undefined ? '' : partTime(parts[0].at, period)}</span>
        <span>most {count(most)} at a time</span>
        <span>now</span>
      </p>
    </div>
  );
}

function Table({ overview: { parts, period } }: { readonly overview: Overview }) {
  const cell = 'h-8 px-3 text-right';
  return (
    <div className="max-h-80 overflow-auto rounded-lg border border-border" tabIndex={0} role="region" aria-label="Runs over time">
      <table className="w-full text-left">
        <thead className="bg-muted text-xs text-muted-foreground">
          <tr>
            <th scope="col" className="h-8 px-3 font-medium">
              From
            </th>
            {['Completed', 'Failed', 'Other'].map((title) => (
              <th key={title} scope="col" className={`${cell} font-medium`}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parts.toReversed().map(({ at, completed, failed, other }) => (
            <tr key={at} className="border-t border-border">
              <td className="h-8 px-3 whitespace-nowrap">{partTime(at, period)}</td>
              <td className={cell}>{count(completed)}</td>
              <td className={cell}>{count(failed)}</td>
              <td className={cell}>{count(other)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
