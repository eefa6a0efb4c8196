import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import { insertion } from '../../store/index.ts';
import type { CommentRow, ReadTx } from '../../store/index.ts';
import type { Comment } from './comment.ts';

export const commentInsertion = insertion('comments', [
  'id',
  'org_id',
  'number',
  'task_id',
  'deliverable_id',
  'line',
  'author',
  'author_name',
  'content',
  'created_at',
]);

/** What comments are on. */
export type Subject = { readonly column: 'task_id' | 'deliverable_id'; readonly id: string };

export interface CommentListRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Where a contract documents offsets; 0 when left out. */
  readonly offset?: number | undefined;
}

/** Comments in the order in which they were written. */
export async function readComments(tx: ReadTx, orgId: string, subject: Subject, request: CommentListRequest): Promise<Page<Comment>> {
  const after = decodePageKey(request.cursor, isUuid);
  const rows = await tx.query<CommentRow>((db) => {
    const list = db.selectFrom('comments').selectAll().where('org_id', '=', orgId).where(subject.column, '=', subject.id).orderBy('id');
    return (after === null ? list : list.where('id', '>', after)).limit(request.limit + 1).offset(request.offset ?? 0);
  });
  const page = toPage(rows, request.limit, (row) => row.id);
  return { items: page.items.map(toComment), nextCursor: page.nextCursor };
}

export function toComment(row: CommentRow): Comment {
  const [kind = '', id = null] = row.author.split(':');
  return {
    id: row.id,
    number: row.number,
    taskId: row.task_id,
    deliverableId: row.deliverable_id,
    content: row.content,
    line: row.line,
    author: { kind: asAuthorKind(kind), id, name: row.author_name },
    createdAt: row.created_at,
  };
}

/** Guaranteed by `authorOf`, the only source of authors. */
function asAuthorKind(word: string): Comment['author']['kind'] {
  return word as Comment['author']['kind'];
}
