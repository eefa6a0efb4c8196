import { Type } from 'typebox';
import { listActivity } from '../../domain/tasks/index.ts';
import { plainText, route, taskMembers } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showPage } from './show.ts';
import { showActivity } from './tasks.show.ts';
import { activity } from './tasks.wire.ts';
import { pageOf, pageQuery, refusals } from './wire.ts';

const { address, agent } = taskMembers;

/** The account of what happened to work. */
export const activityRoutes: readonly RouteDraft[] = [
  route({
    tag: 'Activity',
    method: 'GET',
    path: '/v1/activity',
    operationId: 'listActivity',
    summary: 'What happened to tasks, deliverables, agents and projects, newest first',
    query: Type.Object({
      task: Type.Optional({ ...address, description: 'Only entries of this task: its UUID or number' }),
      deliverable: Type.Optional({ ...address, description: 'Only entries of this deliverable: its UUID or number' }),
      agent: Type.Optional(agent),
      project: Type.Optional({ ...address, description: 'Only entries of this project: its UUID or number' }),
      event: Type.Optional(plainText(100, 1, 'Exact name, or `noun.*`')),
      ...pageQuery,
    }),
    answers: { 200: { description: 'Entries', schema: pageOf(activity) }, ...refusals(400, 403, 404) },
    operation: listActivity,
    read: ({ query }) => ({ ...query, limit: query.limit ?? 50 }),
    show: (page) => showPage(page, showActivity),
  }),
];
