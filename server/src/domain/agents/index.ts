export { endAgentsOfOrg } from './end-agents-of-org.ts';
export {
  agentFact,
  agentKinds,
  agentProviders,
  agentStatuses,
  autonomies,
  executionModes,
  isRunHere,
  limitsWith,
  policyFor,
  statusesLike,
} from './agent.ts';
export type {
  Agent,
  AgentConfig,
  AgentDefinition,
  AgentKind,
  AgentProvider,
  AgentRef,
  AgentStatus,
  AgentWithActivity,
  Autonomy,
  ExecutionMode,
  RunLimits,
  ToolPolicy,
} from './agent.ts';
export { agentRefOf, agentRefsOf, agentsLinkedTo } from './agent-ref.ts';
export { createAgent } from './create-agent.ts';
export type { Alongside, NewAgent } from './create-agent.ts';
export { deleteAccount } from './delete-account.ts';
export { deleteAgent, purgeAgent } from './delete-agent.ts';
export { isAgentEnded } from './end-agent.ts';
export { foreignAgent, insertExternalAgent } from './external-agents.ts';
export type { NewExternalAgent } from './external-agents.ts';
export { insertAccount } from './insert-account.ts';
export { holdAgent, lockedAgent, refusePerson, runnableAgent, visibleAgent, withCapabilities } from './find-agent.ts';
export { adoptMembers, beginHumanAgent, endHumanAgent, followMember, humanAgentOf, unnameHumanAgents } from './human-agents.ts';
export { linkOwner } from './link-owner.ts';
export { ownersOf } from './agent-owner.ts';
export type { AgentOwner } from './agent-owner.ts';
export { sumSettledRuns, withoutActivity } from './agent-activity.ts';
export { getAgent, getAgentAlone, listAgents, listAgentsAlone, listAgentsByOffset } from './read-agents.ts';
export { templates } from './templates.ts';
export { applyChanges, updateAgent } from './update-agent.ts';
export type { AgentChanges } from './update-agent.ts';
export { definitionAt, listVersions, restoreVersion } from './versions.ts';
export type { AgentVersion } from './versions.ts';
