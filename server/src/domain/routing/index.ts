export { loadOf } from './agent-load.ts';
export type { AgentLoad } from './agent-load.ts';
export { chooseAgent, previewRoute } from './choose-agent.ts';
export type { RoutingChoice, RoutingFacts, RoutingStep } from './choose-agent.ts';
export type { RuleDraft } from './check-rules.ts';
export { listAssignees } from './list-assignees.ts';
export type { Assignee } from './list-assignees.ts';
export { getRoutingRules, putRoutingRules, testRouting } from './routing-rules.ts';
export type { ProjectRules, RoutingTestResult } from './routing-rules.ts';
