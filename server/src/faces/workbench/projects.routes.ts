import { Type } from 'typebox';
import {
  createProject,
  deleteProject,
  getProject,
  listProjectsByOffset,
  projectStatuses,
  updateProject,
} from '../../domain/projects/index.ts';
import { oneOf, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';
import { listQuery, projectChange, projectCreate, projectParams, projectRow, readAgent, showProjectRow } from './projects.wire.ts';

const shared = { tag: 'Workbench projects' } as const;

/** Source: surfaces of the agents API, "projects". */
export const projectRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/api/projects',
    operationId: 'workbenchListProjects',
    summary: 'List projects, newest first',
    query: Type.Object({ status: Type.Optional(oneOf(projectStatuses)), ...listQuery }),
    answers: { 200: success('Projects', Type.Array(projectRow)), ...refusals(400, 401, 403) },
    operation: listProjectsByOffset,
    read: ({ query }) => ({ status: query.status, limit: query.limit ?? 100, offset: query.offset ?? 0 }),
    show: ({ items }) => ({ success: true, data: items.map(showProjectRow) }),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/api/projects',
    operationId: 'workbenchCreateProject',
    summary: 'Make a project',
    body: projectCreate,
    bodyExample: { name: 'Website', description: 'Texts and pages of the website.' },
    status: 201,
    answers: { 201: success('The project', projectRow), ...refusals(400, 401, 403, 404) },
    operation: createProject,
    read: ({ body }) => ({ name: body.name, description: body.description, defaultAgent: readAgent(body.defaultAgentId) }),
    show: (made) => ({ success: true, data: showProjectRow(made) }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/projects/:id',
    operationId: 'workbenchGetProject',
    summary: 'Get a project',
    params: projectParams,
    answers: { 200: success('The project', projectRow), ...refusals(401, 403, 404) },
    operation: getProject,
    read: ({ params }) => params.id,
    show: (one) => ({ success: true, data: showProjectRow(one) }),
  }),
  route({
    ...shared,
    method: 'PATCH',
    path: '/api/projects/:id',
    operationId: 'workbenchUpdateProject',
    summary: 'Change a project; what is left out stays',
    params: projectParams,
    body: projectChange,
    bodyExample: { status: 'archived' },
    answers: { 200: success('The project', projectRow), ...refusals(400, 401, 403, 404) },
    operation: updateProject,
    read: ({ params, body }) => ({
      address: params.id,
      changes: { name: body.name, description: body.description, status: body.status, defaultAgent: readAgent(body.defaultAgentId) },
    }),
    show: (one) => ({ success: true, data: showProjectRow(one) }),
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/api/projects/:id',
    operationId: 'workbenchDeleteProject',
    summary: 'Delete a project that has no open tasks, with its knowledge and rules',
    params: projectParams,
    answers: { 200: success('Deleted', Type.Object({ deleted: Type.Literal(true) })), ...refusals(401, 403, 404, 409) },
    operation: deleteProject,
    read: ({ params }) => params.id,
    show: () => ({ success: true, data: { deleted: true } }),
  }),
];
