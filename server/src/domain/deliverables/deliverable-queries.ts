import { fromOwnJson } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { insertion, statement } from '../../store/index.ts';
import type { Builder, DeliverableRow, ReadTx } from '../../store/index.ts';
import type { ContentType, Deliverable, DeliverableAction, DeliverableStatus } from './deliverable.ts';
import { filesOf } from './file-queries.ts';

/** A deliverable with the names of everything that it refers to. Lists leave the content in the database. */
export interface DeliverableJoin extends Omit<DeliverableRow, 'content'> {
  readonly content?: string;
  readonly parent_number: number | null;
  readonly task_number: number | null;
  readonly task_title: string | null;
  readonly task_status: string | null;
  readonly task_assignee: string | null;
  readonly task_creator: string | null;
  readonly project_number: number | null;
  readonly project_name: string | null;
  readonly agent_number: number | null;
  readonly agent_slug: string | null;
  readonly agent_name: string | null;
  readonly agent_kind: string | null;
  readonly submitter_number: number | null;
  readonly submitter_name: string | null;
  readonly reviewer_number: number | null;
  readonly reviewer_name: string | null;
  readonly session_id: string | null;
}

const lightColumns = [
  'deliverables.id',
  'deliverables.org_id',
  'deliverables.number',
  'deliverables.task_id',
  'deliverables.project_id',
  'deliverables.agent_id',
  'deliverables.submitted_by_user_id',
  'deliverables.run_id',
  'deliverables.version',
  'deliverables.parent_id',
  'deliverables.title',
  'deliverables.summary',
  'deliverables.content_type',
  'deliverables.actions_json',
  'deliverables.metadata_json',
  'deliverables.status',
  'deliverables.feedback',
  'deliverables.reviewed_by',
  'deliverables.reviewed_at',
  'deliverables.input_tokens',
  'deliverables.output_tokens',
  'deliverables.provider',
  'deliverables.model',
  'deliverables.created_at',
] as const;

export function lightDeliverables(db: Builder) {
  return db
    .selectFrom('deliverables')
    .leftJoin('deliverables as parent', 'parent.id', 'deliverables.parent_id')
    .leftJoin('tasks', 'tasks.id', 'deliverables.task_id')
    .leftJoin('projects', 'projects.id', 'deliverables.project_id')
    .leftJoin('agents', 'agents.id', 'deliverables.agent_id')
    .leftJoin('users as submitter', 'submitter.id', 'deliverables.submitted_by_user_id')
    .leftJoin('users as reviewer', 'reviewer.id', 'deliverables.reviewed_by')
    .leftJoin('runs', 'runs.id', 'deliverables.run_id')
    .select(lightColumns)
    .select([
      'parent.number as parent_number',
      'tasks.number as task_number',
      'tasks.title as task_title',
      'tasks.status as task_status',
      'tasks.assignee_id as task_assignee',
      'tasks.created_by as task_creator',
      'projects.number as project_number',
      'projects.name as project_name',
      'agents.number as agent_number',
      'agents.slug as agent_slug',
      'agents.display_name as agent_name',
      'agents.kind as agent_kind',
      'submitter.number as submitter_number',
      'submitter.name as submitter_name',
      'reviewer.number as reviewer_number',
      'reviewer.name as reviewer_name',
      'runs.session_id as session_id',
    ]);
}

const whole = (db: Builder) => lightDeliverables(db).select('deliverables.content');

export const deliverableById = statement<{ org: string; id: string }, DeliverableJoin>((db, arg) =>
  whole(db).where('deliverables.org_id', '=', arg.org).where('deliverables.id', '=', arg.id),
);
export const deliverableByNumber = statement<{ org: string; number: number }, DeliverableJoin>((db, arg) =>
  whole(db).where('deliverables.org_id', '=', arg.org).where('deliverables.number', '=', arg.number),
);
export const deliverableByRun = statement<{ run: string }, DeliverableJoin>((db, arg) =>
  whole(db).where('deliverables.run_id', '=', arg.run),
);

/** Versions of a task that are handed out together. */
export const versionsMax = 50;

export const newestOfTask = statement<{ task: string }, DeliverableJoin>((db, arg) =>
  whole(db).where('deliverables.task_id', '=', arg.task).orderBy('deliverables.version', 'desc').limit(versionsMax),
);

/** The version of a task that has no successor yet. */
export const lastOfTask = statement<{ task: string }, { id: string; version: number }>((db, arg) =>
  db.selectFrom('deliverables').select(['id', 'version']).where('task_id', '=', arg.task).orderBy('version', 'desc').limit(1),
);
export const successorOf = statement<{ id: string }, { id: string; version: number }>((db, arg) =>
  db.selectFrom('deliverables').select(['id', 'version']).where('parent_id', '=', arg.id),
);

/** Makes others that change this deliverable wait until the transaction ends. */
export const lockDeliverable = statement<{ id: string }>((db, arg) =>
  db
    .updateTable('deliverables')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('id', '=', arg.id),
);
/** What a newer version takes the place of: one that waits for changes, or for a verdict that came too late. */
export const markRevised = statement<{ id: string }>((db, arg) =>
  db
    .updateTable('deliverables')
    .set({ status: 'revised' })
    .where('id', '=', arg.id)
    .where('status', 'in', ['pending', 'revision_requested']),
);
export const giveVerdict = statement<{ id: string; status: string; feedback: string | null; by: string | null; at: number }>((db, arg) =>
  db
    .updateTable('deliverables')
    .set({ status: arg.status, feedback: arg.feedback, reviewed_by: arg.by, reviewed_at: arg.at })
    .where('id', '=', arg.id)
    .where('status', '=', 'pending'),
);

export const deliverableInsertion = insertion('deliverables', [
  'id',
  'org_id',
  'number',
  'task_id',
  'project_id',
  'agent_id',
  'submitted_by_user_id',
  'run_id',
  'version',
  'parent_id',
  'title',
  'summary',
  'content',
  'content_type',
  'actions_json',
  'metadata_json',
  'status',
  'feedback',
  'reviewed_by',
  'reviewed_at',
  'input_tokens',
  'output_tokens',
  'provider',
  'model',
  'created_at',
]);

/** Guaranteed by the writers of this noun, which store only these words. */
function asWords(row: DeliverableJoin): { status: DeliverableStatus; contentType: ContentType } {
  return { status: row.status as DeliverableStatus, contentType: row.content_type as ContentType };
}

/** Rows with their files, in the order of the rows. */
export async function toDeliverables(tx: ReadTx, rows: readonly DeliverableJoin[]): Promise<Deliverable[]> {
  const files = await filesOf(
    tx,
    rows.map((row) => row.id),
  );
  return rows.map((row) => toDeliverable(row, files.get(row.id) ?? []));
}

function toDeliverable(row: DeliverableJoin, files: Deliverable['files']): Deliverable {
  return {
    id: row.id,
    orgId: row.org_id,
    number: row.number,
    title: row.title,
    summary: row.summary,
    content: row.content ?? '',
    ...asWords(row),
    version: row.version,
    parentId: row.parent_id,
    parentNumber: row.parent_number,
    feedback: row.feedback,
    ...refersTo(row),
    runId: row.run_id,
    sessionId: row.session_id,
    files,
    actions: fromOwnJson<DeliverableAction[]>(row.actions_json),
    metadata: fromOwnJson<JsonObject>(row.metadata_json),
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    provider: row.provider,
    model: row.model,
    reviewedAt: row.reviewed_at,
    createdAt: row.created_at,
  };
}

function refersTo(row: DeliverableJoin): Pick<Deliverable, 'task' | 'project' | 'agent' | 'submittedBy' | 'reviewedBy'> {
  return {
    task:
      row.task_id === null || row.task_number === null
        ? null
        : { id: row.task_id, number: row.task_number, title: row.task_title ?? '', status: row.task_status ?? '' },
    project:
      row.project_id === null || row.project_number === null
        ? null
        : { id: row.project_id, number: row.project_number, name: row.project_name ?? '' },
    agent:
      row.agent_id === null || row.agent_number === null
        ? null
        : {
            id: row.agent_id,
            number: row.agent_number,
            slug: row.agent_slug ?? '',
            displayName: row.agent_name ?? '',
            kind: asKind(row.agent_kind),
          },
    submittedBy: personOf(row.submitted_by_user_id, row.submitter_number, row.submitter_name),
    reviewedBy: personOf(row.reviewed_by, row.reviewer_number, row.reviewer_name),
  };
}

type AgentKindOf = NonNullable<Deliverable['agent']>['kind'];

/** Guaranteed by the writers of agents, which store only these words. */
function asKind(word: string | null): AgentKindOf {
  return (word ?? 'ai') as AgentKindOf;
}

function personOf(id: string | null, number: number | null, name: string | null): Deliverable['reviewedBy'] {
  return id === null || number === null ? null : { id, number, name: name ?? '' };
}
