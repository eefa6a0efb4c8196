import { Type } from 'typebox';
import { createCredential, createUserKey, listUserKeys, revokeCredential, revokeUserKey } from '../../domain/credentials/index.ts';
import { route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';
import { createdKey, keyCreate, listedKey, readKey, showCreatedKey, showListedKey } from './keys.wire.ts';

const agentKeys = { tag: 'Workbench agent keys' } as const;
const userKeys = { tag: 'Workbench user keys' } as const;
const unnamed = 'API key';

const revoked = success('Revoked', Type.Object({ revoked: Type.Literal(true) }));

const agentId = Type.String({ description: 'Number, UUID, agt_… or name of the agent' });
const keyId = Type.String({ description: 'Number, UUID or aky_… of the key' });

/** Source: agents API, "Generate API Key" and "Revoke API Key"; a person's own keys have the same shape. */
export const keyRoutes: readonly RouteDraft[] = [
  route({
    ...agentKeys,
    method: 'POST',
    path: '/api/agents/:id/keys',
    operationId: 'workbenchCreateAgentKey',
    summary: 'Generate a key that acts as an agent; it is shown once',
    params: Type.Object({ id: agentId }),
    body: keyCreate,
    isBodyOptional: true,
    bodyExample: { name: 'CI/CD Pipeline', scopes: ['read', 'write'], expiresAt: '2027-01-01T00:00:00.000Z' },
    status: 201,
    answers: { 201: success('The key', createdKey), ...refusals(400, 401, 403, 404) },
    operation: createCredential,
    read: ({ params, body }) => ({ kind: 'agent_key' as const, agent: params.id, name: body.name ?? unnamed, ...readKey(body) }),
    show: (created) => ({ success: true, data: showCreatedKey(created) }),
  }),
  route({
    ...agentKeys,
    method: 'DELETE',
    path: '/api/agents/:id/keys/:keyId',
    operationId: 'workbenchRevokeAgentKey',
    summary: 'Revoke a key of an agent',
    params: Type.Object({ id: agentId, keyId }),
    answers: { 200: revoked, ...refusals(401, 403, 404) },
    operation: revokeCredential,
    read: ({ params }) => ({ id: params.keyId, agent: params.id }),
    show: () => ({ success: true, data: { revoked: true } }),
  }),
  route({
    ...userKeys,
    method: 'GET',
    path: '/api/users/me/keys',
    operationId: 'workbenchListUserKeys',
    summary: 'List your own keys, newest first; never a secret',
    answers: { 200: success('Keys', Type.Array(listedKey)), ...refusals(401, 403) },
    operation: listUserKeys,
    read: () => undefined,
    show: (keys) => ({ success: true, data: keys.map(showListedKey) }),
  }),
  route({
    ...userKeys,
    method: 'POST',
    path: '/api/users/me/keys',
    operationId: 'workbenchCreateUserKey',
    summary: 'Generate a key that acts as you, never beyond your role; it is shown once',
    body: keyCreate,
    isBodyOptional: true,
    bodyExample: { name: 'My laptop' },
    status: 201,
    answers: { 201: success('The key', createdKey), ...refusals(400, 401, 403, 429) },
    operation: createUserKey,
    read: ({ body }) => ({ name: body.name ?? unnamed, ...readKey(body) }),
    show: (created) => ({ success: true, data: showCreatedKey(created) }),
  }),
  route({
    ...userKeys,
    method: 'DELETE',
    path: '/api/users/me/keys/:id',
    operationId: 'workbenchRevokeUserKey',
    summary: 'Revoke one of your own keys',
    params: Type.Object({ id: keyId }),
    answers: { 200: revoked, ...refusals(401, 403, 404) },
    operation: revokeUserKey,
    read: ({ params }) => params.id,
    show: () => ({ success: true, data: { revoked: true } }),
  }),
];
