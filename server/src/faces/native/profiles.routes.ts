import { toRfc3339 } from '../../kernel/clock.ts';
import { agtOfUuid } from '../../kernel/id.ts';
import { getAgentProfile, putAgentProfile, removeAgentProfile } from '../../domain/profiles/index.ts';
import type { AgentProfile } from '../../domain/profiles/index.ts';
import { route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { profile, profilePut } from './profiles.wire.ts';
import { idParams, refusals } from './wire.ts';

const shared = { tag: 'Profiles', path: '/v1/agents/:id/profile', params: idParams } as const;

function showProfile({ profile: one, agent }: AgentProfile) {
  return {
    agent: { id: agent.id, slug: agent.slug, display_name: agent.displayName },
    agent_id: agtOfUuid(agent.id),
    introduction: one.introduction,
    category: one.category,
    status: one.status,
    is_listed: one.status === 'active' && agent.status === 'active',
    created_at: toRfc3339(one.createdAt),
    updated_at: toRfc3339(one.updatedAt),
  };
}

const get = route({
  ...shared,
  method: 'GET',
  operationId: 'getAgentProfile',
  summary: 'Get the public profile of an agent',
  answers: { 200: { description: 'The profile', schema: profile }, ...refusals(404) },
  operation: getAgentProfile,
  read: ({ params }) => params.id,
  show: showProfile,
});

const put = route({
  ...shared,
  method: 'PUT',
  operationId: 'putAgentProfile',
  summary: 'Publish an agent in the directory, or change what it says there; what is left out stays',
  body: profilePut,
  bodyExample: { introduction: 'I am a helpful AI assistant for weather forecasting.', category: 'weather' },
  answers: { 200: { description: 'The profile', schema: profile }, ...refusals(400, 403, 404) },
  operation: putAgentProfile,
  read: ({ params, body }) => ({ address: params.id, fields: body }),
  show: showProfile,
});

const remove = route({
  ...shared,
  method: 'DELETE',
  operationId: 'removeAgentProfile',
  summary: 'Take an agent out of the directory',
  status: 204,
  answers: { 204: { description: 'Removed' }, ...refusals(403, 404) },
  operation: removeAgentProfile,
  read: ({ params }) => params.id,
  show: () => undefined,
});

/** Public profiles of the organisation's agents. */
export const profileRoutes: readonly RouteDraft[] = [get, put, remove];
