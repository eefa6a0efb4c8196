import type { AgentMetrics, MetricDay } from '@forgeyard/sdk';
import { day } from '../format/time.ts';
import { count } from '../format/value.ts';

export const periods = [
  { id: '7d', label: '7 days', says: 'in the last 7 days' },
  { id: '30d', label: '30 days', says: 'in the last 30 days' },
  { id: '90d', label: '90 days', says: 'in the last 90 days' },
  { id: 'all', label: 'All time', says: 'in the last 90 days' },
] as const;

export type Period = (typeof periods)[number];

/** The period that an address names; 30 days when it names none. */
export function periodOf(text: string | undefined): Period {
  return periods.find(({ id }) => id === text) ?? periods[1];
}

/** One number of the page: what it is called, and how it is written. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly about: string;
}

/** The ten numbers, in the order of the page. */
export function figuresOf({ metrics }: AgentMetrics): readonly Figure[] {
  return [
    { name: 'Tasks completed', value: count(metrics.tasks_completed), about: 'in the period' },
    { name: 'In progress', value: count(metrics.tasks_in_progress), about: 'now' },
    { name: 'Cancelled or failed', value: count(metrics.tasks_failed), about: 'in the period' },
    { name: 'Time to complete', value: spanOf(metrics.avg_completion_time_minutes), about: 'from start to completion, on average' },
    { name: 'Submitted', value: count(metrics.deliverables_submitted), about: 'deliverables, every version' },
    { name: 'Approved', value: count(metrics.deliverables_approved), about: 'deliverables' },
    { name: 'Revision asked for', value: count(metrics.deliverables_revision_requested), about: 'deliverables' },
    { name: 'Rejected', value: count(metrics.deliverables_rejected), about: 'deliverables' },
    { name: 'Approval rate', value: shareOf(metrics.approval_rate, metrics.deliverables_submitted), about: 'approved of all submitted' },
    {
      name: 'First-time approval',
      value: shareOf(metrics.first_time_approval_rate, metrics.deliverables_approved),
      about: 'version 1 of all approved',
    },
  ];
}

/** Minutes in the largest unit that keeps them readable. */
export function spanOf(minutes: number | null): string {
  if (minutes === null) return '–';
  if (minutes < 1) return minutes === 0 ? '–' : '< 1 min';
  if (minutes < 120) return `${Math.round(minutes)} min`;
  if (minutes < 2_880) return `${(minutes / 60).toFixed(1)} h`;
  return `${(minutes / 1_440).toFixed(1)} days`;
}

/** A share of nothing is no share. */
function shareOf(rate: number, of: number): string {
  return of === 0 ? '–' : `${Math.round(rate * 100)} %`;
}

/** What the chart shows, in a sentence. */
export function summaryOf(days: readonly MetricDay[], period: Period): string {
  const completed = sum(days, 'tasks_completed');
  const submitted = sum(days, 'deliverables_submitted');
  if (completed === 0 && submitted === 0) return `Nothing was completed or submitted ${period.says}.`;
  const busiest = days.reduce((most, each) => (workOn(each) > workOn(most) ? each : most));
  const tasks = completed === 1 ? 'One task' : `${count(completed)} tasks`;
  const works = submitted === 1 ? 'one deliverable' : `${count(submitted)} deliverables`;
  return `${tasks} completed and ${works} submitted ${period.says}; most on ${dayOf(busiest.date)}.`;
}

/** A date without a time, in the reader's way of writing it. */
export function dayOf(date: string): string {
  return day(Date.parse(`${date}T12:00:00`));
}

function workOn(each: MetricDay): number {
  return each.tasks_completed + each.deliverables_submitted;
}

function sum(days: readonly MetricDay[], field: 'tasks_completed' | 'deliverables_submitted'): number {
  return days.reduce((total, each) => total + each[field], 0);
}
