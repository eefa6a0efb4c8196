import { Type } from 'typebox';
import { Refusal } from '../../kernel/refusal.ts';
import type { At } from '../../domain/home.ts';
import { deleteSession, endSession } from '../../domain/messages/index.ts';
import { listAgentTypes, renameSession } from '../../domain/sessions/index.ts';
import { customRoute, oneOf, plainText, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { instanceOf, instancesOf, instanceWithMessages, typesOf } from './instances.view.ts';
import { showAgentType, showInstance, showMessage, showSummary } from './show.ts';
import { agentType, detail, instance, instanceParams, refusals, summary, uuid } from './wire.ts';

const shared = { tag: 'Dashboard instances' } as const;
const limit = (most: number, usual: number) => Type.Optional(Type.Integer({ minimum: 1, maximum: most, default: usual }));

const types = customRoute({
  ...shared,
  method: 'GET',
  path: '/api/v1/agent-types',
  operationId: 'monitorListAgentTypes',
  summary: 'List agents with their newest instances; those with an instance that waits for input come first',
  answers: { 200: { description: 'Agent types', schema: Type.Array(agentType) }, ...refusals(403) },
  respond: async (at) => {
    const found = await typesOf(at);
    return { status: 200, body: found.types.map((type) => showAgentType(type, found.pointers)) };
  },
});

const typeInstances = customRoute({
  ...shared,
  method: 'GET',
  path: '/api/v1/agent-types/:id/instances',
  operationId: 'monitorListTypeInstances',
  summary: 'List the instances of one agent, newest first',
  params: instanceParams,
  query: Type.Object({ limit: limit(500, 100) }),
  answers: { 200: { description: 'Instances', schema: Type.Array(instance) }, ...refusals(400, 403, 404) },
  respond: async (at, { params, query }) => showAll(at, { agent: params.id, limit: query.limit ?? 100 }),
});

const list = customRoute({
  ...shared,
  method: 'GET',
  path: '/api/v1/agent-instances',
  operationId: 'monitorListInstances',
  summary: 'List instances, newest first',
  query: Type.Object({
    limit: limit(500, 100),
    scope: Type.Optional(oneOf(['me', 'shared', 'all'])),
  }),
  answers: { 200: { description: 'Instances', schema: Type.Array(instance) }, ...refusals(400, 403) },
  respond: async (at, { query }) => showAll(at, { scope: scopes[query.scope ?? 'me'], limit: query.limit ?? 100 }),
});

const scopes = { me: 'org', shared: 'shared', all: 'all' } as const;

async function showAll(at: At, asked: Parameters<typeof instancesOf>[1]) {
  const { sessions, pointers } = await instancesOf(at, asked);
  return { status: 200, body: sessions.map((session) => showInstance(session, pointers.get(session.id) ?? null)) };
}

const getSummary = route({
  ...shared,
  method: 'GET',
  path: '/api/v1/agent-summary',
  operationId: 'monitorGetSummary',
  summary: 'Count instances, in all and by agent',
  answers: { 200: { description: 'Counts', schema: summary }, ...refusals(403) },
  operation: listAgentTypes,
  read: () => ({ withRecent: false }),
  show: showSummary,
});

const get = route({
  ...shared,
  method: 'GET',
  path: '/api/v1/agent-instances/:id',
  operationId: 'monitorGetInstance',
  summary: 'Get an instance with its newest messages',
  params: instanceParams,
  query: Type.Object({ message_limit: limit(500, 50), before_message_id: Type.Optional(uuid) }),
  answers: { 200: { description: 'The instance', schema: detail }, ...refusals(400, 404) },
  operation: instanceWithMessages,
  read: ({ params, query }) => ({ id: params.id, limit: query.message_limit ?? 50, before: query.before_message_id }),
  show: ({ session, lastRead, messages }) => ({
    ...showInstance(session, lastRead),
    messages: messages.map(showMessage),
    git_diff: session.gitDiff,
    access_level: session.access,
    is_owner: session.isOwner,
    liveness: session.liveness,
    stream_cursor: String(session.lastSeq),
  }),
});

const setStatus = customRoute({
  ...shared,
  method: 'PUT',
  path: '/api/v1/agent-instances/:id/status',
  operationId: 'monitorSetStatus',
  summary: 'Complete an instance',
  params: instanceParams,
  body: Type.Object({ status: plainText(40) }, { additionalProperties: false }),
  bodyExample: { status: 'COMPLETED' },
  answers: { 200: { description: 'The instance', schema: instance }, ...refusals(400, 403, 404, 409) },
  respond: async (at, { params, body }) => {
    if (body.status !== 'COMPLETED')
      throw new Refusal('invalid', 'session.status_unknown', 'The only status that can be set is COMPLETED.');
    await endSession(at, { id: params.id, status: 'COMPLETED' });
    return showOne(at, params.id);
  },
});

const rename = customRoute({
  ...shared,
  method: 'PATCH',
  path: '/api/v1/agent-instances/:id',
  operationId: 'monitorRenameInstance',
  summary: 'Give an instance another name',
  params: instanceParams,
  body: Type.Object({ name: plainText(200, 1) }, { additionalProperties: false }),
  bodyExample: { name: 'Fix the login page' },
  answers: { 200: { description: 'The instance', schema: instance }, ...refusals(400, 403, 404) },
  respond: async (at, { params, body }) => {
    await renameSession(at, { id: params.id, name: body.name });
    return showOne(at, params.id);
  },
});

async function showOne(at: At, id: string) {
  const { session, lastRead } = await instanceOf(at, id);
  return { status: 200, body: showInstance(session, lastRead) };
}

const remove = route({
  ...shared,
  method: 'DELETE',
  path: '/api/v1/agent-instances/:id',
  operationId: 'monitorDeleteInstance',
  summary: 'Delete an instance and erase what was said in it',
  params: instanceParams,
  answers: {
    200: { description: 'Deleted', schema: Type.Object({ success: Type.Boolean(), message: Type.String() }) },
    ...refusals(403, 404),
  },
  operation: deleteSession,
  read: ({ params }) => params.id,
  show: () => ({ success: true, message: 'Agent instance deleted' }),
});

export const instanceRoutes: readonly RouteDraft[] = [types, typeInstances, list, getSummary, get, setStatus, rename, remove];
