export { countActivity } from './count-activity.ts';
export { getAgentMetrics, metricPeriods } from './get-agent-metrics.ts';
export type { AgentMetricsReport, MetricDay, MetricPeriod } from './get-agent-metrics.ts';
export { getOverview } from './get-overview.ts';
export { overviewPeriods } from './overview.ts';
export type { AgentName, Overview, OverviewPeriod, RunFigures } from './overview.ts';
