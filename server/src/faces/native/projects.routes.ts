import { Type } from 'typebox';
import { createProject, deleteProject, getProject, listProjects, projectStatuses, updateProject } from '../../domain/projects/index.ts';
import { oneOf, plainText, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showProject } from './projects.show.ts';
import { project, projectChange, projectCreate, readAddress } from './projects.wire.ts';
import { showPage } from './show.ts';
import { idParams, pageOf, pageQuery, refusals } from './wire.ts';

const shared = { tag: 'Projects' } as const;

export const projectRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/projects',
    operationId: 'listProjects',
    summary: 'List projects, newest first',
    query: Type.Object({ ...pageQuery, status: Type.Optional(oneOf(projectStatuses)), q: Type.Optional(plainText(200)) }),
    answers: { 200: { description: 'Projects', schema: pageOf(project) }, ...refusals(400, 401, 403) },
    operation: listProjects,
    read: ({ query }) => ({ status: query.status, text: query.q, limit: query.limit ?? 50, cursor: query.cursor }),
    show: (page) => showPage(page, showProject),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/projects',
    operationId: 'createProject',
    summary: 'Make a project',
    body: projectCreate,
    bodyExample: { name: 'Website', description: 'Texts and pages of the website.' },
    status: 201,
    answers: { 201: { description: 'The project', schema: project }, ...refusals(400, 401, 403, 404) },
    operation: createProject,
    read: ({ body }) => ({ name: body.name, description: body.description, defaultAgent: readAddress(body.default_agent) }),
    show: showProject,
    headers: ({ id }) => ({ location: `/v1/projects/${id}` }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/v1/projects/:id',
    operationId: 'getProject',
    summary: 'Get a project by UUID or number',
    params: idParams,
    answers: { 200: { description: 'The project', schema: project }, ...refusals(401, 403, 404) },
    operation: getProject,
    read: ({ params }) => params.id,
    show: showProject,
  }),
  route({
    ...shared,
    method: 'PATCH',
    path: '/v1/projects/:id',
    operationId: 'updateProject',
    summary: 'Change a project; what is left out stays',
    params: idParams,
    body: projectChange,
    bodyExample: { status: 'archived' },
    answers: { 200: { description: 'The project', schema: project }, ...refusals(400, 401, 403, 404) },
    operation: updateProject,
    read: ({ params, body }) => ({
      address: params.id,
      changes: { name: body.name, description: body.description, status: body.status, defaultAgent: readAddress(body.default_agent) },
    }),
    show: showProject,
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/v1/projects/:id',
    operationId: 'deleteProject',
    summary: 'Delete a project that has no open tasks, with its knowledge and rules; its finished tasks stay',
    params: idParams,
    status: 204,
    answers: { 204: { description: 'Deleted' }, ...refusals(401, 403, 404, 409) },
    operation: deleteProject,
    read: ({ params }) => params.id,
    show: () => undefined,
  }),
];
