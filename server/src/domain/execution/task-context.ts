import { reachesAgent } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import { visibleAgent, withCapabilities } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import { deliverablesOfTask } from '../deliverables/index.ts';
import type { Deliverable } from '../deliverables/index.ts';
import { query } from '../operation.ts';
import { findProject, knowledgeOf } from '../projects/index.ts';
import type { Knowledge, Project } from '../projects/index.ts';
import { oneWithDetails, visibleTask, withDetails } from '../tasks/index.ts';
import type { Task, TaskDetails } from '../tasks/index.ts';

/** Everything that whoever works on a task should know. */
export interface TaskContext {
  readonly task: TaskDetails;
  /** Whether an agent made the task, itself or with a key that acts as it. */
  readonly isAskedByAgent: boolean;
  readonly project: Project | null;
  /** Of the project, newest first, at most 50. */
  readonly knowledge: readonly Knowledge[];
  /** Every version with its feedback, newest first, at most 50. */
  readonly deliverables: readonly Deliverable[];
  /** The newest ten others of the project. */
  readonly relatedTasks: readonly TaskDetails[];
  readonly agent: Agent | null;
}

const relatedMax = 10;

const actsAs = statement<{ key: string }, { agent_id: string | null }>((db, arg) =>
  db.selectFrom('credentials').select('agent_id').where('id', '=', arg.key),
);

const others = statement<{ project: string; task: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('tasks')
    .select('id')
    .where('project_id', '=', arg.project)
    .where('id', '<>', arg.task)
    .orderBy('id', 'desc')
    .limit(relatedMax),
);

/**
 * What an agent is given together with a task. Tasks beside it that the caller may not see are left out.
 * @throws Refusal `not_found` task.unknown · `forbidden` task.out_of_scope
 */
export const readTaskContext = query<string, TaskContext>({
  grant: 'tasks:read',
  work: async (tx, { caller }, address) => contextOf(tx, caller, await visibleTask(tx, caller, address)),
});

/** The same for a task that was found already. */
export async function contextOf(tx: ReadTx, caller: Caller, task: Task): Promise<TaskContext> {
  const project = task.project === null ? null : ((await findProject(tx, task.orgId, task.project.id)) ?? null);
  return {
    task: await oneWithDetails(tx, task),
    isAskedByAgent: await isByAgent(tx, task),
    project,
    knowledge: project === null ? [] : await knowledgeOf(tx, project),
    deliverables: await deliverablesOfTask(tx, task.id),
    relatedTasks: await withDetails(tx, await relatedTo(tx, caller, task)),
    agent: await assigneeOf(tx, caller, task),
  };
}

async function isByAgent(tx: ReadTx, { createdBy }: Task): Promise<boolean> {
  const [kind, id = ''] = createdBy.split(':', 2);
  if (kind !== 'key') return kind === 'agent';
  return ((await tx.first(actsAs, { key: id }))?.agent_id ?? null) !== null;
}

async function relatedTo(tx: ReadTx, caller: Caller, task: Task): Promise<Task[]> {
  if (task.project === null) return [];
  const found: Task[] = [];
  for (const { id } of await tx.all(others, { project: task.project.id, task: task.id })) {
    const other = await unlessRefused(() => visibleTask(tx, caller, id));
    if (other !== null) found.push(other);
  }
  return found;
}

async function assigneeOf(tx: ReadTx, caller: Caller, { assignee }: Task): Promise<Agent | null> {
  if (assignee === null || assignee.status === 'deleted' || !reachesAgent(caller, assignee.id)) return null;
  return unlessRefused(async () => withCapabilities(tx, await visibleAgent(tx, caller, assignee.id)));
}

async function unlessRefused<T>(find: () => Promise<T>): Promise<T | null> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
