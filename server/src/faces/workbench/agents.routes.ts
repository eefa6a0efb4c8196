import { Type } from 'typebox';
import { Refusal } from '../../kernel/refusal.ts';
import {
  agentKinds,
  agentStatuses,
  createAgent,
  getAgent,
  linkOwner,
  listAgentsAlone,
  purgeAgent,
  statusesLike,
  updateAgent,
} from '../../domain/agents/index.ts';
import type { Agent } from '../../domain/agents/index.ts';
import { agentKeysOf } from '../../domain/credentials/index.ts';
import type { At } from '../../domain/home.ts';
import { customRoute, oneOf, plainText, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { agentPlaces } from './agent-places.ts';
import { showAgentDetails, showAgentRow } from './agents.show.ts';
import { viewsOf } from './agents.view.ts';
import { readChanges, readCreate } from './agents.read.ts';
import { agentChange, agentCreate, agentDetails, agentRow, agentsListedMax, linkedOwner, ownerLink } from './agents.wire.ts';
import { refusals, success } from './answers.ts';

const shared = { tag: 'Workbench agents' } as const;
const params = Type.Object({ id: Type.String({ description: 'Number, UUID, agt_… or slug of the agent' }) });

const list = customRoute({
  ...shared,
  method: 'GET',
  path: '/api/agents',
  operationId: 'workbenchListAgents',
  summary: 'List agents, newest first',
  query: Type.Object({
    capability: Type.Optional(plainText(50, 1)),
    status: Type.Optional(oneOf(agentStatuses)),
    available: Type.Optional(Type.Boolean({ description: 'Only agents with less open work than they take' })),
    kind: Type.Optional(oneOf(agentKinds)),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: agentsListedMax, default: agentsListedMax })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 })),
  }),
  answers: { 200: success('Agents', Type.Array(agentRow)), ...refusals(400, 401, 403) },
  respond: async (at, { query: { capability, status, available, kind, limit = agentsListedMax, offset = 0 } }) => {
    const statuses = status === undefined ? undefined : statusesLike(status);
    const agents = await listAgentsAlone(at, { capability, statuses, hasSpareCapacity: available, kind, limit, offset });
    return ok((await viewsOf(at, agents)).map(showAgentRow));
  },
});

const create = customRoute({
  ...shared,
  method: 'POST',
  path: '/api/agents',
  operationId: 'workbenchCreateAgent',
  summary: 'Register an agent, with its model provider when one is given',
  body: agentCreate,
  bodyExample: {
    name: 'Content Writer',
    type: 'supervised',
    description: 'Writes blog posts and documentation',
    capabilities: ['writing', 'editing', 'seo'],
    maxConcurrentTasks: 2,
  },
  answers: { 201: success('Registered', agentRow), ...refusals(400, 401, 403, 422) },
  respond: async (at, { body }) => ({ ...(await answerRow(at, await createAgent(at, readCreate(body)))), status: 201 }),
});

const get = customRoute({
  ...shared,
  method: 'GET',
  path: '/api/agents/:id',
  otherPlaces: agentPlaces,
  operationId: 'workbenchGetAgent',
  summary: 'Get an agent with its keys; never a secret',
  params,
  answers: { 200: success('The agent', agentDetails), ...refusals(401, 403, 404) },
  respond: async (at, { params: { id } }) => answerDetails(at, await getAgent(at, id)),
});

const update = customRoute({
  ...shared,
  method: 'PATCH',
  path: '/api/agents/:id',
  otherPlaces: agentPlaces,
  operationId: 'workbenchUpdateAgent',
  summary: 'Change an agent; its slug stays',
  params,
  body: agentChange,
  bodyExample: { status: 'inactive', maxConcurrentTasks: 5 },
  answers: { 200: success('Changed', agentRow), ...refusals(400, 401, 403, 404, 409, 422) },
  respond: async (at, { params: { id }, body }) => {
    if (Object.keys(body).length === 0) throw new Refusal('unprocessable', 'agent.nothing_to_change', 'Give at least one field to change.');
    return answerRow(at, await updateAgent(at, { address: id, ...readChanges(body) }));
  },
});

const remove = route({
  ...shared,
  method: 'DELETE',
  path: '/api/agents/:id',
  otherPlaces: agentPlaces,
  operationId: 'workbenchDeleteAgent',
  summary: 'Delete an agent for good, with its keys, prompts, secrets and webhook; its open tasks are pending again',
  params,
  answers: { 200: success('Deleted', Type.Object({ deleted: Type.Literal(true) })), ...refusals(401, 403, 404, 409) },
  operation: purgeAgent,
  read: ({ params: { id } }) => id,
  show: () => ({ success: true, data: { deleted: true } }),
});

const putOwner = route({
  ...shared,
  method: 'PUT',
  path: '/api/agents/:id/owner',
  operationId: 'workbenchLinkOwner',
  summary: 'Link an agent to a person, whose "my tasks" then hold its tasks; null unlinks',
  params,
  body: ownerLink,
  bodyExample: { userId: 1 },
  answers: { 200: success('Linked', linkedOwner), ...refusals(400, 401, 403, 404, 409) },
  operation: linkOwner,
  read: ({ params: { id }, body }) => ({ address: id, userId: body.userId }),
  show: ({ agent, owner }) => ({
    success: true,
    data: { id: agent.number, name: agent.displayName, owner_user_id: owner?.number ?? null, owner_name: owner?.name ?? null },
  }),
});

const ok = (data: unknown) => ({ status: 200, body: { success: true, data } });

async function answerRow(at: At, agent: Agent) {
  const [row] = (await viewsOf(at, [agent])).map(showAgentRow);
  return ok(row);
}

async function answerDetails(at: At, agent: Agent) {
  const { home, caller } = at;
  const keys = showsKeys(at) ? await home.read((tx) => agentKeysOf(tx, caller.orgId, agent.id, home.clock.now())) : null;
  const [details] = (await viewsOf(at, [agent])).map((view) => showAgentDetails(view, keys));
  return ok(details);
}

/** The contract lets people of every role see an agent's keys; programs see keys only when they were trusted with them. */
function showsKeys({ caller }: At): boolean {
  return caller.kind === 'person' || caller.grants.has('keys:read');
}

/** Source: agents API, the agents themselves. */
export const agentRoutes: readonly RouteDraft[] = [list, create, get, update, remove, putOwner];
