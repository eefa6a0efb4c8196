import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { requireGrant } from '../../kernel/caller.ts';
import type { Caller, Grant } from '../../kernel/caller.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { visibleProject } from '../projects/index.ts';
import { lockedTask, mayActFor, requireFence } from '../tasks/index.ts';
import { checkFilesPatiently } from './check-files.ts';
import type { CheckedFile, NewFile } from './check-files.ts';
import { supersededDeliverable } from './deliverable.ts';
import type { Deliverable } from './deliverable.ts';
import { visibleDeliverable } from './find-deliverable.ts';
import { takeIn } from './insert-deliverable.ts';
import type { NewContent } from './insert-deliverable.ts';

const writeGrant: Grant = 'deliverables:write';

/** A result and what it is for: a task, a project without a task, or the version that it replaces. */
export interface Submission extends NewContent {
  /** UUID or number. */
  readonly task?: string | undefined;
  readonly project?: string | undefined;
  readonly parent?: string | undefined;
  /** The claim under which the task was worked on; a lost one is refused. */
  readonly fence?: number | undefined;
  readonly files?: readonly NewFile[] | undefined;
}

/** The same with its files checked. */
interface CheckedSubmission extends Omit<Submission, 'files'> {
  readonly files: readonly CheckedFile[];
}

const submit = mutation<CheckedSubmission, Deliverable>({
  grant: writeGrant,
  work: async (tx, at, input) => {
    const parent = input.parent === undefined ? undefined : await revisable(tx, at.caller, input.parent);
    const taskAddress = parent === undefined ? input.task : parent.task?.id;
    if (taskAddress === undefined) return submitToProject(tx, at, input, parent);
    const task = await lockedTask(tx, at, taskAddress);
    if (task.assignee !== null && !(await mayActFor(tx, at.caller, task.assignee)))
      throw new Refusal('forbidden', 'task.anothers', 'This task belongs to another agent.');
    requireFence(task, input.fence);
    await refuseOtherPlace(tx, at.caller, input, { taskIds: [task.id, String(task.number)], projectId: task.project?.id });
    const whose = { agentId: task.assignee?.id ?? null, submittedByUserId: userOf(at.caller) };
    return takeIn(tx, at, { ...contentOf(input), ...whose, task, parent });
  },
  record: 'log',
});

/**
 * Hands in a result. Agents do so for their own tasks, people for tasks of agents that they own or stand for, and whoever manages tasks for any.
 * @throws Refusal `not_found` task.unknown, project.unknown, deliverable.unknown · `forbidden` task.anothers, task.out_of_scope,
 * deliverable.anothers, deliverable.out_of_scope · `conflict` task.lease_stale, deliverable.superseded · `unprocessable` deliverable.for_nothing,
 * deliverable.for_two, deliverable.not_revisable, and as `insertDeliverable`
 */
export async function submitDeliverable(at: At, { files = [], ...input }: Submission): Promise<Deliverable> {
  requireGrant(at.caller, writeGrant);
  return submit(at, { ...input, files: await checkFilesPatiently(files) });
}

async function revisable(tx: ReadTx, caller: Caller, address: string): Promise<Deliverable> {
  const parent = await visibleDeliverable(tx, caller, address);
  if (parent.status === 'revision_requested') return parent;
  if (parent.status === 'revised') throw supersededDeliverable();
  throw new Refusal(
    'unprocessable',
    'deliverable.not_revisable',
    `This deliverable is ${parent.status}; only one whose revision was requested can be revised.`,
  );
}

async function submitToProject(tx: Tx, at: At, input: CheckedSubmission, parent: Deliverable | undefined): Promise<Deliverable> {
  if (input.task !== undefined) throw wrongPlace('/task');
  const own = await ownAgentOf(tx, at.caller);
  const given = { ...contentOf(input), submittedByUserId: userOf(at.caller) };
  if (parent !== undefined) {
    await refuseForeign(tx, at.caller, parent);
    await refuseOtherPlace(tx, at.caller, input, { taskIds: [], projectId: parent.project?.id });
    return takeIn(tx, at, { ...given, parent, projectId: parent.project?.id ?? null, agentId: parent.agent?.id ?? own });
  }
  if (input.project === undefined)
    throw refuseField('unprocessable', 'deliverable.for_nothing', '/task', 'Name the task, or the project, that this is for.');
  const project = await visibleProject(tx, at.caller, input.project);
  return takeIn(tx, at, { ...given, projectId: project.id, agentId: own });
}

function contentOf({ title, summary, content, contentType, actions, metadata, files }: CheckedSubmission) {
  return { title, summary, content, contentType, actions, metadata, files };
}

/** A revision of work that belongs to no task is for whoever may act for its maker. */
async function refuseForeign(tx: ReadTx, caller: Caller, parent: Deliverable): Promise<void> {
  const isOwn = parent.submittedBy !== null && parent.submittedBy.id === userOf(caller);
  if (isOwn || caller.grants.has('tasks:manage')) return;
  if (parent.agent !== null && (await mayActFor(tx, caller, parent.agent))) return;
  throw new Refusal('forbidden', 'deliverable.anothers', 'This deliverable was made by somebody else.');
}

/** A request that names two places must mean the same one. */
async function refuseOtherPlace(
  tx: ReadTx,
  caller: Caller,
  input: CheckedSubmission,
  actual: { readonly taskIds: readonly string[]; readonly projectId: string | undefined },
): Promise<void> {
  if (input.task !== undefined && !actual.taskIds.includes(input.task.toLowerCase())) throw wrongPlace('/task');
  if (input.project === undefined) return;
  const project = await visibleProject(tx, caller, input.project);
  if (project.id !== actual.projectId) throw wrongPlace('/project');
}

function wrongPlace(pointer: string): Refusal {
  return refuseField('unprocessable', 'deliverable.for_two', pointer, 'This is not where the named task or deliverable belongs.');
}

const humanAgentOf = statement<{ org: string; user: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('agents')
    .select('id')
    .where('org_id', '=', arg.org)
    .where('owner_user_id', '=', arg.user)
    .where('kind', '=', 'human')
    .where('deleted_at', 'is', null),
);

/** The agent that hands in: the one that the credential acts as, or the one that stands for the person. */
async function ownAgentOf(tx: ReadTx, caller: Caller): Promise<string | null> {
  if (caller.kind === 'agentToken') return caller.agentId;
  if (caller.kind === 'apiKey' && caller.agentId !== null) return caller.agentId;
  const user = userOf(caller);
  return user === null ? null : ((await tx.first(humanAgentOf, { org: caller.orgId, user }))?.id ?? null);
}

/** The person behind a caller, if there is one. */
export function userOf(caller: Caller): string | null {
  return caller.kind === 'person' || caller.kind === 'apiKey' ? caller.userId : null;
}
