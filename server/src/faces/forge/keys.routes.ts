import { Type } from 'typebox';
import type { TSchema } from 'typebox';
import { createCredential, getCredential, listCredentials, revokeCredential, updateCredential } from '../../domain/credentials/index.ts';
import { nullable, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { createdKey, key, keyChange, keyCreate, keyParams, keysQuery, readKey, showCreatedKey, showKey } from './keys.wire.ts';
import { errorBody } from './wire.ts';

const shared = { tag: 'Forge keys' } as const;
const exampleAgent = '0194f0c2-1111-7000-8000-000000000001';

const success = <Data extends TSchema>(data: Data) => Type.Object({ success: Type.Literal(true), data });
const refusals = (...codes: readonly (readonly [number, string])[]) =>
  Object.fromEntries(codes.map(([status, description]) => [status, { description, schema: errorBody }]));
const badRequest = [400, 'BAD_REQUEST'] as const;
const unauthorized = [401, 'UNAUTHORIZED'] as const;
const forbidden = [403, 'FORBIDDEN'] as const;
const notFound = [404, 'NOT_FOUND'] as const;
const conflict = [409, 'CONFLICT'] as const;

/** Source: Agent API Experience, phase 1 (`api_keys` with agent scoping). */
export const keyRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'POST',
    path: '/api/api-keys',
    operationId: 'forgeCreateKey',
    summary: 'Create a key for selected agents or for the whole organization; its secret is shown once',
    body: keyCreate,
    bodyExample: { name: 'MobileApp', scoped_agents: [exampleAgent] },
    status: 201,
    answers: {
      201: { description: 'The key with its secret', schema: success(createdKey) },
      ...refusals(badRequest, unauthorized, forbidden, notFound, conflict),
    },
    operation: createCredential,
    read: ({ body }) => ({ name: body.name, ...readKey(body) }),
    show: (created, _wire, at) => ({ success: true, data: showCreatedKey(created, at) }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/api-keys',
    operationId: 'forgeListKeys',
    summary: 'List keys and what they are scoped to, newest first; never a secret',
    query: keysQuery,
    answers: {
      200: {
        description: 'Keys; `next_cursor` leads to the next page',
        schema: Type.Object({ success: Type.Literal(true), data: Type.Array(key), next_cursor: nullable(Type.String()) }),
      },
      ...refusals(badRequest, unauthorized, forbidden),
    },
    operation: listCredentials,
    read: ({ query }) => ({ limit: query.limit ?? 100, cursor: query.cursor, kind: 'api_key' as const }),
    show: (page, _wire, at) => ({ success: true, data: page.items.map((one) => showKey(one, at)), next_cursor: page.nextCursor }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/api-keys/:id',
    operationId: 'forgeGetKey',
    summary: 'Get a key',
    params: keyParams,
    answers: { 200: { description: 'The key', schema: success(key) }, ...refusals(unauthorized, forbidden, notFound) },
    operation: getCredential,
    read: ({ params }) => ({ id: params.id, kind: 'api_key' as const }),
    show: (one, _wire, at) => ({ success: true, data: showKey(one, at) }),
  }),
  route({
    ...shared,
    method: 'PATCH',
    path: '/api/api-keys/:id',
    operationId: 'forgeUpdateKey',
    summary: 'Rename a key or change what it is scoped to; members that are left out stay as they are',
    params: keyParams,
    body: keyChange,
    bodyExample: { scoped_agents: [exampleAgent] },
    answers: {
      200: { description: 'The key', schema: success(key) },
      ...refusals(badRequest, unauthorized, forbidden, notFound, conflict),
    },
    operation: updateCredential,
    read: ({ params, body }) => ({ id: params.id, kind: 'api_key' as const, changes: { name: body.name, ...readKey(body) } }),
    show: (one, _wire, at) => ({ success: true, data: showKey(one, at) }),
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/api/api-keys/:id',
    operationId: 'forgeRevokeKey',
    summary: 'Revoke a key and every key that it made',
    params: keyParams,
    answers: {
      200: { description: 'Revoked', schema: success(Type.Object({ id: Type.String(), revoked: Type.Literal(true) })) },
      ...refusals(unauthorized, forbidden, notFound),
    },
    operation: revokeCredential,
    read: ({ params }) => ({ id: params.id, kind: 'api_key' as const }),
    show: ({ credential }) => ({ success: true, data: { id: credential.id, revoked: true } }),
  }),
];
