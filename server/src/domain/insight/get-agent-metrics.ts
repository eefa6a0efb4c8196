import { statement } from '../../store/index.ts';
import type { AgentDayRow } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import { query } from '../operation.ts';
import { addCounts, dayMs, dayOf, nothing } from './agent-day.ts';
import type { DayCounts } from './agent-day.ts';

export const metricPeriods = ['7d', '30d', '90d', 'all'] as const;
export type MetricPeriod = (typeof metricPeriods)[number];

/** Days of a period, today among them; null for all there are. */
const daysOf: { readonly [P in MetricPeriod]: number | null } = { '7d': 7, '30d': 30, '90d': 90, all: null };
/** Days that are shown one by one when there is no bound. */
const shownDaysMax = 90;

/** Source: agents API, "Get Agent Metrics". Rates are 0-1 with two decimals, 0 where nothing was counted yet. */
export interface AgentMetrics {
  readonly tasksCompleted: number;
  /** Now, whatever the period. */
  readonly tasksInProgress: number;
  /** Cancelled, or failed in execution; a task counts once a day. */
  readonly tasksFailed: number;
  /** Whole minutes from start to completion; null when no completion has a known start. */
  readonly avgCompletionTimeMinutes: number | null;
  readonly deliverablesSubmitted: number;
  readonly deliverablesApproved: number;
  readonly deliverablesRevisionRequested: number;
  readonly deliverablesRejected: number;
  readonly approvalRate: number;
  readonly firstTimeApprovalRate: number;
}

export interface MetricDay {
  /** YYYY-MM-DD, UTC. */
  readonly date: string;
  readonly tasksCompleted: number;
  readonly deliverablesSubmitted: number;
  readonly approved: number;
  readonly rejected: number;
}

export interface AgentMetricsReport {
  readonly agent: Agent;
  readonly period: MetricPeriod;
  readonly metrics: AgentMetrics;
  /** Each day of the period, the last 90 of `all`, oldest first; days without anything are there with zeros. */
  readonly days: readonly MetricDay[];
}

const daysSince = statement<{ agent: string; from: number; upto: number }, AgentDayRow>((db, arg) =>
  db
    .selectFrom('agent_days')
    .selectAll()
    .where('agent_id', '=', arg.agent)
    .where('day', '>=', arg.from)
    .where('day', '<=', arg.upto)
    .orderBy('day'),
);
const inProgress = statement<{ agent: string }, { tasks: number }>((db, arg) =>
  db
    .selectFrom('tasks')
    .select((eb) => eb.fn.countAll<number>().as('tasks'))
    .where('assignee_id', '=', arg.agent)
    .where('status', '=', 'in_progress'),
);

/** What an agent has come to in a period. @throws Refusal `not_found` agent.unknown */
export const getAgentMetrics = query<{ readonly agent: string; readonly period: MetricPeriod }, AgentMetricsReport>({
  grant: 'agents:read',
  work: async (tx, { caller, home }, { agent: address, period }) => {
    const agent = await visibleAgent(tx, caller, address);
    const today = dayOf(home.clock.now());
    const length = daysOf[period];
    const rows = await tx.all(daysSince, { agent: agent.id, from: length === null ? 0 : today - length + 1, upto: today });
    const running = await tx.first(inProgress, { agent: agent.id });
    const total = rows.reduce<DayCounts>(addCounts, nothing);
    return { agent, period, metrics: metricsOf(total, running?.tasks ?? 0), days: eachDay(rows, today, length ?? shownDaysMax) };
  },
});

/** The documented ten out of the sums of a period. */
export function metricsOf(total: DayCounts, tasksInProgress: number): AgentMetrics {
  return {
    tasksCompleted: total.tasks_completed,
    tasksInProgress,
    tasksFailed: total.tasks_failed,
    avgCompletionTimeMinutes: total.completions_timed === 0 ? null : Math.round(total.completion_ms / total.completions_timed / 60_000),
    deliverablesSubmitted: total.submitted,
    deliverablesApproved: total.approved,
    deliverablesRevisionRequested: total.revision_requested,
    deliverablesRejected: total.rejected,
    // A verdict can come in another period than what it judges, so that more were approved than handed in.
    approvalRate: Math.min(1, rate(total.approved, total.submitted)),
    firstTimeApprovalRate: rate(total.approved_first, total.approved),
  };
}

function rate(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 100) / 100;
}

function eachDay(rows: readonly AgentDayRow[], today: number, length: number): MetricDay[] {
  const byDay = new Map(rows.map((row) => [row.day, row]));
  return Array.from({ length }, (_, index) => {
    const day = today - length + 1 + index;
    const counts = byDay.get(day) ?? nothing;
    return {
      date: new Date(day * dayMs).toISOString().slice(0, 10),
      tasksCompleted: counts.tasks_completed,
      deliverablesSubmitted: counts.submitted,
      approved: counts.approved,
      rejected: counts.rejected,
    };
  });
}
