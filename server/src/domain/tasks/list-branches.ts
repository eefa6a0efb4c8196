import { sql } from 'kysely';
import { callerIdentity } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { containsText } from '../../store/index.ts';
import type { Builder } from '../../store/index.ts';
import { taskStatuses } from './task.ts';
import type { TaskStatus } from './task.ts';

export type TaskSort = 'newest' | 'priority';

/** Conditions of a list, with every address already resolved. */
export interface TaskConditions {
  readonly orgId: string;
  readonly statuses?: readonly TaskStatus[] | undefined;
  readonly priority?: number | undefined;
  readonly projectId?: string | undefined;
  /** Null for tasks of nobody. */
  readonly assigneeIds?: readonly string[] | null | undefined;
  readonly text?: string | undefined;
  readonly tag?: TagCondition | undefined;
}

export interface TagCondition {
  readonly tag: string;
  /** Few tasks have it, so that these are looked at; otherwise tasks are looked at in order until enough have it. */
  readonly isRare: boolean;
}

/** The place after which a list goes on: by time, or by priority and then time. */
export interface Place {
  readonly id: string;
  readonly priority: number;
}

export interface Window {
  readonly sort: TaskSort;
  readonly after: Place | null;
  readonly offset: number;
  readonly count: number;
}

/** What narrows one branch beyond the conditions that all of them share. */
interface Branch {
  readonly status?: TaskStatus;
  /** Any of these; null for nobody. */
  readonly assignees?: readonly string[] | null;
  /** What this caller made, which is little: one search for all statuses. */
  readonly creator?: string;
}

/** So many assignees are searched for one by one; more of them together. */
const assigneeBranchesMax = 8;

/**
 * A list as several searches, each of which one index answers in the order that is wanted: a status at a time, an assignee at a time, and for
 * callers with a limited view what they made and the pool. The page is the head of what the branches begin with, so that none costs more than
 * its rows.
 */
export function branchesOf(caller: Caller, conditions: TaskConditions, sort: TaskSort): readonly Branch[] {
  const { statuses, assigneeIds } = conditions;
  const isByQueue = sort === 'priority' || conditions.priority !== undefined;
  const wanted = statuses ?? (isByQueue ? taskStatuses : undefined);
  const byStatus: readonly Branch[] = wanted === undefined ? [{}] : wanted.map((status) => ({ status }));
  const crossed = (byAssignee: readonly Branch[]): readonly Branch[] =>
    byStatus.flatMap((one) => byAssignee.map((other) => ({ ...one, ...other })));
  if (caller.agentIds === null) return crossed(assigneeIds === undefined ? [{}] : assigneeBranches(assigneeIds));
  const reached = (assigneeIds === undefined ? [...caller.agentIds] : (assigneeIds ?? [])).filter(
    (id) => caller.agentIds?.has(id) === true,
  );
  return [...crossed(assigneeBranches(reached)), ...beyondReach(caller, conditions, reached)];
}

function assigneeBranches(ids: readonly string[] | null): readonly Branch[] {
  if (ids === null) return [{ assignees: null }];
  return ids.length > assigneeBranchesMax ? [{ assignees: ids }] : ids.map((id) => ({ assignees: [id] }));
}

/** What a caller who is limited to some agents sees besides the tasks of these: what it made itself, and the pool. */
function beyondReach(caller: Caller, { statuses, assigneeIds }: TaskConditions, reached: readonly string[]): readonly Branch[] {
  if (assigneeIds !== undefined && assigneeIds !== null && assigneeIds.length === reached.length) return [];
  const own: Branch = { creator: callerIdentity(caller), ...(assigneeIds === undefined ? {} : { assignees: assigneeIds }) };
  const isPoolWanted = (assigneeIds ?? null) === null && (statuses === undefined || statuses.includes('pending'));
  return isPoolWanted ? [own, { status: 'pending' }] : [own];
}

/** One page of ids and priorities out of all branches, each task once. */
export function pageQuery(db: Builder, conditions: TaskConditions, branches: readonly Branch[], window: Window) {
  const heads = branches.map((branch) => {
    const head = branchQuery(db, conditions, branch, window).limit(window.offset + window.count);
    return db.selectFrom(head.as('head')).selectAll();
  });
  const [first, ...others] = heads;
  if (first === undefined) throw new Error('a list needs a branch');
  const all = db.selectFrom(others.reduce((union, head) => union.union(head), first).as('all')).select(['all.id', 'all.priority']);
  const sorted = window.sort === 'newest' ? all.orderBy('all.id', 'desc') : all.orderBy('all.priority').orderBy('all.id');
  return sorted.limit(window.count).offset(window.offset);
}

function branchQuery(db: Builder, conditions: TaskConditions, branch: Branch, window: Window) {
  // The newest need no priority, and what an index holds whole is read from it alone.
  const priority = window.sort === 'newest' ? sql<number>`1` : sql<number>`tasks.priority`;
  let list = db
    .selectFrom('tasks')
    .select(['tasks.id', priority.as('priority')])
    .where('tasks.org_id', '=', conditions.orgId);
  const { tag, text = '' } = conditions;
  if (tag !== undefined) list = list.where(hasTag(tag));
  if (branch.status !== undefined) list = list.where('tasks.status', '=', branch.status);
  const { assignees } = branch;
  if (assignees === null) list = list.where('tasks.assignee_id', 'is', null);
  else if (assignees?.length === 1) list = list.where('tasks.assignee_id', '=', assignees[0] ?? '');
  else if (assignees !== undefined) list = list.where('tasks.assignee_id', 'in', [...assignees, conditions.orgId]);
  if (branch.creator !== undefined) list = list.where('tasks.created_by', '=', branch.creator);
  if (branch.creator !== undefined && conditions.statuses !== undefined)
    list = list.where(sql`tasks.status || ''`, 'in', [...conditions.statuses]);
  if (conditions.priority !== undefined) list = list.where('tasks.priority', '=', conditions.priority);
  if (conditions.projectId !== undefined) list = list.where('tasks.project_id', '=', conditions.projectId);
  if (text !== '') list = list.where(containsText('tasks.title', text));
  const { sort, after } = window;
  if (sort === 'newest') {
    const page = list.orderBy('tasks.id', 'desc');
    return after === null ? page : page.where('tasks.id', '<', after.id);
  }
  // An expression keeps SQLite, which has no statistics, from walking all tasks by priority in search of the few that one caller made.
  const page = (branch.creator === undefined ? list.orderBy('tasks.priority') : list.orderBy(sql`tasks.priority + 0`)).orderBy('tasks.id');
  if (after === null) return page;
  return page
    .where('tasks.priority', '>=', after.priority)
    .where((eb) => eb.or([eb('tasks.priority', '>', after.priority), eb('tasks.id', '>', after.id)]));
}

function hasTag({ tag, isRare }: TagCondition) {
  return isRare
    ? sql<boolean>`tasks.id in (select task_id from task_tags where tag = ${tag})`
    : sql<boolean>`exists (select 1 from task_tags where task_id = tasks.id and tag = ${tag})`;
}
