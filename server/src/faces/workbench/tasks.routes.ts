import { Type } from 'typebox';
import { deliverablesOfTask } from '../../domain/deliverables/index.ts';
import type { At } from '../../domain/home.ts';
import {
  createTask,
  createTasks,
  deleteTask,
  deleteTasks,
  getTask,
  listTasksByOffset,
  retryTask,
  taskStatuses,
  updateTask,
  updateTasks,
} from '../../domain/tasks/index.ts';
import type { TaskDetails, TaskStatus } from '../../domain/tasks/index.ts';
import { customRoute, plainText, readWords, route, taskMembers } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';
import { showTaskDetails, showTaskRow } from './tasks.show.ts';
import {
  bulkChange,
  bulkCreate,
  bulkDelete,
  readNewTask,
  readTaskChange,
  taskChange,
  taskCreate,
  taskDetails,
  taskRow,
} from './tasks.wire.ts';

const shared = { tag: 'Workbench tasks' } as const;
const params = Type.Object({ id: Type.String({ description: 'Number or UUID of the task' }) });
const showOne = (task: TaskDetails) => ({ success: true, data: showTaskRow(task) });
const showRows = (tasks: readonly TaskDetails[]) => ({ success: true, data: tasks.map(showTaskRow) });

const list = route({
  ...shared,
  method: 'GET',
  path: '/api/tasks',
  operationId: 'workbenchListTasks',
  summary: 'List tasks, newest first',
  query: Type.Object({
    status: Type.Optional(plainText(100, 0, `Comma-separated: ${taskStatuses.join(', ')}`)),
    priority: Type.Optional({ ...taskMembers.priority, description: 'Only tasks of this priority: 1 is critical, 4 is low' }),
    projectId: Type.Optional({ ...taskMembers.address, description: 'Only tasks of this project' }),
    agentId: Type.Optional({ ...taskMembers.agent, description: 'Only tasks of this agent; `none` for nobody' }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 100 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
  }),
  answers: { 200: success('Tasks', Type.Array(taskRow)), ...refusals(400, 401, 403, 404) },
  operation: listTasksByOffset,
  read: ({ query: { status, priority, projectId, agentId, limit = 100, offset = 0 } }) => ({
    statuses: readWords<TaskStatus>(status, taskStatuses, '/status'),
    priority,
    project: projectId,
    agent: agentId,
    limit,
    offset,
  }),
  show: showRows,
});

const create = route({
  ...shared,
  method: 'POST',
  path: '/api/tasks',
  operationId: 'workbenchCreateTask',
  summary: 'Make a task; `assignedAgentId: "auto"` lets routing choose',
  body: taskCreate,
  bodyExample: {
    title: 'Write blog post',
    description: 'Create a post about AI agents',
    assignedAgentId: 'auto',
    priority: 2,
    tags: ['writing'],
  },
  status: 201,
  answers: { 201: success('The task', taskRow), ...refusals(400, 401, 403, 404, 422) },
  operation: createTask,
  read: ({ body }) => readNewTask(body),
  show: showOne,
});

const get = customRoute({
  ...shared,
  method: 'GET',
  path: '/api/tasks/:id',
  operationId: 'workbenchGetTask',
  summary: 'Get a task with what was handed in for it',
  params,
  answers: { 200: success('The task', taskDetails), ...refusals(401, 403, 404) },
  operationGrant: 'tasks:read',
  respond: async (at, { params: { id } }) => answerDetails(at, await getTask(at, id)),
});

async function answerDetails(at: At, task: TaskDetails) {
  const seesResults = at.caller.grants.has('deliverables:read');
  const deliverables = seesResults ? await at.home.read((tx) => deliverablesOfTask(tx, task.id)) : [];
  return { status: 200, body: { success: true, data: showTaskDetails(task, deliverables) } };
}

const update = route({
  ...shared,
  method: 'PATCH',
  path: '/api/tasks/:id',
  operationId: 'workbenchUpdateTask',
  summary: 'Change a task, give it to another agent, move it on, or reopen it',
  params,
  body: taskChange,
  bodyExample: { priority: 1, status: 'cancelled' },
  answers: { 200: success('The task', taskRow), ...refusals(400, 401, 403, 404, 409, 422) },
  operation: updateTask,
  read: ({ params: { id }, body }) => ({ task: id, changes: readTaskChange(body) }),
  show: showOne,
});

const remove = route({
  ...shared,
  method: 'DELETE',
  path: '/api/tasks/:id',
  operationId: 'workbenchDeleteTask',
  summary: 'Delete a task with its comments; what was handed in for it stays',
  params,
  answers: { 200: success('Deleted', Type.Object({ deleted: Type.Literal(true) })), ...refusals(401, 403, 404) },
  operation: deleteTask,
  read: ({ params: { id } }) => id,
  show: () => ({ success: true, data: { deleted: true } }),
});

const retry = route({
  ...shared,
  method: 'POST',
  path: '/api/tasks/:id/retry',
  operationId: 'workbenchRetryTask',
  summary: 'Forget why the last execution failed, so that the next may begin at once',
  params,
  answers: { 200: success('The task', taskRow), ...refusals(401, 403, 404, 422) },
  operation: retryTask,
  read: ({ params: { id } }) => id,
  show: showOne,
});

const createMany = route({
  ...shared,
  method: 'POST',
  path: '/api/tasks/bulk',
  operationId: 'workbenchCreateTasks',
  summary: 'Make up to 50 tasks, all or none',
  body: bulkCreate,
  bodyExample: { tasks: [{ title: 'First' }, { title: 'Second', priority: 1 }] },
  status: 201,
  answers: { 201: success('The tasks, in the order of the request', Type.Array(taskRow)), ...refusals(400, 401, 403, 404, 422) },
  operation: createTasks,
  read: ({ body }) => body.tasks.map(readNewTask),
  show: showRows,
});

const updateMany = route({
  ...shared,
  method: 'PATCH',
  path: '/api/tasks/bulk',
  operationId: 'workbenchUpdateTasks',
  summary: 'Change up to 100 tasks in the same way, all or none',
  body: bulkChange,
  bodyExample: { ids: [5, 6], updates: { priority: 1 } },
  answers: { 200: success('The tasks, in the order of the request', Type.Array(taskRow)), ...refusals(400, 401, 403, 404, 409, 422) },
  operation: updateTasks,
  read: ({ body }) => ({ tasks: body.ids.map(String), changes: readTaskChange(body.updates) }),
  show: showRows,
});

const deleteMany = route({
  ...shared,
  method: 'DELETE',
  path: '/api/tasks/bulk',
  operationId: 'workbenchDeleteTasks',
  summary: 'Delete up to 100 tasks, all or none',
  body: bulkDelete,
  bodyExample: { ids: [5, 6] },
  answers: { 200: success('Deleted', Type.Object({ deleted: Type.Integer() })), ...refusals(400, 401, 403, 404) },
  operation: deleteTasks,
  read: ({ body }) => body.ids.map(String),
  show: (tasks) => ({ success: true, data: { deleted: tasks.length } }),
});

/** Source: surfaces of the agents API, tasks. */
export const taskRoutes: readonly RouteDraft[] = [list, create, createMany, updateMany, deleteMany, get, update, remove, retry];
