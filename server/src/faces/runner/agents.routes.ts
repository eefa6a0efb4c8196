import { createAgent, deleteAgent, getAgentAlone, listAgentsByOffset, updateAgent } from '../../domain/agents/index.ts';
import { readConfig, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { exampleAgent, exampleCreate, exampleListedAgent } from './examples.ts';
import { showAgent, showListedAgent } from './show.ts';
import {
  agentDetails,
  agentList,
  agentListQuery,
  agentParams,
  changed,
  createAgentBody,
  created,
  errorBody,
  updateAgentBody,
} from './wire.ts';

const shared = { tag: 'Runner agents' } as const;
const unknown = { 404: { description: 'AGENT_NOT_FOUND', schema: errorBody } };
const unusable = { 422: { description: 'INVALID_TOOL or INVALID_MODEL', schema: errorBody } };

const list = route({
  ...shared,
  method: 'GET',
  path: '/api/v1/agents',
  operationId: 'runnerListAgents',
  summary: 'List agents',
  query: agentListQuery,
  answers: {
    200: {
      description: 'Agents, newest first',
      schema: agentList,
      example: { agents: [exampleListedAgent], total: 5, limit: 50, offset: 0 },
    },
  },
  operation: listAgentsByOffset,
  read: ({ query }) => ({ activeOnly: query.active_only ?? true, limit: query.limit ?? 50, offset: query.offset ?? 0 }),
  show: (page, { query }) => ({
    agents: page.items.map(showListedAgent),
    total: page.total,
    limit: query.limit ?? 50,
    offset: query.offset ?? 0,
  }),
});

const get = route({
  ...shared,
  method: 'GET',
  path: '/api/v1/agents/:id',
  operationId: 'runnerGetAgent',
  summary: 'Get an agent',
  params: agentParams,
  answers: { 200: { description: 'The agent', schema: agentDetails, example: exampleAgent }, ...unknown },
  operation: getAgentAlone,
  read: ({ params }) => params.id,
  show: showAgent,
});

const create = route({
  ...shared,
  method: 'POST',
  path: '/api/v1/agents',
  operationId: 'runnerCreateAgent',
  summary: 'Create an agent',
  body: createAgentBody,
  bodyExample: exampleCreate,
  status: 201,
  answers: {
    201: {
      description: 'Created',
      schema: created,
      example: { id: exampleAgent.id, name: 'data-cleanup-agent', message: 'Agent created successfully' },
    },
    400: { description: 'INVALID_INPUT', schema: errorBody },
    409: { description: 'AGENT_EXISTS', schema: errorBody },
    ...unusable,
  },
  operation: createAgent,
  read: ({ body }) => ({
    slug: body.name,
    description: body.description,
    tools: body.tools,
    model: body.model,
    systemPrompt: body.system_prompt,
    config: readConfig(body.config),
  }),
  show: (agent) => ({ id: agent.id, name: agent.slug, message: 'Agent created successfully' }),
});

const update = route({
  ...shared,
  method: 'PUT',
  path: '/api/v1/agents/:id',
  operationId: 'runnerUpdateAgent',
  summary: 'Update an agent; members that are left out stay as they are',
  params: agentParams,
  body: updateAgentBody,
  bodyExample: { description: 'Updated description', tools: ['data-transform', 'date-utils'], config: { max_steps: 20 } },
  answers: {
    200: { description: 'Updated', schema: changed, example: { id: exampleAgent.id, message: 'Agent updated successfully' } },
    400: { description: 'INVALID_INPUT', schema: errorBody },
    409: { description: 'AGENT_EXISTS', schema: errorBody },
    ...unknown,
    ...unusable,
  },
  operation: updateAgent,
  read: ({ params, body }) => ({
    address: params.id,
    changes: {
      slug: body.name,
      description: body.description,
      tools: body.tools,
      model: body.model,
      systemPrompt: body.system_prompt,
      config: readConfig(body.config),
      status: body.status ?? (body.is_active === undefined ? undefined : body.is_active ? 'active' : 'paused'),
    },
  }),
  show: (agent) => ({ id: agent.id, message: 'Agent updated successfully' }),
});

const remove = route({
  ...shared,
  method: 'DELETE',
  path: '/api/v1/agents/:id',
  operationId: 'runnerDeleteAgent',
  summary: 'Delete an agent',
  params: agentParams,
  answers: {
    200: { description: 'Deleted', schema: changed, example: { id: exampleAgent.id, message: 'Agent deleted successfully' } },
    ...unknown,
  },
  operation: deleteAgent,
  read: ({ params }) => params.id,
  show: (agent) => ({ id: agent.id, message: 'Agent deleted successfully' }),
});

export const agentRoutes: readonly RouteDraft[] = [list, get, create, update, remove];
