import { Type } from 'typebox';
import { encodePageKey } from '../../kernel/page.ts';
import { claimTask, listActivity, listTaskActivity, releaseTask, reportTaskProgress, setTaskStatus } from '../../domain/tasks/index.ts';
import type { TaskDetails } from '../../domain/tasks/index.ts';
import { asJsonObject, plainText, readAddress, route, taskMembers } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';
import { showActivityRow, showClaimedRow, showTaskRow } from './tasks.show.ts';
import { activityRow, claim, claimedRow, progress, release, statusChange, taskRow } from './tasks.wire.ts';

const shared = { tag: 'Workbench tasks' } as const;
const params = Type.Object({ id: Type.String({ description: 'Number or UUID of the task' }) });
const showOne = (task: TaskDetails) => ({ success: true, data: showTaskRow(task) });

const status = route({
  ...shared,
  method: 'PATCH',
  path: '/api/tasks/:id/status',
  operationId: 'workbenchSetTaskStatus',
  summary: 'Begin a task or hand it in; administrators may make every legal move',
  params,
  body: statusChange,
  bodyExample: { status: 'in_progress' },
  answers: { 200: success('The task', taskRow), ...refusals(400, 401, 403, 404, 409, 422) },
  operation: setTaskStatus,
  read: ({ params: { id }, body }) => ({ task: id, status: body.status, percent: body.progress, fence: body.fence }),
  show: showOne,
});

const take = route({
  ...shared,
  method: 'POST',
  path: '/api/tasks/:id/claim',
  operationId: 'workbenchClaimTask',
  summary: 'Take a task of the pool; again for the same agent it changes nothing',
  params,
  body: claim,
  isBodyOptional: true,
  bodyExample: {},
  answers: { 200: success('The task, with its lease if one was asked for', claimedRow), ...refusals(400, 401, 403, 404, 409, 422) },
  operation: claimTask,
  read: ({ params: { id }, body }) => ({
    task: id,
    leaseSeconds: body.leaseSeconds,
    agent: readAddress(body.agentId),
  }),
  show: (task) => ({ success: true, data: showClaimedRow(task) }),
});

const giveBack = route({
  ...shared,
  method: 'POST',
  path: '/api/tasks/:id/release',
  operationId: 'workbenchReleaseTask',
  summary: 'Give a task back to the pool',
  params,
  body: release,
  isBodyOptional: true,
  bodyExample: {},
  answers: { 200: success('The task', taskRow), ...refusals(400, 401, 403, 404, 409, 422) },
  operation: releaseTask,
  read: ({ params: { id }, body }) => ({ task: id, fence: body.fence }),
  show: showOne,
});

const report = route({
  ...shared,
  method: 'POST',
  path: '/api/tasks/:id/progress',
  operationId: 'workbenchReportProgress',
  summary: 'Tell how a task goes',
  params,
  body: progress,
  bodyExample: { message: 'Outline is done', percentComplete: 40 },
  status: 201,
  answers: { 201: success('The entry in the history of the task', activityRow), ...refusals(400, 401, 403, 404, 409, 422) },
  operation: reportTaskProgress,
  read: ({ params: { id }, body }) => ({
    task: id,
    message: body.message,
    percent: body.percentComplete ?? undefined,
    details: body.details === undefined || body.details === null ? undefined : asJsonObject(body.details),
    fence: body.fence,
  }),
  show: (entry) => ({ success: true, data: showActivityRow(entry) }),
});

const window = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 100 })),
  before: Type.Optional(Type.String({ format: 'uuid', description: 'Entries older than this one: the `id` of the last row' })),
};
const pageOf = ({ limit = 100, before }: { limit?: number; before?: string }) => ({
  limit,
  cursor: before === undefined ? undefined : encodePageKey(before.toLowerCase()),
});

const history = route({
  ...shared,
  method: 'GET',
  path: '/api/tasks/:id/activity',
  operationId: 'workbenchListTaskActivity',
  summary: 'What happened to a task, newest first',
  params,
  query: Type.Object(window),
  answers: { 200: success('Entries', Type.Array(activityRow)), ...refusals(400, 401, 403, 404) },
  operation: listTaskActivity,
  read: ({ params: { id }, query }) => ({ task: id, ...pageOf(query) }),
  show: ({ items }) => ({ success: true, data: items.map(showActivityRow) }),
});

const everything = route({
  tag: 'Workbench activity',
  method: 'GET',
  path: '/api/activity',
  operationId: 'workbenchListActivity',
  summary: 'What happened to work, newest first',
  query: Type.Object({
    taskId: Type.Optional({ ...taskMembers.address, description: 'Only entries of this task' }),
    deliverableId: Type.Optional({ ...taskMembers.address, description: 'Only entries of this deliverable' }),
    agentId: Type.Optional({ ...taskMembers.agent, description: 'Only entries of this agent' }),
    projectId: Type.Optional({ ...taskMembers.address, description: 'Only entries of this project' }),
    event: Type.Optional(plainText(100, 1, 'Exact name, or `noun.*`')),
    ...window,
  }),
  answers: { 200: success('Entries', Type.Array(activityRow)), ...refusals(400, 401, 403, 404) },
  operation: listActivity,
  read: ({ query: { taskId, deliverableId, agentId, projectId, event, ...page } }) => ({
    task: taskId,
    deliverable: deliverableId,
    agent: agentId,
    project: projectId,
    event,
    ...pageOf(page),
  }),
  show: ({ items }) => ({ success: true, data: items.map(showActivityRow) }),
});

/** What those do who work on tasks, and what happened. Source: surfaces of the agents API, tasks. */
export const taskWorkRoutes: readonly RouteDraft[] = [status, take, giveBack, report, history, everything];
