import { Type } from 'typebox';
import {
  awaitLaunch,
  getLaunch,
  launchAgent,
  launchWaitMs,
  listLaunchTypes,
  putLaunch,
  removeLaunch,
} from '../../domain/launches/index.ts';
import { customRoute, launchType, route, showLaunchType } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { launchAnswer, launchConfig, launchPut, launchRequest, showLaunch, showLaunchConfig } from './launch.wire.ts';
import { idParams, refusals } from './wire.ts';

const shared = { tag: 'Launching' } as const;
const path = '/v1/agents/:id/launch';

/** Webhooks that start agents which run elsewhere. */
export const launchRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/launch-types',
    operationId: 'listLaunchTypes',
    summary: 'List the webhook types that agents can be launched by, with the fields that they ask for',
    answers: { 200: { description: 'Types', schema: Type.Object({ data: Type.Array(launchType) }) }, ...refusals(403) },
    operation: listLaunchTypes,
    read: () => undefined,
    show: (types) => ({ data: types.map(showLaunchType) }),
  }),
  route({
    ...shared,
    method: 'GET',
    path,
    operationId: 'getAgentLaunch',
    summary: 'Get how an agent is launched; never a secret',
    params: idParams,
    answers: { 200: { description: 'The configuration', schema: launchConfig }, ...refusals(403, 404) },
    operation: getLaunch,
    read: ({ params }) => params.id,
    show: showLaunchConfig,
  }),
  route({
    ...shared,
    method: 'PUT',
    path,
    operationId: 'putAgentLaunch',
    summary: 'Set how an agent that runs elsewhere is launched',
    params: idParams,
    body: launchPut,
    bodyExample: { webhook_type: 'DEFAULT', config: { url: 'https://agents.example.com/launch', secret: 'a-long-random-text' } },
    answers: { 200: { description: 'The configuration', schema: launchConfig }, ...refusals(400, 403, 404, 409, 422) },
    operation: putLaunch,
    read: ({ params, body }) => ({ agent: params.id, webhookType: body.webhook_type, config: body.config, isActive: body.is_active }),
    show: showLaunchConfig,
  }),
  route({
    ...shared,
    method: 'DELETE',
    path,
    operationId: 'removeAgentLaunch',
    summary: 'Forget how an agent is launched',
    params: idParams,
    status: 204,
    answers: { 204: { description: 'Forgotten' }, ...refusals(403, 404) },
    operation: removeLaunch,
    read: ({ params }) => params.id,
    show: () => undefined,
  }),
  customRoute({
    ...shared,
    method: 'POST',
    path,
    operationId: 'launchAgent',
    summary: 'Ask whoever hosts the agent to begin a session; waits at most five seconds for the outcome',
    params: idParams,
    body: launchRequest,
    bodyExample: { fields: { prompt: 'Fix the failing test in the parser.', branch_name: 'fix-parser' } },
    answers: {
      202: { description: 'The launch; `pending` is under way', schema: launchAnswer },
      ...refusals(400, 403, 404, 409, 422, 429),
    },
    respond: async (at, { params, body, closed }) => {
      const launch = await launchAgent(at, { agent: params.id, fields: body.fields });
      return { status: 202, body: showLaunch(await awaitLaunch(at, launch, { closed, msMax: launchWaitMs })) };
    },
  }),
];
