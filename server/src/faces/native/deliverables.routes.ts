import { Type } from 'typebox';
import {
  deliverableStatuses,
  fileParts,
  findFile,
  getDeliverable,
  listDeliverables,
  reviewDeliverable,
  submitDeliverable,
} from '../../domain/deliverables/index.ts';
import type { DeliverableStatus } from '../../domain/deliverables/index.ts';
import { customRoute, deliverableBytesMax, fileAnswer, plainText, readWords, route, sendFile } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import {
  deliverable,
  deliverableCreate,
  deliverableRow,
  deliverableWithVersions,
  readSubmission,
  reviewInput,
  showDeliverable,
  showDeliverableRow,
  showDeliverableVersion,
} from './deliverables.wire.ts';
import { showPage } from './show.ts';
import { idParams, pageOf, pageQuery, refusals } from './wire.ts';

const shared = { tag: 'Deliverables' } as const;

export const deliverableRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/deliverables',
    operationId: 'listDeliverables',
    summary: 'List deliverables without their content, newest first',
    query: Type.Object({
      status: Type.Optional(plainText(100, 0, `Comma-separated: ${deliverableStatuses.join(', ')}`)),
      task: Type.Optional(plainText(64)),
      agent: Type.Optional(plainText(100)),
      project: Type.Optional(plainText(64)),
      mine: Type.Optional(Type.Boolean({ description: 'Only what you made, or agents that act for you' })),
      ...pageQuery,
    }),
    answers: { 200: { description: 'Deliverables', schema: pageOf(deliverableRow) }, ...refusals(400, 403, 404) },
    operation: listDeliverables,
    read: ({ query: { status, limit, ...rest } }) => ({
      ...rest,
      statuses: readWords<DeliverableStatus>(status, deliverableStatuses, '/status'),
      limit: limit ?? 50,
    }),
    show: (page) => showPage(page, showDeliverableRow),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/deliverables',
    operationId: 'submitDeliverable',
    summary: 'Hand in a result for a task, for a project, or as the next version of one that has to change',
    body: deliverableCreate,
    bodyExample: { task: '12', title: 'Market overview', content: '## Findings\n\nThree suppliers fit.', content_type: 'markdown' },
    bodyBytesMax: deliverableBytesMax,
    status: 201,
    answers: {
      201: { description: 'The deliverable, waiting for a verdict', schema: deliverable },
      ...refusals(400, 403, 404, 409, 413, 422),
    },
    operation: submitDeliverable,
    read: ({ body }) => readSubmission(body),
    show: showDeliverable,
    headers: ({ id }) => ({ location: `/v1/deliverables/${id}` }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/v1/deliverables/:id',
    operationId: 'getDeliverable',
    summary: 'Get a deliverable with its content and all its versions, newest first',
    params: idParams,
    answers: { 200: { description: 'The deliverable', schema: deliverableWithVersions }, ...refusals(403, 404) },
    operation: getDeliverable,
    read: ({ params }) => params.id,
    show: ({ deliverable: one, versions }) => ({ ...showDeliverable(one), versions: versions.map(showDeliverableVersion) }),
  }),
  customRoute({
    ...shared,
    method: 'GET',
    path: '/v1/deliverables/:id/files/:file_id',
    operationId: 'getDeliverableFile',
    summary: 'Download a file of a deliverable',
    params: Type.Object({ id: Type.String(), file_id: Type.String() }),
    answers: { 200: fileAnswer, ...refusals(403, 404) },
    respond: async (at, { params }, reply) => {
      const file = await findFile(at, { deliverable: params.id, file: params.file_id });
      return sendFile(reply, file, fileParts(at, file));
    },
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/deliverables/:id/review',
    operationId: 'reviewDeliverable',
    summary: 'Approve a deliverable, ask for a revision, or reject it; its task follows',
    params: idParams,
    body: reviewInput,
    bodyExample: { decision: 'revision_requested', feedback: 'Name the sources.', expected_version: 1 },
    answers: { 200: { description: 'The judged deliverable', schema: deliverable }, ...refusals(400, 403, 404, 409, 422) },
    operation: reviewDeliverable,
    read: ({ params, body: { expected_version: expectedVersion, ...body } }) => ({ id: params.id, ...body, expectedVersion }),
    show: showDeliverable,
  }),
];
