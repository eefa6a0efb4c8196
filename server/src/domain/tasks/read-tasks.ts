import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import type { ReadTx } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { query } from '../operation.ts';
import { visibleProject } from '../projects/index.ts';
import { actingAgent, ownAgents } from './acting-agent.ts';
import { visibleTask } from './find-task.ts';
import { branchesOf, pageQuery } from './list-branches.ts';
import type { Place, TaskConditions, TaskSort, Window } from './list-branches.ts';
import type { TaskDetails, TaskStatus } from './task.ts';
import { detailsOfRows, oneWithDetails } from './task-details.ts';
import { tasksWithNames } from './task-queries.ts';

export interface TaskFilter {
  readonly statuses?: readonly TaskStatus[] | undefined;
  readonly priority?: number | undefined;
  /** UUID or number. */
  readonly project?: string | undefined;
  /** Any address of an agent, `me`, or `none` for tasks of nobody. */
  readonly agent?: string | undefined;
  /** Part of the title. */
  readonly text?: string | undefined;
  readonly tag?: string | undefined;
  /** Only tasks of the caller itself: of the agent, or of the person's agents. */
  readonly isMine?: boolean | undefined;
}

export interface TaskListRequest extends TaskFilter {
  readonly sort?: TaskSort | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface TaskOffsetRequest extends TaskFilter {
  readonly sort?: TaskSort | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** One task by UUID or number. @throws Refusal `not_found` task.unknown · `forbidden` task.out_of_scope */
export const getTask = query<string, TaskDetails>({
  grant: 'tasks:read',
  work: async (tx, { caller }, address) => oneWithDetails(tx, await visibleTask(tx, caller, address)),
});

/**
 * Tasks that the caller may see: newest first, or by priority and then oldest first.
 * @throws Refusal `not_found` project.unknown, agent.unknown · `invalid` page.cursor
 */
export const listTasks = query<TaskListRequest, Page<TaskDetails>>({
  grant: 'tasks:read',
  work: async (tx, at, request) => {
    const sort = request.sort ?? 'newest';
    const after = placeOf(decodePageKey(request.cursor, isPlace));
    const conditions = await conditionsOf(tx, at, request);
    const places = await placesOf(tx, at, conditions, { sort, after, offset: 0, count: request.limit + 1 });
    const page = toPage(places, request.limit, ({ priority, id }) => `${priority}.${id}`);
    return { items: await detailsOf(tx, page.items), nextCursor: page.nextCursor };
  },
});

/** Tasks by offset; for contracts that document offsets. @throws Refusal `not_found` project.unknown, agent.unknown */
export const listTasksByOffset = query<TaskOffsetRequest, readonly TaskDetails[]>({
  grant: 'tasks:read',
  work: async (tx, at, request) => {
    const conditions = await conditionsOf(tx, at, request);
    return pageAt(tx, at, conditions, request);
  },
});

/** The caller's own tasks by offset: of the agent, or of every agent of the person. */
export const listOwnTasks = query<Pick<TaskOffsetRequest, 'statuses' | 'sort' | 'limit' | 'offset'>, readonly TaskDetails[]>({
  grant: 'tasks:read',
  work: async (tx, at, request) => {
    const conditions = await conditionsOf(tx, at, { statuses: request.statuses, isMine: true });
    return pageAt(tx, at, conditions, request);
  },
});

const isPlace = (key: string): boolean => /^[1-4]\./.test(key) && isUuid(key.slice(2));

function placeOf(key: string | null): Place | null {
  return key === null ? null : { priority: Number(key[0]), id: key.slice(2) };
}

async function conditionsOf(tx: ReadTx, at: At, filter: TaskFilter): Promise<TaskConditions> {
  const { caller } = at;
  const projectId = filter.project === undefined ? undefined : (await visibleProject(tx, caller, filter.project)).id;
  return {
    orgId: caller.orgId,
    statuses: filter.statuses,
    priority: filter.priority,
    text: filter.text,
    tag: filter.tag === undefined ? undefined : { tag: filter.tag, isRare: await isRareTag(tx, filter.tag) },
    projectId,
    assigneeIds: await assigneesOf(tx, at, filter),
  };
}

/** Up to so many tasks of a tag are looked at one by one. */
const rareMax = 2_000;

async function isRareTag(tx: ReadTx, tag: string): Promise<boolean> {
  const rows = await tx.query((db) =>
    db.selectFrom('task_tags').select('task_id').where('tag', '=', tag).orderBy('task_id').limit(1).offset(rareMax),
  );
  return rows.length === 0;
}

async function assigneesOf(tx: ReadTx, at: At, filter: TaskFilter): Promise<TaskConditions['assigneeIds']> {
  const own = filter.isMine === true ? await ownAgents(tx, at.caller) : undefined;
  if (filter.agent === undefined) return own;
  if (filter.agent === 'none') return own === undefined ? null : [];
  const { id } = filter.agent === 'me' ? await actingAgent(tx, at) : await visibleAgent(tx, at.caller, filter.agent);
  return own === undefined || own.includes(id) ? [id] : [];
}

async function pageAt(tx: ReadTx, at: At, conditions: TaskConditions, request: TaskOffsetRequest): Promise<readonly TaskDetails[]> {
  const { limit, offset, sort = 'newest' } = request;
  return detailsOf(tx, await placesOf(tx, at, conditions, { sort, after: null, offset, count: limit }));
}

async function placesOf(tx: ReadTx, { caller }: At, conditions: TaskConditions, window: Window): Promise<Place[]> {
  const branches = branchesOf(caller, conditions, window.sort);
  if (branches.length === 0) return [];
  return tx.query<Place>((db) => pageQuery(db, conditions, branches, window));
}

async function detailsOf(tx: ReadTx, places: readonly Place[]): Promise<TaskDetails[]> {
  if (places.length === 0) return [];
  const ids = places.map(({ id }) => id);
  const rows = await tx.query((db) => tasksWithNames(db).where('tasks.id', 'in', ids));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return detailsOfRows(
    tx,
    ids.flatMap((id) => byId.get(id) ?? []),
  );
}
