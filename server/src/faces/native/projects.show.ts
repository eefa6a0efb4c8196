import { toRfc3339 } from '../../kernel/clock.ts';
import type { AgentRef } from '../../domain/agents/index.ts';
import type { Knowledge, ProjectRef, ProjectView, RoutingRule } from '../../domain/projects/index.ts';
import type { ProjectRules, RoutingTestResult } from '../../domain/routing/index.ts';

export function showAgentRef(agent: AgentRef | null | undefined) {
  if (agent === null || agent === undefined) return null;
  return { id: agent.id, number: agent.number, slug: agent.slug, display_name: agent.displayName, kind: agent.kind };
}

export function showProjectRef(project: ProjectRef | null) {
  return project === null ? null : { id: project.id, number: project.number, name: project.name };
}

export function showProject(project: ProjectView) {
  return {
    id: project.id,
    number: project.number,
    name: project.name,
    description: project.description,
    status: project.status,
    default_agent: showAgentRef(project.defaultAgent),
    tasks: project.tasks,
    knowledge_count: project.knowledgeCount,
    created_at: toRfc3339(project.createdAt),
    updated_at: toRfc3339(project.updatedAt),
  };
}

export function showKnowledge({ id, number, title, kind, content, createdAt, updatedAt }: Knowledge) {
  return { id, number, title, kind, content, created_at: toRfc3339(createdAt), updated_at: toRfc3339(updatedAt) };
}

function showRule(rule: RoutingRule, agents: ProjectRules['agents']) {
  const { tagsAny, tagsAll, priority, type, context } = rule.conditions;
  return {
    id: rule.id,
    name: rule.name,
    priority: rule.priority,
    enabled: rule.isEnabled,
    conditions: { tags_any: tagsAny, tags_all: tagsAll, priority, type, context },
    assign_to: showAgentRef(agents.get(rule.assignTo ?? '')),
    assign_to_capability: rule.assignToCapability,
    strategy: rule.strategy,
    fallback_to: showAgentRef(agents.get(rule.fallbackTo ?? '')),
  };
}

export function showRules({ rules, agents }: ProjectRules) {
  return { rules: rules.map((rule) => showRule(rule, agents)) };
}

export function showRoutingTest({ choice, agent }: RoutingTestResult) {
  const { ruleId, ruleName, decision, steps } = choice;
  return {
    agent: showAgentRef(agent),
    rule: ruleId === null || ruleName === null ? null : { id: ruleId, name: ruleName },
    decision,
    steps: steps.map(({ rule, matched, why }) => ({ rule, matched, why })),
  };
}
