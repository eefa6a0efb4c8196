import { reachesAgent } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { OffsetPage, Page } from '../../kernel/page.ts';
import { containsText } from '../../store/index.ts';
import type { Builder, ProjectRow, ReadTx } from '../../store/index.ts';
import { agentRefsOf } from '../agents/index.ts';
import type { AgentRef } from '../agents/index.ts';
import { query } from '../operation.ts';
import type { Project, ProjectStatus } from './project.ts';
import { toProject, visibleProject } from './project-queries.ts';

/** A project with what its row in a list shows. */
export interface ProjectView extends Project {
  /** Null also for callers that do not reach it. */
  readonly defaultAgent: AgentRef | null;
  readonly tasks: { readonly open: number; readonly total: number };
  readonly knowledgeCount: number;
}

export interface ProjectFilter {
  readonly status?: ProjectStatus | undefined;
  /** Part of the name. */
  readonly text?: string | undefined;
}

/** States of tasks that still ask for something. */
export const openTaskStates = ['pending', 'assigned', 'in_progress', 'review'] as const;

/** Projects, newest first. @throws Refusal `invalid` page.cursor */
export const listProjects = query<ProjectFilter & { readonly limit: number; readonly cursor?: string | undefined }, Page<ProjectView>>({
  grant: 'projects:read',
  work: async (tx, { caller }, request) => {
    const after = decodePageKey(request.cursor, isUuid);
    const rows = await tx.query<ProjectRow>((db) => {
      const list = filtered(db, caller, request)
        .selectAll()
        .orderBy('id', 'desc')
        .limit(request.limit + 1);
      return after === null ? list : list.where('id', '<', after);
    });
    const page = toPage(rows, request.limit, (row) => row.id);
    return { items: await projectViews(tx, caller, page.items.map(toProject)), nextCursor: page.nextCursor };
  },
});

/** Projects by offset, newest first; for contracts that document offsets. */
export const listProjectsByOffset = query<ProjectFilter & { readonly limit: number; readonly offset: number }, OffsetPage<ProjectView>>({
  grant: 'projects:read',
  work: async (tx, { caller }, request) => {
    const rows = await tx.query<ProjectRow>((db) =>
      filtered(db, caller, request).selectAll().orderBy('id', 'desc').limit(request.limit).offset(request.offset),
    );
    const [counted] = await tx.query((db) => filtered(db, caller, request).select((eb) => eb.fn.countAll<number>().as('total')));
    return { items: await projectViews(tx, caller, rows.map(toProject)), total: counted?.total ?? 0 };
  },
});

/** One project by UUID or number. @throws Refusal `not_found` project.unknown */
export const getProject = query<string, ProjectView>({
  grant: 'projects:read',
  work: async (tx, { caller }, address) => projectView(tx, caller, await visibleProject(tx, caller, address)),
});

function filtered(db: Builder, caller: Caller, { status, text = '' }: ProjectFilter) {
  let list = db.selectFrom('projects').where('org_id', '=', caller.orgId);
  if (status !== undefined) list = list.where('status', '=', status);
  if (text !== '') list = list.where(containsText('name', text));
  return list;
}

export async function projectView(tx: ReadTx, caller: Caller, project: Project): Promise<ProjectView> {
  const [view] = await projectViews(tx, caller, [project]);
  if (view === undefined) throw new Error('a project without its view');
  return view;
}

async function projectViews(tx: ReadTx, caller: Caller, projects: readonly Project[]): Promise<ProjectView[]> {
  if (projects.length === 0) return [];
  const ids = projects.map((project) => project.id);
  const tasks = new Map((await countTasks(tx, ids)).map((row) => [row.project_id, row]));
  const knowledge = new Map((await countKnowledge(tx, ids)).map((row) => [row.project_id, row.total]));
  const defaults = projects.flatMap(({ defaultAgentId: id }) => (id !== null && reachesAgent(caller, id) ? [id] : []));
  const agents = await agentRefsOf(tx, caller.orgId, defaults);
  return projects.map((project) => {
    const counted = tasks.get(project.id);
    return {
      ...project,
      defaultAgent: agents.get(project.defaultAgentId ?? '') ?? null,
      tasks: { open: Number(counted?.open ?? 0), total: Number(counted?.total ?? 0) },
      knowledgeCount: Number(knowledge.get(project.id) ?? 0),
    };
  });
}

function countTasks(tx: ReadTx, ids: readonly string[]) {
  return tx.query((db) =>
    db
      .selectFrom('tasks')
      .select(['project_id', (eb) => eb.fn.countAll<number>().as('total')])
      .select((eb) => eb.fn.sum<number>(eb.case().when('status', 'in', openTaskStates).then(1).else(0).end()).as('open'))
      .where('project_id', 'in', ids)
      .groupBy('project_id'),
  );
}

function countKnowledge(tx: ReadTx, ids: readonly string[]) {
  return tx.query((db) =>
    db
      .selectFrom('knowledge')
      .select(['project_id', (eb) => eb.fn.countAll<number>().as('total')])
      .where('project_id', 'in', ids)
      .groupBy('project_id'),
  );
}
