import { Type } from 'typebox';
import { getAgentMetrics, metricPeriods } from '../../domain/insight/index.ts';
import type { AgentMetricsReport } from '../../domain/insight/index.ts';
import { nullable, oneOf, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { idParams, refusals } from './wire.ts';

const metrics = Type.Object({
  tasks_completed: Type.Integer(),
  tasks_in_progress: Type.Integer(),
  tasks_failed: Type.Integer(),
  avg_completion_time_minutes: nullable(Type.Integer()),
  deliverables_submitted: Type.Integer(),
  deliverables_approved: Type.Integer(),
  deliverables_revision_requested: Type.Integer(),
  deliverables_rejected: Type.Integer(),
  approval_rate: Type.Number(),
  first_time_approval_rate: Type.Number(),
});
const day = Type.Object({
  date: Type.String({ description: 'YYYY-MM-DD, UTC' }),
  tasks_completed: Type.Integer(),
  deliverables_submitted: Type.Integer(),
  approved: Type.Integer(),
  rejected: Type.Integer(),
});

function showMetrics({ period, metrics: one, days }: AgentMetricsReport) {
  return {
    period,
    metrics: {
      tasks_completed: one.tasksCompleted,
      tasks_in_progress: one.tasksInProgress,
      tasks_failed: one.tasksFailed,
      avg_completion_time_minutes: one.avgCompletionTimeMinutes,
      deliverables_submitted: one.deliverablesSubmitted,
      deliverables_approved: one.deliverablesApproved,
      deliverables_revision_requested: one.deliverablesRevisionRequested,
      deliverables_rejected: one.deliverablesRejected,
      approval_rate: one.approvalRate,
      first_time_approval_rate: one.firstTimeApprovalRate,
    },
    days: days.map((each) => ({
      date: each.date,
      tasks_completed: each.tasksCompleted,
      deliverables_submitted: each.deliverablesSubmitted,
      approved: each.approved,
      rejected: each.rejected,
    })),
  };
}

export const metricsRoutes: readonly RouteDraft[] = [
  route({
    tag: 'Metrics',
    method: 'GET',
    path: '/v1/agents/:id/metrics',
    operationId: 'getAgentMetrics',
    summary: 'What an agent has come to in a period, as a whole and day by day, oldest first',
    params: idParams,
    query: Type.Object({ period: Type.Optional(oneOf(metricPeriods)) }),
    answers: {
      200: { description: 'Metrics', schema: Type.Object({ period: oneOf(metricPeriods), metrics, days: Type.Array(day) }) },
      ...refusals(400, 403, 404),
    },
    operation: getAgentMetrics,
    read: ({ params, query }) => ({ agent: params.id, period: query.period ?? '30d' }),
    show: showMetrics,
  }),
];
