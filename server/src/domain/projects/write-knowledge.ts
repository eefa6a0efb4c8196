import { newId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { insertion, statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { recordActivity } from '../activity/index.ts';
import { nextNumber } from '../counter.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { findKnowledge, knowledgeMax } from './knowledge.ts';
import type { Knowledge, KnowledgeKind } from './knowledge.ts';
import { projectFact, unknownProject } from './project.ts';
import type { Project } from './project.ts';
import { findProject, lockedProject } from './project-queries.ts';

const knowledge = insertion('knowledge', ['id', 'org_id', 'number', 'project_id', 'title', 'kind', 'content', 'created_at', 'updated_at']);
const countOf = statement<{ project: string }, { count: number }>((db, arg) =>
  db
    .selectFrom('knowledge')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('project_id', '=', arg.project),
);
const write = statement<{ id: string; title: string; kind: string; content: string; at: number }>((db, arg) =>
  db.updateTable('knowledge').set({ title: arg.title, kind: arg.kind, content: arg.content, updated_at: arg.at }).where('id', '=', arg.id),
);
const drop = statement<{ id: string }>((db, arg) => db.deleteFrom('knowledge').where('id', '=', arg.id));

export interface NewKnowledge {
  /** UUID or number of the project. */
  readonly project: string;
  readonly title: string;
  /** `documentation` when left out. */
  readonly kind?: KnowledgeKind | undefined;
  readonly content: string;
}

/** Adds a text to a project. @throws Refusal `not_found` project.unknown · `conflict` knowledge.too_many */
export const addKnowledge = mutation<NewKnowledge, Knowledge>({
  grant: 'projects:write',
  work: async (tx, at, input) => {
    const project = await lockedProject(tx, at.caller, input.project);
    if (((await tx.first(countOf, { project: project.id }))?.count ?? 0) >= knowledgeMax) {
      throw new Refusal('conflict', 'knowledge.too_many', `A project holds at most ${knowledgeMax} texts.`);
    }
    const now = at.home.clock.now();
    const made: Knowledge = {
      id: newId(now),
      orgId: project.orgId,
      number: await nextNumber(tx, 'knowledge'),
      projectId: project.id,
      projectNumber: project.number,
      title: input.title,
      kind: input.kind ?? 'documentation',
      content: input.content,
      createdAt: now,
      updatedAt: now,
    };
    await tx.insert(knowledge, [
      {
        id: made.id,
        org_id: made.orgId,
        number: made.number,
        project_id: made.projectId,
        title: made.title,
        kind: made.kind,
        content: made.content,
        created_at: now,
        updated_at: now,
      },
    ]);
    await tellOfProject(tx, at, project, { ...made, action: 'added' });
    return made;
  },
  record: ({ id, title, projectId }) => ({ event: 'knowledge.added', target: id, details: { title, project: projectId } }),
});

export interface KnowledgeUpdate {
  readonly address: string;
  /** The text has to belong to this project; any of the organisation when left out. */
  readonly project?: string | undefined;
  readonly changes: {
    readonly title?: string | undefined;
    readonly kind?: KnowledgeKind | undefined;
    readonly content?: string | undefined;
  };
}

/** Changes a text; what is left out stays. @throws Refusal `not_found` knowledge.unknown, project.unknown */
export const updateKnowledge = mutation<KnowledgeUpdate, Knowledge>({
  grant: 'projects:write',
  work: async (tx, at, { address, project, changes }) => {
    const { before, owner } = await lockedKnowledge(tx, at, address, project);
    const now = at.home.clock.now();
    const after: Knowledge = {
      ...before,
      title: changes.title ?? before.title,
      kind: changes.kind ?? before.kind,
      content: changes.content ?? before.content,
      updatedAt: now,
    };
    await tx.run(write, { id: after.id, title: after.title, kind: after.kind, content: after.content, at: now });
    const data = { project: projectFact(owner), knowledge: knowledgeFact(after) };
    await recordActivity(tx, at, { event: 'knowledge.updated', projectId: owner.id, data });
    await tellOfProject(tx, at, owner, { ...after, action: 'updated' });
    return after;
  },
  record: ({ id, title, projectId }) => ({ event: 'knowledge.updated', target: id, details: { title, project: projectId } }),
});

/** Takes a text out of its project. @throws Refusal `not_found` knowledge.unknown, project.unknown */
export const removeKnowledge = mutation<{ readonly address: string; readonly project?: string | undefined }, Knowledge>({
  grant: 'projects:write',
  work: async (tx, at, { address, project }) => {
    const { before, owner } = await lockedKnowledge(tx, at, address, project);
    await tx.run(drop, { id: before.id });
    await tellOfProject(tx, at, owner, { ...before, action: 'removed' });
    return before;
  },
  record: ({ id, title, projectId }) => ({ event: 'knowledge.removed', target: id, details: { title, project: projectId } }),
});

/** Locks the project first, as every change of what belongs to it does, and then reads the text again. */
async function lockedKnowledge(tx: Tx, at: At, address: string, project: string | undefined) {
  const named = project === undefined ? undefined : await lockedProject(tx, at.caller, project);
  const { orgId } = at.caller;
  const found = await findKnowledge(tx, orgId, address, named?.id);
  if (named === undefined) await lockedProject(tx, at.caller, found.projectId);
  const owner = await findProject(tx, orgId, found.projectId);
  if (owner === undefined) throw unknownProject();
  return { before: await findKnowledge(tx, orgId, found.id, owner.id), owner };
}

function knowledgeFact({ id, number, title, kind }: Knowledge) {
  return { id: number, uuid: id, title, kind };
}

async function tellOfProject(tx: Tx, at: At, project: Project, what: Knowledge & { readonly action: string }): Promise<void> {
  const data = { project: projectFact(project), knowledge: knowledgeFact(what), action: what.action };
  await recordActivity(tx, at, { event: 'project.knowledge_updated', projectId: project.id, data });
}
