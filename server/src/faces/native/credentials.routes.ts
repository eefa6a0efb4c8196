import { Type } from 'typebox';
import { agtOfUuid } from '../../kernel/id.ts';
import { RateLimit } from '../../kernel/rate-limit.ts';
import {
  createCredential,
  getCredential,
  issueRecoveryKey,
  listCredentials,
  reportLeakedKey,
  revokeAllCredentials,
  revokeCredential,
  rotateCredential,
  updateCredential,
} from '../../domain/credentials/index.ts';
import { customRoute, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import {
  createdCredential,
  credential,
  credentialChange,
  credentialCreate,
  credentialWithUsage,
  keyParams,
  keysQuery,
  leakReport,
  readStrength,
  revokeAllBody,
  rotatedCredential,
  rotation,
  showCreated,
  showCredential,
  showRotated,
  showUsed,
} from './credentials.wire.ts';
import { showPage } from './show.ts';
import { idParams, pageOf, refusals } from './wire.ts';

const shared = { tag: 'Credentials' } as const;

/** Reports of leaked keys that one network may send; each costs one look-up. */
const reportsMax = { max: 120, windowS: 60 } as const;

const list = route({
  ...shared,
  method: 'GET',
  path: '/v1/credentials',
  operationId: 'listCredentials',
  summary: 'List keys, newest first; never a secret',
  query: keysQuery,
  answers: { 200: { description: 'Keys', schema: pageOf(credential) }, ...refusals(400, 403, 404) },
  operation: listCredentials,
  read: ({ query }) => ({
    limit: query.limit ?? 50,
    cursor: query.cursor,
    kind: query.kind,
    agent: query.agent,
    status: query.status,
    unusedDays: query.unused_days,
  }),
  show: (page, _wire, at) => showPage(page, (one) => showCredential(one, at)),
});

const create = route({
  ...shared,
  method: 'POST',
  path: '/v1/credentials',
  operationId: 'createCredential',
  summary: 'Create a key for some agents, for the whole organisation, or to act as an agent; its secret is shown once',
  body: credentialCreate,
  bodyExample: { name: 'MobileApp', agent_ids: ['data-cleanup'], scopes: ['read', 'write'] },
  status: 201,
  answers: { 201: { description: 'The key with its secret', schema: createdCredential }, ...refusals(400, 403, 404, 409) },
  operation: createCredential,
  read: ({ body }) => ({ name: body.name, kind: body.kind, agent: body.agent, ...readStrength(body) }),
  show: (created, _wire, at) => showCreated(created, at),
});

const get = route({
  ...shared,
  method: 'GET',
  path: '/v1/credentials/:id',
  operationId: 'getCredential',
  summary: 'Get a key and how often it was used on each of the last 30 days',
  params: keyParams,
  answers: { 200: { description: 'The key', schema: credentialWithUsage }, ...refusals(400, 403, 404) },
  operation: getCredential,
  read: ({ params }) => params.id,
  show: (one, _wire, at) => showUsed(one, at),
});

const update = route({
  ...shared,
  method: 'PATCH',
  path: '/v1/credentials/:id',
  operationId: 'updateCredential',
  summary: 'Change what a key may do; members that are left out stay as they are',
  params: keyParams,
  body: credentialChange,
  bodyExample: { scopes: ['read'], ip_allow: ['203.0.113.0/24'], rate_limit_per_minute: 600 },
  answers: { 200: { description: 'The key', schema: credential }, ...refusals(400, 403, 404, 409) },
  operation: updateCredential,
  read: ({ params, body }) => ({ id: params.id, changes: { name: body.name, ...readStrength(body) } }),
  show: (one, _wire, at) => showCredential(one, at),
});

const revoke = route({
  ...shared,
  method: 'DELETE',
  path: '/v1/credentials/:id',
  operationId: 'revokeCredential',
  summary: 'Revoke a key and every key that it made; every process refuses them within a second',
  params: keyParams,
  status: 204,
  answers: { 204: { description: 'Revoked' }, ...refusals(400, 403, 404) },
  operation: revokeCredential,
  read: ({ params }) => params.id,
  show: () => undefined,
});

const rotate = route({
  ...shared,
  method: 'POST',
  path: '/v1/credentials/:id/rotate',
  operationId: 'rotateCredential',
  summary: 'Replace a key; the old secret is refused at once or after up to 24 hours',
  params: keyParams,
  body: rotation,
  isBodyOptional: true,
  bodyExample: { grace_hours: 24 },
  status: 201,
  answers: { 201: { description: 'The new key with its secret', schema: rotatedCredential }, ...refusals(400, 403, 404, 409) },
  operation: rotateCredential,
  read: ({ params, body }) => ({ id: params.id, graceHours: body?.grace_hours, name: body?.name }),
  show: (rotated, _wire, at) => showRotated(rotated, at),
});

const revokeAll = route({
  ...shared,
  method: 'POST',
  path: '/v1/credentials/revoke-all',
  operationId: 'revokeAllCredentials',
  summary: 'Revoke all keys of the organisation, or of one agent, in one transaction',
  body: revokeAllBody,
  isBodyOptional: true,
  bodyExample: { agent: 'data-cleanup' },
  answers: { 200: { description: 'How many ended', schema: Type.Object({ revoked: Type.Integer() }) }, ...refusals(400, 403, 404) },
  operation: revokeAllCredentials,
  read: ({ body }) => ({ except: body?.except, agent: body?.agent }),
  show: ({ revoked }) => ({ revoked }),
});

const recoveryKey = route({
  ...shared,
  method: 'POST',
  path: '/v1/agents/:id/recovery-key',
  operationId: 'issueRecoveryKey',
  summary: 'Make or replace the key with which an agent manages its own account',
  params: idParams,
  status: 201,
  answers: {
    201: {
      description: 'The account and its key, shown once',
      schema: Type.Object({ agent_id: Type.String(), recovery_key: Type.String() }),
    },
    ...refusals(403, 404),
  },
  operation: issueRecoveryKey,
  read: ({ params }) => params.id,
  show: ({ agentId, key }) => ({ agent_id: agtOfUuid(agentId), recovery_key: key.reveal() }),
});

function reportLeak(): RouteDraft {
  const limit = new RateLimit(reportsMax);
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/leaked-keys',
    operationId: 'reportLeakedKey',
    summary: 'Report a secret that was found where it does not belong; if it is a key of this server, it is revoked',
    body: leakReport,
    bodyExample: { key: 'forge_…', found_at: 'https://example.org/commit/1' },
    answers: { 202: { description: 'Always the same answer', schema: Type.Object({}) }, ...refusals(400, 429) },
    respond: async (at, { body }) => {
      await limit.take(at.request.ip);
      await reportLeakedKey(at, { key: body.key, foundAt: body.found_at });
      return { status: 202, body: {} };
    },
  });
}

/** Keys of every kind. */
export function credentialRoutes(): readonly RouteDraft[] {
  return [list, create, get, update, revoke, rotate, revokeAll, recoveryKey, reportLeak()];
}
