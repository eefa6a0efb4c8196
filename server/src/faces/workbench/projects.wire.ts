import { Type } from 'typebox';
import type { Static } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import { knowledgeKinds, projectStatuses } from '../../domain/projects/index.ts';
import type { Knowledge, ProjectView } from '../../domain/projects/index.ts';
import { longText, nullable, oneOf, plainText, timestamp } from '../kit/index.ts';

/** Projects and knowledge of the agents API: numbers for ids, members in snake_case, requests in camelCase. */
const strict = { additionalProperties: false } as const;
export const projectParams = Type.Object({ id: Type.String({ description: 'Number or UUID of the project' }) });
export const agentNumber = Type.Union([Type.Integer({ minimum: 1 }), Type.String({ minLength: 1, maxLength: 100 })], {
  description: 'Number of an agent; its UUID, agt_… or slug are taken too',
});
export const listQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 100 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 })),
};

export const projectRow = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  description: Type.String(),
  status: oneOf(projectStatuses),
  default_agent_id: nullable(Type.Integer()),
  default_agent_name: nullable(Type.String()),
  task_count: Type.Integer(),
  open_task_count: Type.Integer(),
  knowledge_count: Type.Integer(),
  created_at: timestamp,
  updated_at: timestamp,
});
const name = plainText(200, 1);
const description = longText(10_000);
export const projectCreate = Type.Object(
  { name, description: Type.Optional(description), defaultAgentId: Type.Optional(nullable(agentNumber)) },
  strict,
);
export const projectChange = Type.Object(
  {
    name: Type.Optional(name),
    description: Type.Optional(description),
    status: Type.Optional(oneOf(projectStatuses)),
    defaultAgentId: Type.Optional(nullable(agentNumber)),
  },
  { ...strict, minProperties: 1 },
);

export const knowledgeRow = Type.Object({
  id: Type.Integer(),
  project_id: Type.Integer(),
  title: Type.String(),
  type: oneOf(knowledgeKinds),
  content: Type.String(),
  created_at: timestamp,
  updated_at: timestamp,
});
export const kind = oneOf(knowledgeKinds);
const content = longText(100_000);
export const knowledgeCreate = Type.Object({ title: name, type: Type.Optional(kind), content }, strict);
export const knowledgeChange = Type.Object(
  { title: Type.Optional(name), type: Type.Optional(kind), content: Type.Optional(content) },
  { ...strict, minProperties: 1 },
);

type Address = Static<typeof agentNumber>;

/** An address as the domain takes it: text. */
export function readAgent(address: Address | null | undefined): string | null | undefined {
  return typeof address === 'number' ? String(address) : address;
}

export function showProjectRow(project: ProjectView) {
  const { number: id, defaultAgent } = project;
  return {
    id,
    name: project.name,
    description: project.description,
    status: project.status,
    default_agent_id: defaultAgent?.number ?? null,
    default_agent_name: defaultAgent?.displayName ?? null,
    task_count: project.tasks.total,
    open_task_count: project.tasks.open,
    knowledge_count: project.knowledgeCount,
    created_at: toRfc3339(project.createdAt),
    updated_at: toRfc3339(project.updatedAt),
  };
}

export function showKnowledgeRow(text: Knowledge) {
  return {
    id: text.number,
    project_id: text.projectNumber,
    title: text.title,
    type: text.kind,
    content: text.content,
    created_at: toRfc3339(text.createdAt),
    updated_at: toRfc3339(text.updatedAt),
  };
}
