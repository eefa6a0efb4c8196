import type { Overview, OverviewPeriod, RunFigures } from '@forgeyard/sdk';
import { clockTime, day, duration } from '../format/time.ts';
import { count } from '../format/value.ts';

export interface Period {
  readonly id: OverviewPeriod;
  readonly label: string;
  /** After "in". */
  readonly words: string;
}

export const periods: readonly Period[] = [
  { id: '1h', label: '1 h', words: 'the last hour' },
  { id: '24h', label: '24 h', words: 'the last 24 hours' },
  { id: '7d', label: '7 d', words: 'the last 7 days' },
  { id: '30d', label: '30 d', words: 'the last 30 days' },
];
const usual: Period = { id: '24h', label: '24 h', words: 'the last 24 hours' };

/** The period that an address names; a day when it names none of ours. */
export function periodOf(id: string | undefined): Period {
  return periods.find((one) => one.id === id) ?? usual;
}

/** The next period to one side; the same at the end of the row. */
export function besides(period: Period, step: 1 | -1): Period {
  return periods[periods.findIndex(({ id }) => id === period.id) + step] ?? period;
}

export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly about: string;
  /** Where the things behind the number are listed. */
  readonly status?: string | undefined;
}

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** The four numbers of an overview, each beside what it was before. */
export function figuresOf({ runs, previous }: Pick<Overview, 'runs' | 'previous'>): readonly Figure[] {
  const tokens = (one: RunFigures): number => one.input_tokens + one.output_tokens;
  return [
    {
      name: 'Runs',
      value: count(runs.total),
      about: `${count(previous.total)} in the period before${runs.sampled ? ', newest 50,000' : ''}`,
    },
    {
      name: 'Succeeded',
      value: runs.success_rate === null ? '–' : percent.format(runs.success_rate),
      about:
        previous.success_rate === null
          ? `${count(runs.failed)} failed`
          : `${count(runs.failed)} failed, ${percent.format(previous.success_rate)} before`,
      status: 'failed',
    },
    {
      name: '95 % took at most',
      value: runs.p95_ms === null ? '–' : duration(runs.p95_ms),
      about: runs.p50_ms === null ? 'nothing has ended yet' : `half took ${duration(runs.p50_ms)} or less`,
    },
    {
      name: 'Tokens',
      value: short.format(tokens(runs)),
      about: `${short.format(runs.input_tokens)} in, ${short.format(runs.output_tokens)} out; ${short.format(tokens(previous))} before`,
    },
  ];
}

/** The chart in a sentence. */
export function summaryOf({ runs }: Pick<Overview, 'runs'>, period: Period): string {
  if (runs.total === 0) return `No runs in ${period.words}.`;
  const rest = runs.total - runs.completed - runs.failed;
  return `${count(runs.total)} runs in ${period.words}: ${count(runs.completed)} completed, ${count(runs.failed)} failed, ${count(rest)} other.`;
}

/** When a part of the chart begins, as exactly as its length asks for. */
export function partTime(at: string, period: OverviewPeriod): string {
  const time = clockTime(at).slice(0, 5);
  return period === '1h' || period === '24h' ? time : `${day(Date.parse(at))}, ${time}`;
}
