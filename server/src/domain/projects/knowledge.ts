import { shapeOf } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { Builder, KnowledgeRow, ReadTx } from '../../store/index.ts';

export const knowledgeKinds = ['documentation', 'guideline', 'template', 'example', 'reference'] as const;
export type KnowledgeKind = (typeof knowledgeKinds)[number];

/** A text that every agent working on the project's tasks is given. */
export interface Knowledge {
  readonly id: string;
  readonly orgId: string;
  /** Unique in the deployment. */
  readonly number: number;
  readonly projectId: string;
  readonly projectNumber: number;
  readonly title: string;
  readonly kind: KnowledgeKind;
  readonly content: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Texts that a project can hold. */
export const knowledgeMax = 500;
/** Texts that an agent is given at once. */
const givenMax = 50;

/** A text with the number of its project. */
export type KnowledgeJoin = KnowledgeRow & { readonly project_number: number };

export function allKnowledge(db: Builder) {
  return db
    .selectFrom('knowledge')
    .innerJoin('projects', 'projects.id', 'knowledge.project_id')
    .selectAll('knowledge')
    .select('projects.number as project_number');
}

const byId = statement<{ org: string; id: string }, KnowledgeJoin>((db, arg) =>
  allKnowledge(db).where('knowledge.org_id', '=', arg.org).where('knowledge.id', '=', arg.id),
);
const byNumber = statement<{ org: string; number: number }, KnowledgeJoin>((db, arg) =>
  allKnowledge(db).where('knowledge.org_id', '=', arg.org).where('knowledge.number', '=', arg.number),
);
const newest = statement<{ project: string; limit: number }, KnowledgeJoin>((db, arg) =>
  allKnowledge(db).where('knowledge.project_id', '=', arg.project).orderBy('knowledge.id', 'desc').limit(arg.limit),
);

/** Guaranteed by the only writers, which store only these words. */
function asKind(word: string): KnowledgeKind {
  return word as KnowledgeKind;
}

export function toKnowledge(row: KnowledgeJoin): Knowledge {
  return {
    id: row.id,
    orgId: row.org_id,
    number: row.number,
    projectId: row.project_id,
    projectNumber: row.project_number,
    title: row.title,
    kind: asKind(row.kind),
    content: row.content,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/**
 * A text of the organisation by UUID or number, and of one project where it is named.
 * @throws Refusal `not_found` knowledge.unknown, also for texts of other organisations and projects
 */
export async function findKnowledge(tx: ReadTx, orgId: string, address: string, projectId?: string): Promise<Knowledge> {
  const shape = shapeOf(address);
  const row =
    shape === 'uuid'
      ? await tx.first(byId, { org: orgId, id: address.toLowerCase() })
      : shape === 'digits'
        ? await tx.first(byNumber, { org: orgId, number: Number(address) })
        : undefined;
  if (row === undefined || (projectId !== undefined && row.project_id !== projectId)) {
    throw new Refusal('not_found', 'knowledge.unknown', 'There is no such knowledge.');
  }
  return toKnowledge(row);
}

/** What an agent is told about a project: its newest 50 texts. */
export async function knowledgeOf(tx: ReadTx, project: { readonly id: string }): Promise<readonly Knowledge[]> {
  return (await tx.all(newest, { project: project.id, limit: givenMax })).map(toKnowledge);
}
