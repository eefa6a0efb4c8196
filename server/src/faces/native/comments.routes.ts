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
import { longText, nullable, oneOf, route, timestamp } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showPage } from './show.ts';
import { idParams, pageOf, pageQuery, refusals } from './wire.ts';

const shared = { tag: 'Comments' } as const;
const strict = { additionalProperties: false } as const;
const comment = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  content: Type.String(),
  line: nullable(Type.Integer()),
  author: Type.Object({ kind: oneOf(['user', 'key', 'agent', 'system']), id: nullable(Type.String()), name: Type.String() }),
  created_at: timestamp,
});
const content = longText(commentLengthMax, 1);
const listed = { 200: { description: 'Comments, oldest first', schema: pageOf(comment) }, ...refusals(400, 403, 404) };
const added = { 201: { description: 'The comment', schema: comment }, ...refusals(400, 403, 404, 422) };

function showComment({ id, number, content: text, line, author, createdAt }: Comment) {
  return { id, number, content: text, line, author, created_at: toRfc3339(createdAt) };
}

export const commentRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/tasks/:id/comments',
    operationId: 'listTaskComments',
    summary: 'List the comments on a task',
    params: idParams,
    query: Type.Object(pageQuery),
    answers: listed,
    operation: listTaskComments,
    read: ({ params, query }) => ({ on: params.id, limit: query.limit ?? 50, cursor: query.cursor }),
    show: (page) => showPage(page, showComment),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/tasks/:id/comments',
    operationId: 'addTaskComment',
    summary: 'Comment on a task',
    params: idParams,
    body: Type.Object({ content }, strict),
    bodyExample: { content: 'The supplier has answered; see the context.' },
    status: 201,
    answers: added,
    operation: addTaskComment,
    read: ({ params, body }) => ({ on: params.id, ...body }),
    show: showComment,
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/v1/deliverables/:id/comments',
    operationId: 'listDeliverableComments',
    summary: 'List the comments on a deliverable',
    params: idParams,
    query: Type.Object(pageQuery),
    answers: listed,
    operation: listDeliverableComments,
    read: ({ params, query }) => ({ on: params.id, limit: query.limit ?? 50, cursor: query.cursor }),
    show: (page) => showPage(page, showComment),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/deliverables/:id/comments',
    operationId: 'addDeliverableComment',
    summary: 'Comment on a deliverable, or on one line of its content',
    params: idParams,
    body: Type.Object({ content, line: Type.Optional(nullable(Type.Integer({ minimum: 1 }))) }, strict),
    bodyExample: { content: 'Which quarter is this?', line: 3 },
    status: 201,
    answers: added,
    operation: addDeliverableComment,
    read: ({ params, body }) => ({ on: params.id, ...body }),
    show: showComment,
  }),
];
