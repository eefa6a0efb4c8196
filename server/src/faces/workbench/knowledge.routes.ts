import { Type } from 'typebox';
import {
  addKnowledge,
  getKnowledge,
  listKnowledge,
  removeKnowledge,
  searchKnowledge,
  updateKnowledge,
} from '../../domain/projects/index.ts';
import { plainText, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';
import { kind, knowledgeChange, knowledgeCreate, knowledgeRow, projectParams, showKnowledgeRow } from './projects.wire.ts';

const shared = { tag: 'Workbench knowledge' } as const;
const params = Type.Object({ id: Type.String({ description: 'Number or UUID of the text' }) });
const listedMax = 500;

/** Source: surfaces of the agents API, "knowledge". */
export const knowledgeRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/api/projects/:id/knowledge',
    operationId: 'workbenchListKnowledge',
    summary: 'List what agents are told about a project, newest first',
    params: projectParams,
    query: Type.Object({
      type: Type.Optional(kind),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: listedMax, default: 100 })),
    }),
    answers: { 200: success('Texts', Type.Array(knowledgeRow)), ...refusals(400, 401, 403, 404) },
    operation: listKnowledge,
    read: ({ params: { id }, query }) => ({ project: id, kind: query.type, limit: query.limit ?? 100 }),
    show: ({ items }) => ({ success: true, data: items.map(showKnowledgeRow) }),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/api/projects/:id/knowledge',
    operationId: 'workbenchAddKnowledge',
    summary: 'Add a text to a project',
    params: projectParams,
    body: knowledgeCreate,
    bodyExample: { title: 'Tone of voice', type: 'guideline', content: 'Write short sentences.' },
    status: 201,
    answers: { 201: success('The text', knowledgeRow), ...refusals(400, 401, 403, 404, 409) },
    operation: addKnowledge,
    read: ({ params: { id }, body }) => ({ project: id, title: body.title, kind: body.type, content: body.content }),
    show: (made) => ({ success: true, data: showKnowledgeRow(made) }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/knowledge/search',
    operationId: 'workbenchSearchKnowledge',
    summary: 'Find texts that hold every word, newest first',
    query: Type.Object({
      q: plainText(200, 1),
      projectId: Type.Optional(Type.String({ maxLength: 100, description: 'Number or UUID of a project' })),
      type: Type.Optional(kind),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 })),
    }),
    answers: { 200: success('Texts', Type.Array(knowledgeRow)), ...refusals(400, 401, 403, 404) },
    operation: searchKnowledge,
    read: ({ query }) => ({ text: query.q, project: query.projectId, kind: query.type, limit: query.limit ?? 20 }),
    show: (found) => ({ success: true, data: found.map(showKnowledgeRow) }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/knowledge/:id',
    operationId: 'workbenchGetKnowledge',
    summary: 'Get a text',
    params,
    answers: { 200: success('The text', knowledgeRow), ...refusals(401, 403, 404) },
    operation: getKnowledge,
    read: ({ params: { id } }) => id,
    show: (one) => ({ success: true, data: showKnowledgeRow(one) }),
  }),
  route({
    ...shared,
    method: 'PATCH',
    path: '/api/knowledge/:id',
    operationId: 'workbenchUpdateKnowledge',
    summary: 'Change a text; what is left out stays',
    params,
    body: knowledgeChange,
    bodyExample: { content: 'Write short sentences. Avoid jargon.' },
    answers: { 200: success('The text', knowledgeRow), ...refusals(400, 401, 403, 404) },
    operation: updateKnowledge,
    read: ({ params: { id }, body }) => ({ address: id, changes: { title: body.title, kind: body.type, content: body.content } }),
    show: (one) => ({ success: true, data: showKnowledgeRow(one) }),
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/api/knowledge/:id',
    operationId: 'workbenchDeleteKnowledge',
    summary: 'Take a text out of its project',
    params,
    answers: { 200: success('Deleted', Type.Object({ deleted: Type.Literal(true) })), ...refusals(401, 403, 404) },
    operation: removeKnowledge,
    read: ({ params: { id } }) => ({ address: id }),
    show: () => ({ success: true, data: { deleted: true } }),
  }),
];
