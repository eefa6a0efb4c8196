import { statement } from '../../store/index.ts';
import type { ProjectRow } from '../../store/index.ts';
import type { AgentEnding } from '../ports.ts';
import { findProject, writeProject } from './project-queries.ts';
import type { RoutingRule } from './routing-rule.ts';

const naming = statement<{ org: string; agent: string; pattern: string }, Pick<ProjectRow, 'id'>>((db, arg) =>
  db
    .selectFrom('projects')
    .select('id')
    .where('org_id', '=', arg.org)
    .where((eb) => eb.or([eb('default_agent_id', '=', arg.agent), eb('routing_rules_json', 'like', arg.pattern)]))
    .orderBy('id'),
);
const lock = statement<{ id: string }>((db, arg) =>
  db
    .updateTable('projects')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('id', '=', arg.id),
);

/** Part of every agent's end: no project sends work to it any more. A rule that is left without anybody to assign to is switched off. */
export const forgetAgentInProjects: AgentEnding = async (tx, { orgId, agentId, now }) => {
  const found = await tx.all(naming, { org: orgId, agent: agentId, pattern: `%"${agentId}"%` });
  for (const { id } of found) {
    await tx.run(lock, { id });
    const project = await findProject(tx, orgId, id);
    if (project === undefined) continue;
    const defaultAgentId = project.defaultAgentId === agentId ? null : project.defaultAgentId;
    const rules = project.rules.map((rule) => without(rule, agentId));
    await writeProject(tx, { ...project, defaultAgentId, rules, updatedAt: now });
  }
};

function without(rule: RoutingRule, agentId: string): RoutingRule {
  if (rule.assignTo !== agentId && rule.fallbackTo !== agentId) return rule;
  const assignTo = rule.assignTo === agentId ? null : rule.assignTo;
  const fallbackTo = rule.fallbackTo === agentId ? null : rule.fallbackTo;
  const isLost = assignTo === null && rule.assignToCapability === null && fallbackTo === null;
  return { ...rule, assignTo, fallbackTo, isEnabled: rule.isEnabled && !isLost };
}
