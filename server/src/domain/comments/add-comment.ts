import { newId } from '../../kernel/id.ts';
import { refuseField } from '../../kernel/refusal.ts';
import type { CommentRow, Tx } from '../../store/index.ts';
import { recordActivity } from '../activity/index.ts';
import type { NewActivity } from '../activity/index.ts';
import { nextNumber } from '../counter.ts';
import { visibleDeliverable } from '../deliverables/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { visibleTask } from '../tasks/index.ts';
import { authorOf } from './author.ts';
import type { Comment } from './comment.ts';
import { commentInsertion, toComment } from './comment-queries.ts';
import type { Subject } from './comment-queries.ts';

export interface NewComment {
  /** UUID or number of what it is on. */
  readonly on: string;
  readonly content: string;
}

/** Writes a remark on a task. @throws Refusal `not_found` task.unknown · `forbidden` task.out_of_scope · `unprocessable` comment.empty */
export const addTaskComment = mutation<NewComment, Comment>({
  grant: 'tasks:write',
  work: async (tx, at, { on, content }) => {
    const task = await visibleTask(tx, at.caller, on);
    const about = { taskId: task.id, agentId: task.assignee?.id, projectId: task.project?.id };
    return addComment(tx, at, { subject: { column: 'task_id', id: task.id }, about, content, line: null });
  },
  record: 'log',
});

/**
 * Writes a remark on a deliverable, or on one line of its content.
 * @throws Refusal `not_found` deliverable.unknown · `forbidden` deliverable.out_of_scope · `unprocessable` comment.empty, comment.line
 */
export const addDeliverableComment = mutation<NewComment & { readonly line?: number | null | undefined }, Comment>({
  grant: 'deliverables:write',
  work: async (tx, at, { on, content, line = null }) => {
    const { id, content: text, task, agent, project } = await visibleDeliverable(tx, at.caller, on);
    if (line !== null && line > text.split('\n').length)
      throw refuseField('unprocessable', 'comment.line', '/line', 'The content has no such line.');
    const about = { deliverableId: id, taskId: task?.id, agentId: agent?.id, projectId: project?.id };
    return addComment(tx, at, { subject: { column: 'deliverable_id', id }, about, content, line });
  },
  record: 'log',
});

interface Remark {
  readonly subject: Subject;
  readonly about: Pick<NewActivity, 'taskId' | 'deliverableId' | 'agentId' | 'projectId'>;
  readonly content: string;
  readonly line: number | null;
}

/** Characters that the history repeats of a comment. */
const excerptMax = 500;

async function addComment(tx: Tx, at: At, { subject, about, content, line }: Remark): Promise<Comment> {
  if (content.trim() === '') throw refuseField('unprocessable', 'comment.empty', '/content', 'A comment says something.');
  const now = at.home.clock.now();
  const { author, name } = await authorOf(tx, at.caller);
  const row: CommentRow = {
    id: newId(now),
    org_id: at.caller.orgId,
    number: await nextNumber(tx, 'comments'),
    task_id: subject.column === 'task_id' ? subject.id : null,
    deliverable_id: subject.column === 'deliverable_id' ? subject.id : null,
    line,
    author,
    author_name: name,
    content,
    created_at: now,
  };
  await tx.insert(commentInsertion, [row]);
  const comment = { id: row.number, uuid: row.id, content: content.slice(0, excerptMax), line, author_name: name };
  await recordActivity(tx, at, { event: 'comment.added', ...about, data: { comment } });
  return toComment(row);
}
