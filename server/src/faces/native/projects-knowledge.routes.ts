import { Type } from 'typebox';
import { addKnowledge, knowledgeKinds, listKnowledge, removeKnowledge, updateKnowledge } from '../../domain/projects/index.ts';
import { oneOf, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showKnowledge } from './projects.show.ts';
import { knowledge, knowledgeChange, knowledgeCreate } from './projects.wire.ts';
import { showPage } from './show.ts';
import { idParams, pageOf, pageQuery, refusals } from './wire.ts';

const shared = { tag: 'Knowledge' } as const;
const textParams = Type.Object({ id: Type.String(), knowledge_id: Type.String() });

export const knowledgeRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/projects/:id/knowledge',
    operationId: 'listKnowledge',
    summary: 'List what agents are told about a project, newest first',
    params: idParams,
    query: Type.Object({ ...pageQuery, kind: Type.Optional(oneOf(knowledgeKinds)) }),
    answers: { 200: { description: 'Texts', schema: pageOf(knowledge) }, ...refusals(400, 401, 403, 404) },
    operation: listKnowledge,
    read: ({ params, query }) => ({ project: params.id, kind: query.kind, limit: query.limit ?? 50, cursor: query.cursor }),
    show: (page) => showPage(page, showKnowledge),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/projects/:id/knowledge',
    operationId: 'addKnowledge',
    summary: 'Add a text to a project',
    params: idParams,
    body: knowledgeCreate,
    bodyExample: { title: 'Tone of voice', kind: 'guideline', content: 'Write short sentences.' },
    status: 201,
    answers: { 201: { description: 'The text', schema: knowledge }, ...refusals(400, 401, 403, 404, 409) },
    operation: addKnowledge,
    read: ({ params, body }) => ({ project: params.id, ...body }),
    show: showKnowledge,
  }),
  route({
    ...shared,
    method: 'PATCH',
    path: '/v1/projects/:id/knowledge/:knowledge_id',
    operationId: 'updateKnowledge',
    summary: 'Change a text; what is left out stays',
    params: textParams,
    body: knowledgeChange,
    bodyExample: { content: 'Write short sentences. Avoid jargon.' },
    answers: { 200: { description: 'The text', schema: knowledge }, ...refusals(400, 401, 403, 404) },
    operation: updateKnowledge,
    read: ({ params, body }) => ({ project: params.id, address: params.knowledge_id, changes: body }),
    show: showKnowledge,
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/v1/projects/:id/knowledge/:knowledge_id',
    operationId: 'removeKnowledge',
    summary: 'Take a text out of a project',
    params: textParams,
    status: 204,
    answers: { 204: { description: 'Removed' }, ...refusals(401, 403, 404) },
    operation: removeKnowledge,
    read: ({ params }) => ({ project: params.id, address: params.knowledge_id }),
    show: () => undefined,
  }),
];
