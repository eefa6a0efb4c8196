import { Type } from 'typebox';
import type { Static } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import {
  awaitLaunch,
  createUserAgent,
  deleteUserAgent,
  launchAgent,
  launchTypeIds,
  launchWaitMs,
  listLaunchTypes,
  listUserAgents,
  updateUserAgent,
  userAgentId,
} from '../../domain/launches/index.ts';
import type { UserAgent } from '../../domain/launches/index.ts';
import { customRoute, jsonObject, launchType, nullable, oneOf, plainText, route, showLaunchType, timestamp } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { instancesOf } from './instances.view.ts';
import { showInstance } from './show.ts';
import { instance, instanceParams, refusals, uuid } from './wire.ts';

const shared = { tag: 'Dashboard user agents' } as const;
const strict = { additionalProperties: false } as const;
const listMax = 200;

const userAgent = Type.Object({
  id: uuid,
  name: Type.String(),
  webhook_type: oneOf(launchTypeIds),
  webhook_config: jsonObject,
  is_active: Type.Boolean(),
  created_at: timestamp,
  updated_at: timestamp,
});
const name = plainText(255, 1);
const create = Type.Object(
  { name, webhook_type: oneOf(launchTypeIds), webhook_config: jsonObject, is_active: Type.Optional(Type.Boolean()) },
  strict,
);
const change = Type.Object(
  {
    name: Type.Optional(name),
    webhook_type: Type.Optional(oneOf(launchTypeIds)),
    webhook_config: Type.Optional(jsonObject),
    is_active: Type.Optional(Type.Boolean()),
  },
  { ...strict, minProperties: 1 },
);
/** What every webhook type asks for at a launch; which of it is needed, and how long it may be, the type says. */
const runtimeFields = Type.Object(
  {
    prompt: Type.Optional(Type.String()),
    name: Type.Optional(Type.String()),
    worktree_name: Type.Optional(Type.String()),
    branch_name: Type.Optional(Type.String()),
    metadata: Type.Optional(jsonObject),
  },
  strict,
);
const launched = Type.Object({
  success: Type.Boolean(),
  agent_instance_id: uuid,
  message: Type.String(),
  error: nullable(Type.String()),
});

function showUserAgent(one: UserAgent) {
  return {
    id: one.id,
    name: one.name,
    webhook_type: one.webhookType,
    webhook_config: one.shown,
    is_active: one.isActive,
    created_at: toRfc3339(one.createdAt),
    updated_at: toRfc3339(one.updatedAt),
  };
}

function fieldsOf({ metadata, ...fields }: Static<typeof runtimeFields>): Readonly<Record<string, unknown>> {
  return { ...fields, ...(metadata === undefined ? {} : { metadata: JSON.stringify(metadata) }) };
}

const messages = {
  sent: 'The agent was asked to begin.',
  pending: 'The launch is under way; the instance shows what became of it.',
  failed: 'The agent was not launched.',
} as const;

/** Agents of somebody else's that people launch from here by a webhook. */
export const userAgentRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/api/v1/user-agents',
    operationId: 'monitorListUserAgents',
    summary: 'List user agents, newest first, at most 200; secrets are masked',
    answers: { 200: { description: 'User agents', schema: Type.Array(userAgent) }, ...refusals(403) },
    operation: listUserAgents,
    read: () => ({ limit: listMax }),
    show: ({ items }) => items.map(showUserAgent),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/v1/user-agents/webhook-types',
    operationId: 'monitorListWebhookTypes',
    summary: 'List the kinds of webhook that launch agents, with the fields that they ask for',
    answers: { 200: { description: 'Types', schema: Type.Array(launchType) }, ...refusals(403) },
    operation: listLaunchTypes,
    read: () => undefined,
    show: (types) => types.map(showLaunchType),
  }),
  customRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/user-agents',
    operationId: 'monitorCreateUserAgent',
    summary: 'Add a user agent',
    body: create,
    bodyExample: { name: 'Claude Code', webhook_type: 'DEFAULT', webhook_config: { url: 'https://agents.example.com/launch' } },
    answers: { 201: { description: 'The user agent', schema: userAgent }, ...refusals(400, 403, 409, 422) },
    respond: async (at, { body }) => {
      const input = { name: body.name, webhookType: body.webhook_type, config: body.webhook_config, isActive: body.is_active };
      return { status: 201, body: showUserAgent(await createUserAgent(at, input)) };
    },
  }),
  customRoute({
    ...shared,
    method: 'PATCH',
    path: '/api/v1/user-agents/:id',
    operationId: 'monitorUpdateUserAgent',
    summary: 'Change a user agent; a secret that is sent as `••••` stays as it is',
    params: instanceParams,
    body: change,
    bodyExample: { is_active: false },
    answers: { 200: { description: 'The user agent', schema: userAgent }, ...refusals(400, 403, 404, 422) },
    respond: async (at, { params, body }) => {
      const changes = { name: body.name, webhookType: body.webhook_type, config: body.webhook_config, isActive: body.is_active };
      return { status: 200, body: showUserAgent(await updateUserAgent(at, { id: params.id, ...changes })) };
    },
  }),
  customRoute({
    ...shared,
    method: 'DELETE',
    path: '/api/v1/user-agents/:id',
    operationId: 'monitorDeleteUserAgent',
    summary: 'Delete a user agent; what it did stays',
    params: instanceParams,
    answers: { 200: { description: 'Deleted', schema: Type.Object({ success: Type.Boolean() }) }, ...refusals(400, 403, 404) },
    respond: async (at, { params }) => {
      await deleteUserAgent(at, params.id);
      return { status: 200, body: { success: true } };
    },
  }),
  customRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/user-agents/:id/instances',
    operationId: 'monitorListUserAgentInstances',
    summary: "List a user agent's instances, newest first",
    params: instanceParams,
    query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: listMax, default: 50 })) }),
    answers: { 200: { description: 'Instances', schema: Type.Array(instance) }, ...refusals(400, 403, 404) },
    respond: async (at, { params, query }) => {
      const agent = await userAgentId(at, params.id);
      const { sessions, pointers } = await instancesOf(at, { agent, limit: query.limit ?? 50 });
      return { status: 200, body: sessions.map((session) => showInstance(session, pointers.get(session.id) ?? null)) };
    },
  }),
  customRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/user-agents/:id/instances',
    operationId: 'monitorLaunchUserAgent',
    summary: 'Launch a user agent; the members of the body are the runtime fields of its webhook type',
    params: instanceParams,
    body: runtimeFields,
    bodyExample: { prompt: 'Fix the failing test in the parser.', branch_name: 'fix-parser' },
    answers: { 200: { description: 'What came of it within five seconds', schema: launched }, ...refusals(400, 403, 404, 409, 422, 429) },
    respond: async (at, { params, body, closed }) => {
      const agent = await userAgentId(at, params.id);
      const asked = await launchAgent(at, { agent, fields: fieldsOf(body), prefix: '' });
      const { state, sessionId, error } = await awaitLaunch(at, asked, { closed, msMax: launchWaitMs });
      return { status: 200, body: { success: state !== 'failed', agent_instance_id: sessionId, message: messages[state], error } };
    },
  }),
];
