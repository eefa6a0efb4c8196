import type { Page } from '../../kernel/page.ts';
import { visibleDeliverable } from '../deliverables/index.ts';
import { query } from '../operation.ts';
import { visibleTask } from '../tasks/index.ts';
import type { Comment } from './comment.ts';
import { readComments } from './comment-queries.ts';
import type { CommentListRequest } from './comment-queries.ts';

interface CommentsOn extends CommentListRequest {
  /** UUID or number of what they are on. */
  readonly on: string;
}

/** Comments on a task, oldest first. @throws Refusal `not_found` task.unknown · `forbidden` task.out_of_scope */
export const listTaskComments = query<CommentsOn, Page<Comment>>({
  grant: 'tasks:read',
  work: async (tx, { caller }, request) => {
    const { id } = await visibleTask(tx, caller, request.on);
    return readComments(tx, caller.orgId, { column: 'task_id', id }, request);
  },
});

/** Comments on a deliverable, oldest first. @throws Refusal `not_found` deliverable.unknown · `forbidden` deliverable.out_of_scope */
export const listDeliverableComments = query<CommentsOn, Page<Comment>>({
  grant: 'deliverables:read',
  work: async (tx, { caller }, request) => {
    const { id } = await visibleDeliverable(tx, caller, request.on);
    return readComments(tx, caller.orgId, { column: 'deliverable_id', id }, request);
  },
});
