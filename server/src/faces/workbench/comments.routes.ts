import { Type } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import {
  addDeliverableComment,
  addTaskComment,
  commentLengthMax,
  listDeliverableComments,
  listTaskComments,
} from '../../domain/comments/index.ts';
import type { Comment } from '../../domain/comments/index.ts';
import type { Page } from '../../kernel/page.ts';
import { longText, nullable, route, timestamp } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';

const shared = { tag: 'Workbench comments' } as const;
const strict = { additionalProperties: false } as const;
const window = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 200 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, default: 0 })),
});
const comment = Type.Object({
  id: Type.Integer(),
  content: Type.String(),
  line: nullable(Type.Integer()),
  author_type: Type.String(),
  author_name: Type.String(),
  created_at: timestamp,
});
const content = longText(commentLengthMax, 1);
const params = Type.Object({ id: Type.String({ description: 'Number or UUID' }) });
const listed = { 200: success('Comments, oldest first', Type.Array(comment)), ...refusals(400, 401, 403, 404) };
const added = { 201: success('The comment', comment), ...refusals(400, 401, 403, 404, 422) };

function showComment({ number, content: text, line, author, createdAt }: Comment) {
  return { id: number, content: text, line, author_type: author.kind, author_name: author.name, created_at: toRfc3339(createdAt) };
}
const showAll = (page: Page<Comment>) => ({ success: true, data: page.items.map(showComment) });
const showOne = (one: Comment) => ({ success: true, data: showComment(one) });

export const commentRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/api/tasks/:id/comments',
    operationId: 'workbenchListTaskComments',
    summary: 'List the comments on a task',
    params,
    query: window,
    answers: listed,
    operation: listTaskComments,
    read: ({ params: { id }, query }) => ({ on: id, limit: query.limit ?? 200, offset: query.offset }),
    show: showAll,
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/api/tasks/:id/comments',
    operationId: 'workbenchAddTaskComment',
    summary: 'Comment on a task',
    params,
    body: Type.Object({ content }, strict),
    bodyExample: { content: 'The supplier has answered.' },
    status: 201,
    answers: added,
    operation: addTaskComment,
    read: ({ params: { id }, body }) => ({ on: id, ...body }),
    show: showOne,
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/deliverables/:id/comments',
    operationId: 'workbenchListDeliverableComments',
    summary: 'List the comments on a deliverable',
    params,
    query: window,
    answers: listed,
    operation: listDeliverableComments,
    read: ({ params: { id }, query }) => ({ on: id, limit: query.limit ?? 200, offset: query.offset }),
    show: showAll,
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/api/deliverables/:id/comments',
    operationId: 'workbenchAddDeliverableComment',
    summary: 'Comment on a deliverable, or on one line of its content',
    params,
    body: Type.Object({ content, line: Type.Optional(nullable(Type.Integer({ minimum: 1 }))) }, strict),
    bodyExample: { content: 'Which quarter is this?', line: 3 },
    status: 201,
    answers: added,
    operation: addDeliverableComment,
    read: ({ params: { id }, body }) => ({ on: id, ...body }),
    show: showOne,
  }),
];
