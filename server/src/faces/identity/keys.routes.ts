import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import {
  akyOfUuid,
  createIdentityKey,
  listIdentityKeys,
  revokeAllIdentityKeys,
  rotateIdentityKey,
} from '../../domain/credentials/index.ts';
import type { Credential } from '../../domain/credentials/index.ts';
import { route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { exampleCreatedKey, exampleKeyList, exampleRevokedKeys, exampleRotatedKey } from './examples.ts';
import { ownAccount } from './own-account.ts';
import {
  agentParams,
  createdKey,
  createKeyBody,
  emptyBody,
  errorBody,
  keyList,
  keyListQuery,
  keyParams,
  revokeAllBody,
  revokedKeys,
  rotatedKey,
} from './wire.ts';

const shared = { tag: 'Agent account keys' } as const;
const refusals = {
  400: { description: 'INVALID_AGENT_ID, or another part of the request is not valid', schema: errorBody },
  401: { description: 'UNAUTHORIZED', schema: errorBody },
  403: { description: 'FORBIDDEN', schema: errorBody },
  429: { description: 'RATE_LIMIT_EXCEEDED', schema: errorBody },
};

const create = route({
  ...shared,
  method: 'POST',
  path: '/api/agents/:id',
  operationId: 'identityCreateKey',
  summary: 'Create an API key; `Authorization: Basic agent_id:recovery_key`',
  params: agentParams,
  body: createKeyBody,
  bodyExample: { name: 'cli', scopes: ['messages:read', 'messages:write'], expires_in_days: 30 },
  status: 201,
  answers: {
    201: { description: 'Created; the key is shown once', schema: createdKey, example: exampleCreatedKey },
    ...refusals,
    400: { description: 'INVALID_AGENT_ID or INVALID_KEY_NAME', schema: errorBody },
  },
  operation: createIdentityKey,
  read: ({ params, body }, at) => {
    ownAccount(at, params.id);
    return {
      name: body.name,
      ...(body.scopes === undefined ? {} : { scopes: body.scopes }),
      ...(body.expires_in_days === undefined ? {} : { expiresInDays: body.expires_in_days }),
    };
  },
  show: ({ credential, key }) => ({
    key_id: akyOfUuid(credential.id),
    name: credential.name,
    api_key: key.reveal(),
    scopes: credential.scopes,
    expires_at: toRfc3339OrNull(credential.expiresAt),
    created_at: toRfc3339(credential.createdAt),
  }),
});

const list = route({
  ...shared,
  method: 'GET',
  path: '/api/agents/:id',
  idShape: 'agt',
  operationId: 'identityListKeys',
  summary: "List an account's API keys, revoked ones included",
  params: agentParams,
  query: keyListQuery,
  answers: { 200: { description: 'Keys, newest first', schema: keyList, example: exampleKeyList }, ...refusals },
  operation: listIdentityKeys,
  read: ({ params, query }, at) => {
    ownAccount(at, params.id);
    return { limit: query.limit ?? 20, ...(query.cursor === undefined ? {} : { cursor: query.cursor }) };
  },
  show: ({ items, nextCursor }) => ({
    keys: items.map(showKey),
    ...(nextCursor === null ? {} : { next_cursor: nextCursor }),
    has_more: nextCursor !== null,
  }),
});

function showKey(credential: Credential) {
  return {
    key_id: akyOfUuid(credential.id),
    name: credential.name,
    scopes: credential.scopes,
    created_at: toRfc3339(credential.createdAt),
    last_used_at: toRfc3339OrNull(credential.lastUsedAt),
    expires_at: toRfc3339OrNull(credential.expiresAt),
    revoked_at: toRfc3339OrNull(credential.revokedAt),
  };
}

const rotate = route({
  ...shared,
  method: 'POST',
  path: '/api/agents/:id/keys/:key_id/rotate',
  operationId: 'identityRotateKey',
  summary: 'Replace an API key; the old one is refused at once',
  params: keyParams,
  body: emptyBody,
  bodyExample: {},
  isBodyOptional: true,
  answers: {
    200: { description: 'The new key, shown once', schema: rotatedKey, example: exampleRotatedKey },
    ...refusals,
    404: { description: 'NOT_FOUND: the account has no such key', schema: errorBody },
    409: { description: 'CONFLICT: it was rotated or revoked already', schema: errorBody },
  },
  operation: rotateIdentityKey,
  read: ({ params }, at) => {
    ownAccount(at, params.id);
    return { keyId: params.key_id };
  },
  show: ({ credential, key, old, rotatedAt }) => ({
    old_key_id: akyOfUuid(old.id),
    new_key_id: akyOfUuid(credential.id),
    new_api_key: key.reveal(),
    name: credential.name,
    scopes: credential.scopes,
    rotated_at: toRfc3339(rotatedAt),
    expires_at: toRfc3339OrNull(credential.expiresAt),
    grace_period_sec: 0,
  }),
});

const revokeAll = route({
  ...shared,
  method: 'POST',
  path: '/api/agents/:id/keys/revoke-all',
  operationId: 'identityRevokeAllKeys',
  summary: 'Revoke all API keys of an account, perhaps all but one; all or none',
  params: agentParams,
  body: revokeAllBody,
  bodyExample: { exclude_key_id: exampleRevokedKeys.exclude_key_id },
  isBodyOptional: true,
  answers: {
    200: { description: 'Revoked, and with them every access token', schema: revokedKeys, example: exampleRevokedKeys },
    ...refusals,
    404: { description: 'NOT_FOUND: the account has no key to exclude by that id; nothing was revoked', schema: errorBody },
  },
  operation: revokeAllIdentityKeys,
  read: ({ params, body }, at) => {
    ownAccount(at, params.id);
    return body.exclude_key_id === undefined ? {} : { except: body.exclude_key_id };
  },
  show: ({ revoked, revokedAt }, { params, body }, at) => ({
    agent_id: ownAccount(at, params.id),
    revoked_count: revoked,
    revoked_at: toRfc3339(revokedAt),
    ...(body.exclude_key_id === undefined ? {} : { exclude_key_id: body.exclude_key_id }),
  }),
});

/** An agent account's own keys. */
export const keyRoutes: readonly RouteDraft[] = [create, list, rotate, revokeAll];
