import { Type } from 'typebox';
import type { Static } from 'typebox';
import { agentKinds } from '../../domain/agents/index.ts';
import { knowledgeKinds, projectStatuses, strategies } from '../../domain/projects/index.ts';
import type { RuleDraft } from '../../domain/routing/index.ts';
import { asJsonObject, jsonObject, longText, nullable, oneOf, plainText, timestamp } from '../kit/index.ts';

/** Projects, their knowledge and their routing rules as our own API shows them. */
const strict = { additionalProperties: false } as const;
export const agentAddress = Type.Union([Type.String({ minLength: 1, maxLength: 100 }), Type.Integer({ minimum: 1 })], {
  description: 'UUID, agt_…, number or slug of an agent',
});
export const agentRef = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  slug: Type.String(),
  display_name: Type.String(),
  kind: oneOf(agentKinds),
});

export const project = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  name: Type.String(),
  description: Type.String(),
  status: oneOf(projectStatuses),
  default_agent: nullable(agentRef),
  tasks: Type.Object({ open: Type.Integer(), total: Type.Integer() }),
  knowledge_count: Type.Integer(),
  created_at: timestamp,
  updated_at: timestamp,
});
const name = plainText(200, 1);
const description = longText(10_000);
export const projectCreate = Type.Object(
  { name, description: Type.Optional(description), default_agent: Type.Optional(nullable(agentAddress)) },
  strict,
);
export const projectChange = Type.Object(
  {
    name: Type.Optional(name),
    description: Type.Optional(description),
    status: Type.Optional(oneOf(projectStatuses)),
    default_agent: Type.Optional(nullable(agentAddress)),
  },
  { ...strict, minProperties: 1 },
);

export const knowledge = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  title: Type.String(),
  kind: oneOf(knowledgeKinds),
  content: Type.String(),
  created_at: timestamp,
  updated_at: timestamp,
});
const content = longText(100_000);
export const knowledgeCreate = Type.Object({ title: name, kind: Type.Optional(oneOf(knowledgeKinds)), content }, strict);
export const knowledgeChange = Type.Object(
  { title: Type.Optional(name), kind: Type.Optional(oneOf(knowledgeKinds)), content: Type.Optional(content) },
  { ...strict, minProperties: 1 },
);

const level = Type.Integer({ minimum: 1, maximum: 4 });
const tag = plainText(100, 1);
const capability = plainText(50, 1);
const taskType = plainText(100, 1);
const conditions = Type.Object(
  {
    tags_any: Type.Optional(Type.Array(tag, { minItems: 1, maxItems: 50 })),
    tags_all: Type.Optional(Type.Array(tag, { minItems: 1, maxItems: 50 })),
    priority: Type.Optional(
      Type.Object(
        { eq: Type.Optional(level), gte: Type.Optional(level), lte: Type.Optional(level) },
        { ...strict, minProperties: 1, description: '1 (critical) to 4 (low)' },
      ),
    ),
    type: Type.Optional(taskType),
    context: Type.Optional(
      Type.Record(
        Type.String({ minLength: 1, maxLength: 100 }),
        Type.Union([Type.String({ maxLength: 1_000 }), Type.Number(), Type.Boolean(), Type.Null()]),
        { maxProperties: 20, description: 'Members that the task’s context must have with exactly these values' },
      ),
    ),
  },
  { ...strict, description: 'Every member that is given has to hold; none means any task' },
);
const ruleMembers = {
  name,
  priority: Type.Integer({ minimum: 0, maximum: 10_000, description: 'Lower comes first' }),
  conditions,
};
const ruleInput = Type.Object(
  {
    id: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Made when left out' })),
    name,
    priority: ruleMembers.priority,
    enabled: Type.Optional(Type.Boolean({ default: true })),
    conditions: Type.Optional(conditions),
    assign_to: Type.Optional(nullable(agentAddress)),
    assign_to_capability: Type.Optional(nullable(capability)),
    strategy: Type.Optional(oneOf(strategies)),
    fallback_to: Type.Optional(nullable(agentAddress)),
  },
  strict,
);
export const rule = Type.Object({
  id: Type.String(),
  ...ruleMembers,
  enabled: Type.Boolean(),
  assign_to: nullable(agentRef),
  assign_to_capability: nullable(Type.String()),
  strategy: oneOf(strategies),
  fallback_to: nullable(agentRef),
});
const rules = Type.Array(ruleInput, { maxItems: 50 });
export const rulesPut = Type.Object({ rules }, strict);
export const rulesAnswer = Type.Object({ rules: Type.Array(rule) });

export const routingTest = Type.Object(
  {
    title: Type.Optional(Type.String({ maxLength: 500, description: 'Not looked at by rules' })),
    tags: Type.Optional(Type.Array(tag, { maxItems: 50 })),
    priority: Type.Optional(level),
    type: Type.Optional(nullable(taskType)),
    context: Type.Optional(jsonObject),
    required_capabilities: Type.Optional(Type.Array(capability, { maxItems: 20 })),
    preferred_agent: Type.Optional(nullable(agentAddress)),
    rules: Type.Optional(rules),
  },
  strict,
);
export const routingAnswer = Type.Object({
  agent: nullable(agentRef),
  rule: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  decision: Type.String(),
  steps: Type.Array(Type.Object({ rule: Type.String(), matched: Type.Boolean(), why: Type.String() })),
});

type Address = Static<typeof agentAddress>;

/** An address as the domain takes it: text. */
export function readAddress(address: Address): string;
export function readAddress(address: Address | null | undefined): string | null | undefined;
export function readAddress(address: Address | null | undefined): string | null | undefined {
  return typeof address === 'number' ? String(address) : address;
}

export function readRule(wire: Static<typeof ruleInput>): RuleDraft {
  const { tags_any: tagsAny, tags_all: tagsAll, priority, type, context } = wire.conditions ?? {};
  return {
    id: wire.id,
    name: wire.name,
    priority: wire.priority,
    isEnabled: wire.enabled,
    conditions: { tagsAny, tagsAll, priority, type, context: context === undefined ? undefined : asJsonObject(context) },
    assignTo: readAddress(wire.assign_to),
    assignToCapability: wire.assign_to_capability,
    strategy: wire.strategy,
    fallbackTo: readAddress(wire.fallback_to),
  };
}
