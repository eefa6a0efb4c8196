import { Type } from 'typebox';
import { createTask, deleteTask, explainTask, getTask, listTasks, retryTask, taskStatuses, updateTask } from '../../domain/tasks/index.ts';
import type { TaskStatus } from '../../domain/tasks/index.ts';
import { readWords, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showPage } from './show.ts';
import { showExplanation, showTask } from './tasks.show.ts';
import { explanation, listFilter, readTask, task, taskChange, taskCreate } from './tasks.wire.ts';
import { idParams, pageOf, pageQuery, refusals } from './wire.ts';

const shared = { tag: 'Tasks' } as const;

const list = route({
  ...shared,
  method: 'GET',
  path: '/v1/tasks',
  operationId: 'listTasks',
  summary: 'List the tasks that you may see: newest first, or by priority and then oldest first',
  query: Type.Object({ ...listFilter, ...pageQuery }),
  answers: { 200: { description: 'Tasks', schema: pageOf(task) }, ...refusals(400, 403, 404) },
  operation: listTasks,
  read: ({ query: { status, mine, limit = 50, tag, ...rest } }) => ({
    ...rest,
    limit,
    tag: tag === '' ? undefined : tag,
    isMine: mine,
    statuses: readWords<TaskStatus>(status, taskStatuses, '/status'),
  }),
  show: (page) => showPage(page, showTask),
});

const create = route({
  ...shared,
  method: 'POST',
  path: '/v1/tasks',
  operationId: 'createTask',
  summary: 'Make a task, for one agent, for whom routing finds (`auto`), for yourself (`me`), or for the pool',
  body: taskCreate,
  bodyExample: { title: 'Write blog post', description: 'Create a post about AI agents', assignee: 'auto', tags: ['writing'], priority: 2 },
  status: 201,
  answers: { 201: { description: 'The task', schema: task }, ...refusals(400, 403, 404, 422) },
  operation: createTask,
  read: ({ body: { title, ...rest } }) => ({ ...readTask(rest), title }),
  show: showTask,
  headers: ({ id }) => ({ location: `/v1/tasks/${id}` }),
});

const get = route({
  ...shared,
  method: 'GET',
  path: '/v1/tasks/:id',
  operationId: 'getTask',
  summary: 'Get a task by UUID or number',
  params: idParams,
  answers: { 200: { description: 'The task', schema: task }, ...refusals(403, 404) },
  operation: getTask,
  read: ({ params }) => params.id,
  show: showTask,
});

const update = route({
  ...shared,
  method: 'PATCH',
  path: '/v1/tasks/:id',
  operationId: 'updateTask',
  summary: 'Change a task, give it to another agent, move it on, or reopen it',
  params: idParams,
  body: taskChange,
  bodyExample: { assignee: 'research', priority: 1 },
  answers: { 200: { description: 'The task', schema: task }, ...refusals(400, 403, 404, 409, 422) },
  operation: updateTask,
  read: ({ params, body: { title, status, ...rest } }) => ({ task: params.id, changes: { ...readTask(rest), title, status } }),
  show: showTask,
});

const remove = route({
  ...shared,
  method: 'DELETE',
  path: '/v1/tasks/:id',
  operationId: 'deleteTask',
  summary: 'Delete a task with its comments; what was handed in for it stays',
  params: idParams,
  status: 204,
  answers: { 204: { description: 'Deleted' }, ...refusals(403, 404) },
  operation: deleteTask,
  read: ({ params }) => params.id,
  show: () => undefined,
});

const explain = route({
  ...shared,
  method: 'GET',
  path: '/v1/tasks/:id/explain',
  operationId: 'explainTask',
  summary: 'Why nobody works on a task yet',
  params: idParams,
  answers: {
    200: { description: 'Whether an agent may begin it now, and what stands in the way', schema: explanation },
    ...refusals(403, 404),
  },
  operation: explainTask,
  read: ({ params }) => params.id,
  show: showExplanation,
});

const retry = route({
  ...shared,
  method: 'POST',
  path: '/v1/tasks/:id/retry',
  operationId: 'retryTask',
  summary: 'Forget why the last execution failed, so that the next may begin at once',
  params: idParams,
  answers: { 200: { description: 'The task', schema: task }, ...refusals(403, 404, 422) },
  operation: retryTask,
  read: ({ params }) => params.id,
  show: showTask,
});

/** Tasks: making, finding and changing them. */
export const taskRoutes: readonly RouteDraft[] = [list, create, get, update, remove, explain, retry];
