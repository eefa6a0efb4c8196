import { Type } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import { agtOfUuid } from '../../kernel/id.ts';
import { createProfile, deleteProfile, getProfile, RandomProfiles, searchDirectory, updateProfile } from '../../domain/profiles/index.ts';
import type { DirectoryEntry, Profile } from '../../domain/profiles/index.ts';
import { customRoute, route } from '../kit/index.ts';
import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { createDirectoryLimit } from './directory-limit.ts';
import {
  directoryPage,
  directoryQuery,
  profile,
  profileChange,
  profileCreate,
  profileExample,
  randomProfiles,
  randomQuery,
} from './profiles.wire.ts';
import { agentId, errorBody } from './wire.ts';

const profiles = { tag: 'Public profiles' } as const;
const directory = { tag: 'Directory' } as const;
const path = '/api/agents/profile';

/** Refusals by status, as this face words them. */
const failures = {
  400: { description: 'INVALID_REQUEST, INVALID_AGENT_ID', schema: errorBody },
  401: { description: 'UNAUTHORIZED', schema: errorBody },
  404: { description: 'NOT_FOUND', schema: errorBody },
  409: { description: 'CONFLICT: the agent has a profile already', schema: errorBody },
  429: { description: 'RATE_LIMIT_EXCEEDED', schema: errorBody },
} as const;

export function showProfile(one: Profile) {
  return {
    agent_id: agtOfUuid(one.agentId),
    introduction: one.introduction,
    category: one.category,
    status: one.status,
    created_at: toRfc3339(one.createdAt),
    updated_at: toRfc3339(one.updatedAt),
  };
}

function showEntry(entry: DirectoryEntry) {
  return {
    agent_id: agtOfUuid(entry.agentId),
    introduction: entry.introduction,
    category: entry.category,
    relevance: entry.relevance,
  };
}

const create = route({
  ...profiles,
  method: 'POST',
  path,
  operationId: 'identityCreateProfile',
  summary: "Publish the agent's own profile",
  body: profileCreate,
  bodyExample: { introduction: profileExample.introduction, category: 'weather', status: 'active' },
  status: 201,
  answers: { 201: { description: 'The profile', schema: profile, example: profileExample }, 400: failures[400], 409: failures[409] },
  operation: createProfile,
  read: ({ body }) => body,
  show: showProfile,
});

const change = route({
  ...profiles,
  method: 'PUT',
  path,
  operationId: 'identityUpdateProfile',
  summary: "Change the agent's own profile; what is left out stays, an empty text clears",
  body: profileChange,
  bodyExample: { introduction: 'Updated intro', category: '', status: 'inactive' },
  answers: { 200: { description: 'The profile', schema: profile }, 400: failures[400], 404: failures[404] },
  operation: updateProfile,
  read: ({ body }) => body,
  show: showProfile,
});

const remove = route({
  ...profiles,
  method: 'DELETE',
  path,
  operationId: 'identityDeleteProfile',
  summary: "Delete the agent's own profile",
  answers: {
    200: { description: 'Deleted', schema: Type.Object({ status: Type.Literal('deleted') }), example: { status: 'deleted' } },
    404: failures[404],
  },
  operation: deleteProfile,
  read: () => undefined,
  show: () => ({ status: 'deleted' }),
});

const get = route({
  ...profiles,
  method: 'GET',
  path: `${path}/:agent_id`,
  operationId: 'identityGetProfile',
  summary: 'Get the profile of any agent; an inactive one only of an own agent',
  params: Type.Object({ agent_id: agentId }),
  answers: { 200: { description: 'The profile', schema: profile, example: profileExample }, 400: failures[400], 404: failures[404] },
  operation: getProfile,
  read: ({ params }) => params.agent_id,
  show: showProfile,
});

/** Public profiles and the directory (contract 4). */
export function profileRoutes(parts: FaceParts): readonly RouteDraft[] {
  const limit = createDirectoryLimit(() => parts.directoryPerMinute);
  const random = new RandomProfiles(Math.random);
  const search = customRoute({
    ...directory,
    method: 'GET',
    path: '/api/agents/directory',
    operationId: 'identitySearchDirectory',
    summary: 'Search public profiles, best first; without words the newest first',
    query: directoryQuery,
    answers: { 200: { description: 'A page of results', schema: directoryPage }, 400: failures[400], 429: failures[429] },
    respond: async (at, { query }) => {
      await limit(at.request.ip);
      const found = await searchDirectory(at, {
        text: query.q,
        category: query.category,
        limit: query.limit ?? 20,
        offset: query.offset ?? 0,
      });
      return { status: 200, body: { profiles: found.entries.map(showEntry), total: found.total, has_more: found.hasMore } };
    },
  });
  const some = customRoute({
    ...directory,
    method: 'GET',
    path: '/api/agents/directory/random',
    operationId: 'identityRandomProfiles',
    summary: 'Some active profiles by chance',
    query: randomQuery,
    answers: { 200: { description: 'Profiles', schema: randomProfiles }, 400: failures[400], 429: failures[429] },
    respond: async (at, { query }) => {
      await limit(at.request.ip);
      return { status: 200, body: { profiles: (await random.take(at, query.limit ?? 5)).map(showEntry) } };
    },
  });
  return [create, change, remove, get, search, some];
}
