import { Type } from 'typebox';
import { getAgentMetrics, metricPeriods } from '../../domain/insight/index.ts';
import type { AgentMetricsReport } from '../../domain/insight/index.ts';
import { nullable, oneOf, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';

/** Days of recent activity, whatever the period. */
const recentDays = 7;

const metrics = Type.Object({
  tasksCompleted: Type.Integer(),
  tasksInProgress: Type.Integer(),
  tasksFailed: Type.Integer(),
  avgCompletionTimeMinutes: nullable(Type.Integer()),
  deliverablesSubmitted: Type.Integer(),
  deliverablesApproved: Type.Integer(),
  deliverablesRevisionRequested: Type.Integer(),
  deliverablesRejected: Type.Integer(),
  approvalRate: Type.Number(),
  firstTimeApprovalRate: Type.Number(),
});
const report = Type.Object({
  agentId: Type.Integer(),
  agentName: Type.String(),
  period: oneOf(metricPeriods),
  metrics,
  recentActivity: Type.Array(Type.Object({ date: Type.String(), tasksCompleted: Type.Integer(), deliverablesSubmitted: Type.Integer() })),
});

function showReport({ agent, period, metrics: counted, days }: AgentMetricsReport) {
  const recent = days.slice(-recentDays).reverse();
  return {
    agentId: agent.number,
    agentName: agent.displayName,
    period,
    metrics: counted,
    recentActivity: recent.map(({ date, tasksCompleted, deliverablesSubmitted }) => ({ date, tasksCompleted, deliverablesSubmitted })),
  };
}

/** Source: agents API, "Get Agent Metrics". */
export const metricsRoutes: readonly RouteDraft[] = [
  route({
    tag: 'Workbench agents',
    method: 'GET',
    path: '/api/agents/:id/metrics',
    operationId: 'workbenchGetAgentMetrics',
    summary: 'Get performance metrics of an agent over a period',
    params: Type.Object({ id: Type.String({ description: 'Number, UUID, agt_… or name of the agent' }) }),
    query: Type.Object({ period: Type.Optional(oneOf(metricPeriods)) }),
    answers: { 200: success('The metrics', report), ...refusals(400, 401, 403, 404) },
    operation: getAgentMetrics,
    read: ({ params, query }) => ({ agent: params.id, period: query.period ?? '30d' }),
    show: (found) => ({ success: true, data: showReport(found) }),
  }),
];
