import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Refusal } from '../../kernel/refusal.ts';
import {
  agentKinds,
  agentStatuses,
  createAgent,
  deleteAgent,
  getAgent,
  linkOwner,
  listAgents,
  listVersions,
  restoreVersion,
  templates,
  updateAgent,
  withoutActivity,
} from '../../domain/agents/index.ts';
import type { Agent, AgentChanges, AgentWithActivity, NewAgent } from '../../domain/agents/index.ts';
import type { At } from '../../domain/home.ts';
import { asJsonObject, customRoute, nullable, oneOf, plainText, readConfig, route, showConfig } from '../kit/index.ts';
import type { Answer, RouteDraft } from '../kit/index.ts';
import { viewsOf } from './agents.view.ts';
import { showAgent, showPage, showVersion } from './show.ts';
import { agent, agentChange, agentCreate, agentVersion, idParams, pageOf, pageQuery, refusals } from './wire.ts';

const shared = { tag: 'Agents' } as const;

const list = customRoute({
  ...shared,
  method: 'GET',
  path: '/v1/agents',
  operationId: 'listAgents',
  summary: 'List agents, newest first',
  query: Type.Object({
    ...pageQuery,
    status: Type.Optional(oneOf(agentStatuses)),
    kind: Type.Optional(oneOf(agentKinds)),
    q: Type.Optional(plainText(200)),
  }),
  answers: { 200: { description: 'Agents', schema: pageOf(agent) } },
  respond: async (at, { query: { status, q: text, kind, limit = 50, cursor } }) => {
    const page = await listAgents(at, { status, text, kind, limit, cursor });
    return { status: 200, body: showPage({ ...page, items: await viewsOf(at, page.items) }, (one) => showAgent(one, at)) };
  },
});

const get = customRoute({
  ...shared,
  method: 'GET',
  path: '/v1/agents/:id',
  operationId: 'getAgent',
  summary: 'Get an agent by UUID, agt_…, number or slug',
  params: idParams,
  answers: { 200: { description: 'The agent', schema: agent }, ...refusals(404) },
  respond: (at, { params }) => answerWith(at, params.id, 200),
});

function etagOf(one: Agent): string {
  return `"v${one.version}"`;
}

type CreateWire = Static<typeof agentCreate>;
type ChangeWire = Static<typeof agentChange>;

function membersOf(body: CreateWire | ChangeWire) {
  return {
    displayName: body.display_name,
    description: body.description,
    autonomy: body.autonomy,
    model: body.model,
    systemPrompt: body.system_prompt,
    tools: body.tools,
    config: readConfig(body.config),
    capabilities: body.capabilities,
    maxConcurrent: body.max_concurrent_tasks,
    metadata: body.metadata === undefined ? undefined : asJsonObject(body.metadata),
    note: body.note,
  };
}

/** A template's definition under the members that the request gives itself. */
function readCreate(body: CreateWire): NewAgent {
  const elsewhere = body.kind === 'external' ? ({ kind: 'external', executionMode: 'polling' } as const) : {};
  const own = { ...Object.fromEntries(Object.entries(membersOf(body)).filter(([, value]) => value !== undefined)), ...elsewhere };
  if (body.template === undefined) return { slug: body.slug, ...own };
  const template = templates.find((one) => one.id === body.template);
  if (template === undefined) throw new Refusal('unprocessable', 'template.unknown', `There is no template '${body.template}'.`);
  const { description, model, systemPrompt, tools, config, example } = template;
  const metadata = { template: template.id, example };
  return { description, model, systemPrompt, tools, metadata, ...own, config: { ...config, ...readConfig(body.config) }, slug: body.slug };
}

async function answerWith(at: At, id: string, status: number): Promise<Answer> {
  return answerOf(at, await getAgent(at, id), status);
}

async function answerOf(at: At, one: AgentWithActivity, status: number): Promise<Answer> {
  const shown = (await viewsOf(at, [one])).map((view) => showAgent(view, at));
  return { status, body: shown[0], headers: { etag: etagOf(one) } };
}

const create = customRoute({
  ...shared,
  method: 'POST',
  path: '/v1/agents',
  operationId: 'createAgent',
  summary: 'Register an agent, from a template when one is named',
  body: agentCreate,
  bodyExample: { slug: 'cleaner', template: 'data-cleanup' },
  answers: { 201: { description: 'The agent', schema: agent }, ...refusals(400, 403, 409, 422) },
  respond: async (at, { body }) => {
    const made = await createAgent(at, readCreate(body));
    const answer = await answerOf(at, withoutActivity(made), 201);
    return { ...answer, headers: { ...answer.headers, location: `/v1/agents/${made.id}` } };
  },
});

function readVersion(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined;
  const match = /^(?:W\/)?"v([0-9]{1,9})"$/.exec(header);
  return match === null ? 0 : Number(match[1]);
}

const update = customRoute({
  ...shared,
  method: 'PATCH',
  path: '/v1/agents/:id',
  operationId: 'updateAgent',
  summary: 'Change an agent; a changed definition becomes a new version. If-Match refuses a lost update',
  params: idParams,
  body: agentChange,
  bodyExample: { system_prompt: 'You answer in one sentence.', note: 'shorter answers' },
  answers: { 200: { description: 'The agent', schema: agent }, ...refusals(400, 403, 404, 409, 412, 422) },
  respond: async (at, wire) => {
    const { body, params } = wire;
    const changes: AgentChanges = { ...membersOf(body), slug: body.slug, status: body.status };
    const updated = await updateAgent(at, { address: params.id, changes, expectedVersion: readVersion(wire.header('if-match')) });
    return answerWith(at, updated.id, 200);
  },
});

const remove = route({
  ...shared,
  method: 'DELETE',
  path: '/v1/agents/:id',
  operationId: 'deleteAgent',
  summary: 'Delete an agent and stop its runs',
  params: idParams,
  status: 204,
  answers: { 204: { description: 'Deleted' }, ...refusals(403, 404) },
  operation: deleteAgent,
  read: ({ params }) => params.id,
  show: () => undefined,
});

const putOwner = customRoute({
  ...shared,
  method: 'PUT',
  path: '/v1/agents/:id/owner',
  operationId: 'linkAgentOwner',
  summary: 'Say whose tasks the tasks of an agent are; null for nobody',
  params: idParams,
  body: Type.Object({ user_id: nullable(Type.String({ format: 'uuid' })) }, { additionalProperties: false }),
  bodyExample: { user_id: null },
  answers: { 200: { description: 'The agent', schema: agent }, ...refusals(400, 403, 404, 409) },
  respond: async (at, { params, body }) => {
    const linked = await linkOwner(at, { address: params.id, userId: body.user_id });
    return answerWith(at, linked.agent.id, 200);
  },
});

const versions = route({
  ...shared,
  method: 'GET',
  path: '/v1/agents/:id/versions',
  operationId: 'listAgentVersions',
  summary: 'List the versions of an agent, newest first',
  params: idParams,
  answers: { 200: { description: 'At most 200 versions', schema: pageOf(agentVersion) }, ...refusals(404) },
  operation: listVersions,
  read: ({ params }) => params.id,
  show: (all) => showPage({ items: all, nextCursor: null }, showVersion),
});

const restore = customRoute({
  ...shared,
  method: 'POST',
  path: '/v1/agents/:id/versions/:version/restore',
  operationId: 'restoreAgentVersion',
  summary: 'Make an old version the newest again',
  params: Type.Object({ id: Type.String(), version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
  answers: { 200: { description: 'The agent', schema: agent }, ...refusals(403, 404, 422) },
  respond: async (at, { params }) => {
    const restored = await restoreVersion(at, { address: params.id, version: params.version });
    return answerWith(at, restored.id, 200);
  },
});

const listTemplates = route({
  ...shared,
  method: 'GET',
  path: '/v1/templates',
  operationId: 'listTemplates',
  summary: 'List agent templates with example input',
  answers: { 200: { description: 'Templates', schema: Type.Object({ data: Type.Array(Type.Record(Type.String(), Type.Unknown())) }) } },
  operation: async () => templates,
  read: () => undefined,
  show: (all) => ({
    data: all.map((one) => ({
      id: one.id,
      name: one.name,
      description: one.description,
      model: one.model,
      tools: one.tools,
      system_prompt: one.systemPrompt,
      config: showConfig(one.config),
      example: one.example,
    })),
  }),
});

export const agentRoutes: readonly RouteDraft[] = [list, get, create, update, remove, putOwner, versions, restore, listTemplates];
