import { Type } from 'typebox';
import {
  deliverableStatuses,
  fileParts,
  findFile,
  getDeliverable,
  listDeliverablesByOffset,
  reviewDeliverable,
  submitDeliverable,
} from '../../domain/deliverables/index.ts';
import type { Deliverable, DeliverableStatus } from '../../domain/deliverables/index.ts';
import { customRoute, deliverableBytesMax, fileAnswer, plainText, readWords, route, sendFile } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';
import {
  deliverable,
  deliverableWithVersions,
  feedback,
  readSubmission,
  review,
  showDeliverable,
  showFeedback,
  showVersion,
  submission,
} from './deliverables.wire.ts';

const shared = { tag: 'Workbench deliverables' } as const;
const id = Type.String({ description: 'Number or UUID of the deliverable' });
const window = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, default: 0 })),
};
const statusWords = Type.Optional(plainText(100, 0, `Comma-separated: ${deliverableStatuses.join(', ')}`));
const rows = { 200: success('Deliverables, newest first', Type.Array(deliverable)), ...refusals(400, 401, 403, 404) };
const showRows = (found: readonly Deliverable[]) => ({ success: true, data: found.map(showDeliverable) });
const pageOf = ({ limit = 50, offset = 0 }: { limit?: number; offset?: number }) => ({ limit, offset });
const readStatuses = (text: string | undefined) => readWords<DeliverableStatus>(text, deliverableStatuses, '/status');

const lists: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/api/deliverables',
    operationId: 'workbenchListDeliverables',
    summary: 'List deliverables',
    query: Type.Object({
      status: statusWords,
      taskId: Type.Optional(plainText(64)),
      agentId: Type.Optional(plainText(100)),
      projectId: Type.Optional(plainText(64)),
      ...window,
    }),
    answers: rows,
    operation: listDeliverablesByOffset,
    read: ({ query: { status, taskId, agentId, projectId, ...page } }) => ({
      statuses: readStatuses(status),
      task: taskId,
      agent: agentId,
      project: projectId,
      ...pageOf(page),
    }),
    show: showRows,
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/deliverables/pending',
    operationId: 'workbenchListPendingDeliverables',
    summary: 'List deliverables that wait for a verdict',
    query: Type.Object(window),
    answers: rows,
    operation: listDeliverablesByOffset,
    read: ({ query }) => ({ statuses: ['pending' as const], ...pageOf(query) }),
    show: showRows,
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/deliverables/mine',
    operationId: 'workbenchListMyDeliverables',
    summary: 'List what you handed in, or agents that act for you',
    query: Type.Object({ status: statusWords, ...window }),
    answers: rows,
    operation: listDeliverablesByOffset,
    read: ({ query: { status, ...page } }) => ({ mine: true, statuses: readStatuses(status), ...pageOf(page) }),
    show: showRows,
  }),
];

const reading: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/api/deliverables/:id',
    operationId: 'workbenchGetDeliverable',
    summary: 'Get a deliverable with all its versions',
    params: Type.Object({ id }),
    answers: { 200: success('The deliverable', deliverableWithVersions), ...refusals(401, 403, 404) },
    operation: getDeliverable,
    read: ({ params }) => params.id,
    show: ({ deliverable: one, versions }) => ({
      success: true,
      data: { ...showDeliverable(one), versions: versions.map(showVersion) },
    }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/deliverables/:id/feedback',
    operationId: 'workbenchGetDeliverableFeedback',
    summary: 'Get the verdict on a deliverable',
    params: Type.Object({ id }),
    answers: { 200: success('The verdict', feedback), ...refusals(401, 403, 404) },
    operation: getDeliverable,
    read: ({ params }) => params.id,
    show: ({ deliverable: one }) => ({ success: true, data: showFeedback(one) }),
  }),
  customRoute({
    ...shared,
    method: 'GET',
    path: '/api/deliverables/:id/files/:fileId',
    operationId: 'workbenchGetDeliverableFile',
    summary: 'Download a file of a deliverable',
    params: Type.Object({ id, fileId: Type.String() }),
    answers: { 200: fileAnswer, ...refusals(401, 403, 404) },
    respond: async (at, { params }, reply) => {
      const file = await findFile(at, { deliverable: params.id, file: params.fileId });
      return sendFile(reply, file, fileParts(at, file));
    },
  }),
];

const writing: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'POST',
    path: '/api/deliverables',
    operationId: 'workbenchSubmitDeliverable',
    summary: 'Hand in a result; its task goes to review',
    body: submission,
    bodyExample: { taskId: 5, title: 'Blog post', content: '# AI agents\n\nText', contentType: 'markdown' },
    bodyBytesMax: deliverableBytesMax,
    status: 201,
    answers: { 201: success('The deliverable', deliverable), ...refusals(400, 401, 403, 404, 409, 413, 422) },
    operation: submitDeliverable,
    read: ({ body }) => readSubmission(body),
    show: (one) => ({ success: true, data: showDeliverable(one) }),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/api/deliverables/:id/revision',
    operationId: 'workbenchSubmitRevision',
    summary: 'Hand in the next version of a deliverable that has to change',
    params: Type.Object({ id }),
    body: submission,
    bodyExample: { title: 'Blog post', content: '# AI agents\n\nText with sources' },
    bodyBytesMax: deliverableBytesMax,
    status: 201,
    answers: { 201: success('The new version', deliverable), ...refusals(400, 401, 403, 404, 409, 413, 422) },
    operation: submitDeliverable,
    read: ({ params, body }) => ({ ...readSubmission(body), parent: params.id }),
    show: (one) => ({ success: true, data: showDeliverable(one) }),
  }),
  route({
    ...shared,
    method: 'PATCH',
    path: '/api/deliverables/:id/review',
    operationId: 'workbenchReviewDeliverable',
    summary: 'Approve a deliverable, ask for a revision, or reject it; its task follows',
    params: Type.Object({ id }),
    body: review,
    bodyExample: { decision: 'approved' },
    answers: { 200: success('The judged deliverable', deliverable), ...refusals(400, 401, 403, 404, 409, 422) },
    operation: reviewDeliverable,
    read: ({ params, body }) => ({ id: params.id, decision: body.decision, feedback: body.feedback ?? undefined }),
    show: (one) => ({ success: true, data: showDeliverable(one) }),
  }),
];

/** Source: surfaces of the agents API, deliverables. */
export const deliverableRoutes: readonly RouteDraft[] = [...lists, ...reading, ...writing];
