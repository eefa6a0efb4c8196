import type { AgentMetrics } from '@forgeyard/sdk';
import { expect, test } from 'vitest';
import { figuresOf, periodOf, spanOf, summaryOf } from './metrics-words.ts';

const empty: AgentMetrics = {
  period: '30d',
  metrics: {
    tasks_completed: 0,
    tasks_in_progress: 0,
    tasks_failed: 0,
    avg_completion_time_minutes: null,
    deliverables_submitted: 0,
    deliverables_approved: 0,
    deliverables_revision_requested: 0,
    deliverables_rejected: 0,
    approval_rate: 0,
    first_time_approval_rate: 0,
  },
  days: [],
};
const quiet = { tasks_completed: 0, deliverables_submitted: 0, approved: 0, rejected: 0 };

test('there are ten numbers, and a rate of nothing is a dash, not zero', () => {
  expect(figuresOf(empty)).toHaveLength(10);
  expect(figuresOf(empty).find(({ name }) => name === 'Approval rate')?.value).toBe('–');
  const rated = { ...empty, metrics: { ...empty.metrics, deliverables_submitted: 13, approval_rate: 0.923 } };
  expect(figuresOf(rated).find(({ name }) => name === 'Approval rate')?.value).toBe('92 %');
});

test.each([
  [null, '–'],
  [0.4, '< 1 min'],
  [125, '2.1 h'],
  [45.4, '45 min'],
  [4_320, '3.0 days'],
])('%s minutes are written as %s', (minutes, said) => {
  expect(spanOf(minutes)).toBe(said);
});

test('the summary tells the sums and the busiest day', () => {
  const days = [
    { ...quiet, date: '2026-11-20', tasks_completed: 1 },
    { ...quiet, date: '2026-11-21', tasks_completed: 2, deliverables_submitted: 1 },
  ];
  expect(summaryOf(days, periodOf('7d'))).toBe('3 tasks completed and one deliverable submitted in the last 7 days; most on 21 Nov 2026.');
  expect(summaryOf([], periodOf('7d'))).toBe('Nothing was completed or submitted in the last 7 days.');
});

test('an address with another period shows 30 days', () => {
  expect(periodOf('1y').id).toBe('30d');
});
