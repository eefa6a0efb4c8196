import { newId } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import { recordActivity } from '../activity/index.ts';
import type { ActivityEvent } from '../activity/index.ts';
import { nextNumber } from '../counter.ts';
import type { At } from '../home.ts';
import { lockTaskById, moveTask, taskFact } from '../tasks/index.ts';
import type { Task } from '../tasks/index.ts';
import { checkFiles } from './check-files.ts';
import type { CheckedFile, NewFile } from './check-files.ts';
import { deliverableFact, supersededDeliverable } from './deliverable.ts';
import type { ContentType, Deliverable, DeliverableAction } from './deliverable.ts';
import { deliverableInsertion, lastOfTask, lockDeliverable, markRevised, successorOf } from './deliverable-queries.ts';
import { storeFiles } from './file-queries.ts';
import { deliverableOfOrg } from './find-deliverable.ts';

/** A caller on a deployment: a request's own, or the server acting in an organisation. */
export type Doer = Pick<At, 'caller' | 'home'>;

/** The result itself. */
export interface NewContent {
  readonly title: string;
  readonly summary?: string | undefined;
  readonly content?: string | undefined;
  /** Markdown when left out. */
  readonly contentType?: ContentType | undefined;
  readonly actions?: readonly DeliverableAction[] | undefined;
  readonly metadata?: JsonObject | undefined;
}

export interface NewDeliverable extends NewContent {
  /** The task that it was made for; the project follows from it. */
  readonly task?: { readonly id: string } | null | undefined;
  /** Where no task is named. */
  readonly projectId?: string | null | undefined;
  /** The version that this one must follow; without it the last one of the task. */
  readonly parent?: Pick<Deliverable, 'id' | 'version'> | undefined;
  readonly agentId: string | null;
  readonly submittedByUserId?: string | null | undefined;
  readonly runId?: string | null | undefined;
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number } | undefined;
  readonly provider?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly files?: readonly NewFile[] | undefined;
}

/** Bytes of content and of metadata. */
export const contentBytesMax = 1024 * 1024;
export const metadataBytesMax = 64 * 1024;

/**
 * Takes in a result: it becomes the next version of its task, the version before it is done with, the task goes to review, and everybody who
 * follows the work is told. Whether the caller may hand it in is judged before.
 * @throws Refusal `unprocessable` task.illegal_move, deliverable.empty, deliverable.metadata, files.*, file.* · `conflict` deliverable.superseded ·
 * `too_large` deliverable.too_large, file.too_large, files.too_large
 */
export function insertDeliverable(tx: Tx, at: Doer, { files = [], ...given }: NewDeliverable): Promise<Deliverable> {
  return takeIn(tx, at, { ...given, files: checkFiles(files) });
}

/** A result whose files have been checked. */
export interface CheckedDeliverable extends Omit<NewDeliverable, 'files'> {
  readonly files: readonly CheckedFile[];
}

/** The work of `insertDeliverable`. */
export async function takeIn(tx: Tx, at: Doer, given: CheckedDeliverable): Promise<Deliverable> {
  refuseUnusable(given);
  const task = given.task === undefined || given.task === null ? undefined : await lockTaskById(tx, at.home, given.task.id);
  const before = await predecessor(tx, task, given.parent);
  if (task !== undefined) refuseIdle(task);
  if (before !== undefined) await tx.run(markRevised, { id: before.id });
  const moved = task === undefined ? undefined : await moveTask(tx, at, task, { to: 'review' });
  const now = at.home.clock.now();
  const id = newId(now);
  await insertRow(tx, at, given, { id, now, version: (before?.version ?? 0) + 1, parentId: before?.id ?? null, task });
  await storeFiles(tx, { orgId: at.caller.orgId, deliverableId: id, at: now }, given.files);
  const made = await deliverableOfOrg(tx, at.caller.orgId, id);
  await recordDeliverable(tx, at, 'deliverable.submitted', { deliverable: made, task: moved });
  return made;
}

function refuseUnusable({ content = '', files, metadata = {} }: CheckedDeliverable): void {
  if (Buffer.byteLength(content) > contentBytesMax)
    throw new Refusal('too_large', 'deliverable.too_large', 'The content of a deliverable is at most 1 MB; put more into files.');
  if (content.trim() === '' && files.length === 0)
    throw refuseField('unprocessable', 'deliverable.empty', '/content', 'A deliverable needs content or files.');
  if (Buffer.byteLength(JSON.stringify(metadata)) > metadataBytesMax)
    throw refuseField('unprocessable', 'deliverable.metadata', '/metadata', 'Metadata is at most 64 kB of JSON.');
}

/** @throws Refusal `unprocessable` task.illegal_move */
function refuseIdle({ status }: Task): void {
  if (status === 'assigned' || status === 'in_progress') return;
  throw new Refusal('unprocessable', 'task.illegal_move', `Nothing can be handed in for a task in status ${status}.`);
}

/** The version that comes before; its lock, or that of its task, keeps two successors apart. */
async function predecessor(tx: Tx, task: Task | undefined, parent: NewDeliverable['parent']): Promise<NewDeliverable['parent']> {
  if (task !== undefined) {
    const last = await tx.first(lastOfTask, { task: task.id });
    if (parent !== undefined && last?.id !== parent.id) throw supersededDeliverable();
    return last;
  }
  if (parent === undefined) return undefined;
  await tx.run(lockDeliverable, { id: parent.id });
  if ((await tx.first(successorOf, { id: parent.id })) !== undefined) throw supersededDeliverable();
  return parent;
}

interface Place {
  readonly id: string;
  readonly now: number;
  readonly version: number;
  readonly parentId: string | null;
  readonly task: Task | undefined;
}

async function insertRow(tx: Tx, { caller }: Doer, given: CheckedDeliverable, place: Place): Promise<void> {
  await tx.insert(deliverableInsertion, [
    {
      id: place.id,
      org_id: caller.orgId,
      number: await nextNumber(tx, 'deliverables'),
      task_id: place.task?.id ?? null,
      project_id: place.task === undefined ? (given.projectId ?? null) : (place.task.project?.id ?? null),
      agent_id: given.agentId,
      submitted_by_user_id: given.submittedByUserId ?? null,
      run_id: given.runId ?? null,
      version: place.version,
      parent_id: place.parentId,
      title: given.title,
      summary: given.summary ?? '',
      content: given.content ?? '',
      content_type: given.contentType ?? 'markdown',
      actions_json: JSON.stringify(given.actions ?? []),
      metadata_json: JSON.stringify(given.metadata ?? {}),
      status: 'pending',
      feedback: null,
      reviewed_by: null,
      reviewed_at: null,
      input_tokens: given.usage?.inputTokens ?? null,
      output_tokens: given.usage?.outputTokens ?? null,
      provider: given.provider ?? null,
      model: given.model ?? null,
      created_at: place.now,
    },
  ]);
}

const agentFacts = statement<{ id: string }, { id: string; number: number; display_name: string; status: string }>((db, arg) =>
  db.selectFrom('agents').select(['id', 'number', 'display_name', 'status']).where('id', '=', arg.id),
);

async function agentFactOf(tx: ReadTx, id: string | undefined): Promise<JsonObject> {
  const row = id === undefined ? undefined : await tx.first(agentFacts, { id });
  return row === undefined ? {} : { agent: { id: row.number, uuid: row.id, name: row.display_name, status: row.status } };
}

/** Writes down what happened to a deliverable, with everything that it belongs to. */
export async function recordDeliverable(
  tx: Tx,
  at: Doer,
  event: ActivityEvent,
  about: { readonly deliverable: Deliverable; readonly task: Task | undefined; readonly facts?: JsonObject },
): Promise<void> {
  const { deliverable, task, facts = {} } = about;
  const { project } = deliverable;
  await recordActivity(tx, at, {
    event,
    taskId: deliverable.task?.id,
    deliverableId: deliverable.id,
    agentId: deliverable.agent?.id,
    projectId: project?.id,
    data: {
      deliverable: deliverableFact({ ...deliverable, taskNumber: deliverable.task?.number ?? null }),
      ...(task === undefined ? {} : { task: taskFact(task) }),
      ...(await agentFactOf(tx, deliverable.agent?.id)),
      ...(project === null ? {} : { project: { id: project.number, uuid: project.id, name: project.name } }),
      ...facts,
    },
  });
}
