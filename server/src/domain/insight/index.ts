export { countActivity } from './count-activity.ts';
export { getAgentMetrics, metricPeriods } from './get-agent-metrics.ts';
export type { AgentMetricsReport, MetricDay, MetricPeriod } from './get-agent-metrics.ts';
