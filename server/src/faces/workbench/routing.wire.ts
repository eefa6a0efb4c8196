import { Type } from 'typebox';
import type { Static } from 'typebox';
import { strategies } from '../../domain/projects/index.ts';
import type { RoutingRule } from '../../domain/projects/index.ts';
import type { ProjectRules, RoutingTestResult, RuleDraft } from '../../domain/routing/index.ts';
import { asJsonObject, jsonObject, nullable, oneOf, plainText } from '../kit/index.ts';
import { agentNumber, readAgent } from './projects.wire.ts';

/** Routing rules of the agents API. Source: its domain, "Routing"; rules are read and written in one form, in snake_case. */
const strict = { additionalProperties: false } as const;
const level = Type.Integer({ minimum: 1, maximum: 4 });
const tags = Type.Array(plainText(100, 1), { minItems: 1, maxItems: 50 });
const value = Type.Union([Type.String({ maxLength: 1_000 }), Type.Number(), Type.Boolean(), Type.Null()]);
const conditions = Type.Object(
  {
    tags: Type.Optional(
      Type.Object({ includes_any: Type.Optional(tags), includes_all: Type.Optional(tags) }, { ...strict, minProperties: 1 }),
    ),
    priority: Type.Optional(
      Type.Object(
        { eq: Type.Optional(level), gte: Type.Optional(level), lte: Type.Optional(level) },
        { ...strict, minProperties: 1, description: '1 (critical) to 4 (low)' },
      ),
    ),
    type: Type.Optional(plainText(100, 1)),
    metadata: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 100 }), value, {
        maxProperties: 20,
        description: 'Members that the task’s context must have with exactly these values',
      }),
    ),
  },
  { ...strict, description: 'Every member that is given has to hold; none means any task' },
);
const input = Type.Object(
  {
    id: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Made when left out' })),
    name: plainText(200, 1),
    rule_priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, default: 100, description: 'Lower comes first' })),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    conditions: Type.Optional(conditions),
    assign_to: Type.Optional(nullable(agentNumber)),
    assign_to_capability: Type.Optional(nullable(plainText(50, 1))),
    assign_strategy: Type.Optional(oneOf(strategies)),
    fallback_to: Type.Optional(nullable(agentNumber)),
  },
  strict,
);
const rules = Type.Array(input, { maxItems: 50 });
export const rulesPut = Type.Object({ rules, defaultAgentId: Type.Optional(nullable(agentNumber)) }, strict);
export const rulesAnswer = Type.Object({
  rules: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      rule_priority: Type.Integer(),
      enabled: Type.Boolean(),
      conditions,
      assign_to: nullable(Type.Integer()),
      assign_to_capability: nullable(Type.String()),
      assign_strategy: oneOf(strategies),
      fallback_to: nullable(Type.Integer()),
    }),
  ),
  default_agent_id: nullable(Type.Integer()),
});
export const routingTest = Type.Object(
  {
    title: Type.Optional(Type.String({ maxLength: 500, description: 'Not looked at by rules' })),
    tags: Type.Optional(Type.Array(plainText(100, 1), { maxItems: 50 })),
    priority: Type.Optional(level),
    type: Type.Optional(nullable(plainText(100, 1))),
    context: Type.Optional(jsonObject),
    requiredCapabilities: Type.Optional(Type.Array(plainText(50, 1), { maxItems: 20 })),
    preferredAgentId: Type.Optional(nullable(agentNumber)),
    rules: Type.Optional(rules),
  },
  strict,
);
export const routingAnswer = Type.Object({
  agent_id: nullable(Type.Integer()),
  agent_name: nullable(Type.String()),
  rule: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  decision: Type.String(),
  steps: Type.Array(Type.Object({ rule: Type.String(), matched: Type.Boolean(), why: Type.String() })),
});

/** Where a rule without a priority stands. */
const priorityUsual = 100;

export function readRule(wire: Static<typeof input>): RuleDraft {
  const { tags: wanted, priority, type, metadata } = wire.conditions ?? {};
  return {
    id: wire.id,
    name: wire.name,
    priority: wire.rule_priority ?? priorityUsual,
    isEnabled: wire.enabled,
    conditions: {
      tagsAny: wanted?.includes_any,
      tagsAll: wanted?.includes_all,
      priority,
      type,
      context: metadata === undefined ? undefined : asJsonObject(metadata),
    },
    assignTo: readAgent(wire.assign_to),
    assignToCapability: wire.assign_to_capability,
    strategy: wire.assign_strategy,
    fallbackTo: readAgent(wire.fallback_to),
  };
}

function showRule(rule: RoutingRule, agents: ProjectRules['agents']) {
  const { tagsAny, tagsAll, priority, type, context } = rule.conditions;
  const wanted = tagsAny === undefined && tagsAll === undefined ? undefined : { includes_any: tagsAny, includes_all: tagsAll };
  return {
    id: rule.id,
    name: rule.name,
    rule_priority: rule.priority,
    enabled: rule.isEnabled,
    conditions: { tags: wanted, priority, type, metadata: context },
    assign_to: agents.get(rule.assignTo ?? '')?.number ?? null,
    assign_to_capability: rule.assignToCapability,
    assign_strategy: rule.strategy,
    fallback_to: agents.get(rule.fallbackTo ?? '')?.number ?? null,
  };
}

export function showRules({ project, rules: all, agents }: ProjectRules) {
  return { rules: all.map((rule) => showRule(rule, agents)), default_agent_id: agents.get(project.defaultAgentId ?? '')?.number ?? null };
}

export function showRoutingTest({ choice, agent }: RoutingTestResult) {
  const { ruleId, ruleName, decision, steps } = choice;
  return {
    agent_id: agent?.number ?? null,
    agent_name: agent?.displayName ?? null,
    rule: ruleId === null || ruleName === null ? null : { id: ruleId, name: ruleName },
    decision,
    steps: steps.map(({ rule, matched, why }) => ({ rule, matched, why })),
  };
}
