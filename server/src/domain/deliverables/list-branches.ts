import type { Caller } from '../../kernel/caller.ts';
import { callerIdentity } from '../../kernel/caller.ts';
import type { Builder } from '../../store/index.ts';
import type { TaskStatus } from '../tasks/index.ts';
import type { DeliverableStatus } from './deliverable.ts';

/** Conditions of a list, with every address already resolved. */
export interface Conditions {
  readonly orgId: string;
  readonly statuses?: readonly DeliverableStatus[] | undefined;
  readonly taskId?: string | undefined;
  readonly agentId?: string | undefined;
  readonly projectId?: string | undefined;
  /** Everything that comes before this one. */
  readonly before?: string | undefined;
}

/** Whose deliverables are the caller's own. */
export interface Own {
  readonly agents: readonly string[];
  readonly user: string | null;
}

/** One search, which one index answers newest first. */
export interface Branch {
  readonly status?: DeliverableStatus;
  readonly agents?: readonly string[];
  readonly submitter?: string;
  /** Who has the task that they are for. */
  readonly assignees?: readonly string[];
  /** Who made the task. */
  readonly creator?: string;
}

/** So many agents are searched for one by one; more of them together. */
const agentBranchesMax = 8;
/** States in which somebody has the task. */
const heldStatuses: readonly TaskStatus[] = ['assigned', 'in_progress', 'review'];

/**
 * A list as several searches: a status at a time, an agent at a time, and for callers with a limited view what their agents made, what others
 * made for tasks that these have now, and what was made for tasks of the caller. A page is the head of what the branches begin with.
 */
export function branchesOf(caller: Caller, { statuses }: Conditions, own: Own | undefined): readonly Branch[] {
  const byStatus: readonly Branch[] = statuses === undefined ? [{}] : statuses.map((status) => ({ status }));
  const views = own === undefined ? viewOf(caller) : ownBranches(caller, own);
  return byStatus.flatMap((one) => views.map((view) => ({ ...one, ...view })));
}

function ownBranches({ agentIds }: Caller, { agents, user }: Own): readonly Branch[] {
  const reached = agentIds === null ? agents : agents.filter((id) => agentIds.has(id));
  return [...agentBranches(reached), ...(user === null || agentIds !== null ? [] : [{ submitter: user }])];
}

function viewOf(caller: Caller): readonly Branch[] {
  if (caller.agentIds === null) return [{}];
  const reach = [...caller.agentIds];
  return [...agentBranches(reach), ...(reach.length === 0 ? [] : [{ assignees: reach }]), { creator: callerIdentity(caller) }];
}

function agentBranches(ids: readonly string[]): readonly Branch[] {
  if (ids.length > agentBranchesMax) return [{ agents: ids }];
  return ids.map((id) => ({ agents: [id] }));
}

/** Ids of one page out of all branches, each once. */
export function pageQuery(
  db: Builder,
  conditions: Conditions,
  branches: readonly Branch[],
  window: { readonly offset: number; readonly count: number },
) {
  const heads = branches.map((branch) => {
    const head = headOf(db, branchQuery(db, conditions, branch), branch)
      .orderBy('d.id', 'desc')
      .limit(window.offset + window.count);
    return db.selectFrom(head.as('head')).selectAll();
  });
  const [first, ...others] = heads;
  if (first === undefined) throw new Error('a list needs a branch');
  const all = others.reduce((union, head) => union.union(head), first).as('all');
  return db.selectFrom(all).select('all.id').orderBy('all.id', 'desc').limit(window.count).offset(window.offset);
}

/** Beyond every number of rows. */
const noLimit = 2_147_483_647;

/** A limit keeps PostgreSQL from reading all deliverables in order until enough are of the wanted tasks: it finds the tasks first. */
function headOf(db: Builder, list: ReturnType<typeof branchQuery>, { assignees, creator }: Branch) {
  if (assignees === undefined && creator === undefined) return list;
  return db.selectFrom(list.limit(noLimit).as('d')).select('d.id');
}

function branchQuery(db: Builder, conditions: Conditions, branch: Branch) {
  const { orgId, taskId, agentId, projectId, before } = conditions;
  const { assignees, creator } = branch;
  let list = db.selectFrom('deliverables as d').select('d.id');
  // Tasks are of the organisation themselves; named beside them it would lead engines to read all its deliverables in their order.
  if (taskId === undefined && assignees === undefined && creator === undefined) list = list.where('d.org_id', '=', orgId);
  if (branch.status !== undefined) list = list.where('d.status', '=', branch.status);
  if (taskId !== undefined) list = list.where('d.task_id', '=', taskId);
  if (agentId !== undefined) list = list.where('d.agent_id', '=', agentId);
  if (projectId !== undefined) list = list.where('d.project_id', '=', projectId);
  if (before !== undefined) list = list.where('d.id', '<', before);
  if (branch.agents !== undefined) list = list.where('d.agent_id', 'in', [...branch.agents]);
  if (branch.submitter !== undefined) list = list.where('d.submitted_by_user_id', '=', branch.submitter);
  if (assignees !== undefined)
    list = list.where(
      'd.task_id',
      'in',
      tasksOf(db, orgId)
        .where('tasks.assignee_id', 'in', [...assignees])
        .where('tasks.status', 'in', heldStatuses),
    );
  return creator === undefined ? list : list.where('d.task_id', 'in', tasksOf(db, orgId).where('tasks.created_by', '=', creator));
}

function tasksOf(db: Builder, orgId: string) {
  return db.selectFrom('tasks').select('tasks.id').where('tasks.org_id', '=', orgId);
}
