import {
  assignInteraction,
  getInteraction,
  getRules,
  interactionKinds,
  listInteractions,
  putRules,
  resolveInteraction,
  snoozeInteraction,
} from '../../domain/interactions/index.ts';
import { asJsonObject, readTime, readWords, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import {
  interaction,
  interactionAnswer,
  interactionAssignment,
  interactionDetails,
  interactionPage,
  interactionQuery,
  interactionRules,
  interactionRulesPut,
  interactionSnooze,
  showInteraction,
  showInteractionDetails,
  showInteractionList,
  showRules,
} from './interactions.wire.ts';
import { idParams, refusals } from './wire.ts';

const shared = { tag: 'Interactions' } as const;
const oneRoute = { ...shared, params: idParams } as const;

const list = route({
  ...shared,
  method: 'GET',
  path: '/v1/interactions',
  operationId: 'listInteractions',
  summary: 'List what waits for people: approvals, questions and reviews, newest first',
  query: interactionQuery,
  answers: { 200: { description: 'What waits, and what was answered', schema: interactionPage }, ...refusals(400, 403, 404) },
  operation: listInteractions,
  read: ({ query }) => ({
    state: query.state,
    kinds: readWords(query.kind, interactionKinds, '/kind'),
    assignee: query.assignee,
    agent: query.agent,
    session: query.session,
    isSnoozed: query.snoozed,
    order: query.order,
    limit: query.limit ?? 50,
    cursor: query.cursor,
  }),
  show: showInteractionList,
});

const get = route({
  ...oneRoute,
  method: 'GET',
  path: '/v1/interactions/:id',
  operationId: 'getInteraction',
  summary: 'One question with the steps that led to it',
  answers: { 200: { description: 'The question', schema: interactionDetails }, ...refusals(403, 404) },
  operation: getInteraction,
  read: ({ params }) => params.id,
  show: showInteractionDetails,
});

const resolve = route({
  ...oneRoute,
  method: 'POST',
  path: '/v1/interactions/:id/resolve',
  operationId: 'resolveInteraction',
  summary: 'Answer a question; the first answer wins and the run goes on',
  body: interactionAnswer,
  bodyExample: { decision: 'approve' },
  answers: { 200: { description: 'The answered question', schema: interaction }, ...refusals(400, 403, 404, 409, 422) },
  operation: resolveInteraction,
  read: ({ params, body }) => ({
    id: params.id,
    decision: body.decision,
    message: body.message,
    remember: body.remember,
    ...(body.input === undefined ? {} : { input: asJsonObject(body.input) }),
  }),
  show: showInteraction,
});

const assign = route({
  ...oneRoute,
  method: 'POST',
  path: '/v1/interactions/:id/assign',
  operationId: 'assignInteraction',
  summary: 'Give a question to a member, or back to everybody',
  body: interactionAssignment,
  bodyExample: { user_id: '0194f0c2-1111-7000-8000-000000000001', note: 'You know these numbers' },
  answers: { 200: { description: 'The question', schema: interaction }, ...refusals(400, 403, 404, 409, 422) },
  operation: assignInteraction,
  read: ({ params, body }) => ({ id: params.id, userId: body.user_id, note: body.note }),
  show: showInteraction,
});

const snooze = route({
  ...oneRoute,
  method: 'POST',
  path: '/v1/interactions/:id/snooze',
  operationId: 'snoozeInteraction',
  summary: 'Hide a question from lists until a time, or show it again',
  body: interactionSnooze,
  bodyExample: { until: '2027-01-15T12:00:00.000Z' },
  answers: { 200: { description: 'The question', schema: interaction }, ...refusals(400, 403, 404, 409, 422) },
  operation: snoozeInteraction,
  read: ({ params, body }) => ({ id: params.id, until: readTime(body.until, '/until') ?? null }),
  show: showInteraction,
});

const readRules = route({
  ...oneRoute,
  method: 'GET',
  path: '/v1/agents/:id/interaction-rules',
  operationId: 'getInteractionRules',
  summary: 'Who is asked by an agent, how long an answer may take, and what is done without one',
  answers: { 200: { description: 'The rules', schema: interactionRules }, ...refusals(403, 404) },
  operation: getRules,
  read: ({ params }) => params.id,
  show: showRules,
});

const writeRules = route({
  ...oneRoute,
  method: 'PUT',
  path: '/v1/agents/:id/interaction-rules',
  operationId: 'putInteractionRules',
  summary: 'Set the rules; what is left out is cleared, and open questions keep theirs',
  body: interactionRulesPut,
  bodyExample: { deadline_s: 3_600, on_timeout: 'reject', escalate_after_s: 1_800 },
  answers: { 200: { description: 'The rules', schema: interactionRules }, ...refusals(400, 403, 404, 409, 422) },
  operation: putRules,
  read: ({ params, body }) => ({
    address: params.id,
    rules: {
      assigneeUserId: body.assignee_user_id?.toLowerCase() ?? null,
      deadlineS: body.deadline_s ?? null,
      onTimeout: body.on_timeout ?? 'wait',
      timeoutAnswer: body.timeout_answer ?? null,
      escalateAfterS: body.escalate_after_s ?? null,
      escalateUserId: body.escalate_user_id?.toLowerCase() ?? null,
    },
  }),
  show: showRules,
});

/** What waits for people, and the rules by which it does. */
export const interactionRoutes: readonly RouteDraft[] = [list, get, resolve, assign, snooze, readRules, writeRules];
