import { claimNextTask, claimTask, extendTaskLease, releaseTask, reportTaskProgress, setTaskStatus } from '../../domain/tasks/index.ts';
import { asJsonObject, readAddress, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showActivity, showClaimed, showLease, showNext, showTask } from './tasks.show.ts';
import { activity, lease, leaseInput, nextAnswer, nextInput, progressInput, releaseInput, statusInput, task } from './tasks.wire.ts';
import { idParams, refusals } from './wire.ts';

const shared = { tag: 'Tasks' } as const;
const leaseSecondsDefault = 60;

const next = route({
  ...shared,
  method: 'POST',
  path: '/v1/tasks/next',
  operationId: 'nextTask',
  summary: 'Take the next task and begin it under a lease; each task goes to one worker',
  body: nextInput,
  isBodyOptional: true,
  bodyExample: { lease_seconds: 60 },
  answers: {
    200: { description: 'The task with its lease, or why there is none', schema: nextAnswer },
    ...refusals(400, 403, 404, 409, 422),
  },
  operation: claimNextTask,
  read: ({ body }) => ({ agent: readAddress(body.agent), leaseSeconds: body.lease_seconds ?? leaseSecondsDefault }),
  show: showNext,
});

const claim = route({
  ...shared,
  method: 'POST',
  path: '/v1/tasks/:id/claim',
  operationId: 'claimTask',
  summary: 'Take a task of the pool; with a lease it begins at once',
  params: idParams,
  body: nextInput,
  isBodyOptional: true,
  bodyExample: { lease_seconds: 60 },
  answers: { 200: { description: 'The task, with its lease if one was asked for', schema: task }, ...refusals(400, 403, 404, 409, 422) },
  operation: claimTask,
  read: ({ params, body }) => ({ task: params.id, agent: readAddress(body.agent), leaseSeconds: body.lease_seconds }),
  show: showClaimed,
});

const extend = route({
  ...shared,
  method: 'POST',
  path: '/v1/tasks/:id/lease',
  operationId: 'extendTaskLease',
  summary: 'Keep the lease on a task alive',
  params: idParams,
  body: leaseInput,
  bodyExample: { fence: 1, lease_seconds: 60 },
  answers: { 200: { description: 'The new end of the lease', schema: lease }, ...refusals(400, 403, 404, 409, 422) },
  operation: extendTaskLease,
  read: ({ params, body }) => ({ task: params.id, fence: body.fence, leaseSeconds: body.lease_seconds ?? leaseSecondsDefault }),
  show: showLease,
});

const release = route({
  ...shared,
  method: 'POST',
  path: '/v1/tasks/:id/release',
  operationId: 'releaseTask',
  summary: 'Give a task back to the pool',
  params: idParams,
  body: releaseInput,
  isBodyOptional: true,
  bodyExample: { fence: 1 },
  answers: { 200: { description: 'The task', schema: task }, ...refusals(400, 403, 404, 409, 422) },
  operation: releaseTask,
  read: ({ params, body }) => ({ task: params.id, fence: body.fence }),
  show: showTask,
});

const status = route({
  ...shared,
  method: 'PATCH',
  path: '/v1/tasks/:id/status',
  operationId: 'setTaskStatus',
  summary: 'Begin a task or hand it in; managers may make every legal move',
  params: idParams,
  body: statusInput,
  bodyExample: { status: 'in_progress' },
  answers: { 200: { description: 'The task', schema: task }, ...refusals(400, 403, 404, 409, 422) },
  operation: setTaskStatus,
  read: ({ params, body }) => ({ task: params.id, ...body }),
  show: showTask,
});

const progress = route({
  ...shared,
  method: 'POST',
  path: '/v1/tasks/:id/progress',
  operationId: 'reportTaskProgress',
  summary: 'Tell how a task goes',
  params: idParams,
  body: progressInput,
  bodyExample: { message: 'Outline is done', percent: 40 },
  status: 201,
  answers: { 201: { description: 'The entry in the history of the task', schema: activity }, ...refusals(400, 403, 404, 409, 422) },
  operation: reportTaskProgress,
  read: ({ params, body: { details, ...rest } }) => ({
    ...rest,
    task: params.id,
    ...(details === undefined ? {} : { details: asJsonObject(details) }),
  }),
  show: showActivity,
});

/** Tasks: what those do who work on them. */
export const taskWorkRoutes: readonly RouteDraft[] = [next, claim, extend, release, status, progress];
