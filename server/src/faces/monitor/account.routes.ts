import { Type } from 'typebox';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { createUserKey, listUserKeys, revokeUserKey } from '../../domain/credentials/index.ts';
import type { Credential } from '../../domain/credentials/index.ts';
import type { At } from '../../domain/home.ts';
import { findMember, updateMe } from '../../domain/people/index.ts';
import { customRoute, deleteOwnAccount, nullable, plainText, route, timestamp } from '../kit/index.ts';
import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { done, refusals, uuid } from './wire.ts';

const shared = { tag: 'Dashboard account' } as const;
const strict = { additionalProperties: false } as const;
const dayMs = 86_400_000;

const user = Type.Object({ id: uuid, email: Type.String(), display_name: Type.String() });
const session = Type.Object({
  authenticated: Type.Boolean(),
  org_id: uuid,
  user: nullable(user),
  ...Type.Partial(user).properties,
});
const key = Type.Object({
  id: uuid,
  name: Type.String(),
  prefix: Type.String(),
  is_active: Type.Boolean(),
  created_at: timestamp,
  expires_at: nullable(timestamp),
  last_used_at: nullable(timestamp),
});
const createdKey = Type.Object({
  id: uuid,
  name: Type.String(),
  api_key: Type.String({ description: 'Shown once' }),
  created_at: timestamp,
  expires_at: nullable(timestamp),
});
const expiresInDays = Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 3_650 })));

/** The person who asks, or whom the key acts as; null for other programs. */
async function personAt({ caller, home }: At) {
  const id = caller.kind === 'person' || caller.kind === 'apiKey' ? caller.userId : null;
  if (id === null) return null;
  const found = await home.read((tx) => findMember(tx, caller.orgId, id));
  return found === undefined ? null : { id, email: found.member.person.email, display_name: found.member.person.name };
}

async function personOrRefuse(at: At) {
  const person = await personAt(at);
  if (person === null) throw new Refusal('unauthenticated', 'session.ended', 'The session has ended. Sign in again.');
  return person;
}

const syncUser = customRoute({
  ...shared,
  method: 'POST',
  path: '/api/v1/auth/sync-user',
  operationId: 'monitorSyncUser',
  summary: 'Find yourself after signing in; changes nothing',
  body: Type.Object(
    { id: Type.Optional(plainText(100)), email: Type.Optional(plainText(320)), display_name: Type.Optional(nullable(plainText(200))) },
    strict,
  ),
  isBodyOptional: true,
  answers: { 200: { description: 'You', schema: Type.Object({ success: Type.Boolean(), user }) }, ...refusals(400, 403) },
  respond: async (at, { body }) => {
    const person = await personOrRefuse(at);
    const isOther = (said: string | undefined, own: string): boolean => said !== undefined && said.toLowerCase() !== own.toLowerCase();
    if (isOther(body.id, person.id) || isOther(body.email, person.email)) {
      throw new Refusal('forbidden', 'user.another', 'That is not who is signed in.');
    }
    return { status: 200, body: { success: true, user: person } };
  },
});

const getSession = customRoute({
  ...shared,
  method: 'GET',
  path: '/api/v1/auth/session',
  operationId: 'monitorGetAuthSession',
  summary: 'Who is asking',
  answers: { 200: { description: 'You', schema: session } },
  respond: async (at) => {
    const person = await personAt(at);
    return { status: 200, body: { authenticated: true, org_id: at.caller.orgId, user: person, ...person } };
  },
});

const me = customRoute({
  ...shared,
  method: 'GET',
  path: '/api/v1/auth/me',
  operationId: 'monitorGetMe',
  summary: 'Get your own account',
  answers: { 200: { description: 'You', schema: user }, ...refusals(403) },
  respond: async (at) => ({ status: 200, body: await personOrRefuse(at) }),
});

const rename = customRoute({
  ...shared,
  method: 'PATCH',
  path: '/api/v1/auth/me',
  operationId: 'monitorUpdateMe',
  summary: 'Change your own name',
  body: Type.Object({ display_name: plainText(200, 1) }, strict),
  bodyExample: { display_name: 'Robin' },
  answers: { 200: { description: 'You', schema: user }, ...refusals(400, 403) },
  respond: async (at, { body }) => {
    await updateMe(at, { name: body.display_name });
    return { status: 200, body: await personOrRefuse(at) };
  },
});

function showKey(credential: Credential, now: number) {
  return {
    id: credential.id,
    name: credential.name,
    prefix: credential.prefix,
    is_active: (credential.expiresAt ?? Infinity) > now,
    created_at: toRfc3339(credential.createdAt),
    expires_at: toRfc3339OrNull(credential.expiresAt),
    last_used_at: toRfc3339OrNull(credential.lastUsedAt),
  };
}

const listKeys = route({
  ...shared,
  method: 'GET',
  path: '/api/v1/auth/api-keys',
  operationId: 'monitorListApiKeys',
  summary: 'List your own keys that are not revoked, newest first; never a secret',
  answers: { 200: { description: 'Keys', schema: Type.Array(key) }, ...refusals(403) },
  operation: listUserKeys,
  read: () => undefined,
  show: (keys, _wire, at) => keys.filter(({ revokedAt }) => revokedAt === null).map((one) => showKey(one, at.home.clock.now())),
});

const newKey = { ...shared, method: 'POST', status: 201, operation: createUserKey } as const;

function readLife(days: number | null | undefined, at: At): { readonly expiresAt: number | null } {
  return { expiresAt: days === null || days === undefined ? null : at.home.clock.now() + days * dayMs };
}

function showCreated(created: Awaited<ReturnType<typeof createUserKey>>) {
  const { id, name, createdAt, expiresAt } = created.credential;
  return {
    id,
    name,
    api_key: created.key.reveal(),
    created_at: toRfc3339(createdAt),
    expires_at: toRfc3339OrNull(expiresAt),
  };
}

const createKey = route({
  ...newKey,
  path: '/api/v1/auth/api-keys',
  operationId: 'monitorCreateApiKey',
  summary: 'Make a key that acts as you, never beyond your role; 50 at most, each shown once',
  body: Type.Object({ name: plainText(200, 1), expires_in_days: expiresInDays }, strict),
  bodyExample: { name: 'My laptop', expires_in_days: 90 },
  answers: { 201: { description: 'The key', schema: createdKey }, ...refusals(400, 403, 429) },
  read: ({ body }, at) => ({ name: body.name, ...readLife(body.expires_in_days, at) }),
  show: showCreated,
});

const createCliKey = route({
  ...newKey,
  path: '/api/v1/auth/cli-key',
  operationId: 'monitorCreateCliKey',
  summary: 'Make a key for a command line, named by the day',
  body: Type.Object({ name: Type.Optional(plainText(200, 1)), expires_in_days: expiresInDays }, strict),
  isBodyOptional: true,
  answers: { 201: { description: 'The key', schema: createdKey }, ...refusals(400, 403, 429) },
  read: ({ body }, at) => ({
    name: body.name ?? `Command line ${toRfc3339(at.home.clock.now()).slice(0, 10)}`,
    ...readLife(body.expires_in_days, at),
  }),
  show: showCreated,
});

const revokeKey = route({
  ...shared,
  method: 'DELETE',
  path: '/api/v1/auth/api-keys/:id',
  operationId: 'monitorRevokeApiKey',
  summary: 'Revoke one of your own keys',
  params: Type.Object({ id: uuid }),
  answers: { 200: { description: 'Revoked', schema: done }, ...refusals(403, 404) },
  operation: revokeUserKey,
  read: ({ params }) => params.id,
  show: () => ({ success: true }),
});

function remove(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'DELETE',
    path: '/api/v1/auth/me',
    operationId: 'monitorDeleteMe',
    summary: 'Delete your own account, confirmed by your password or by having signed in within the last 15 minutes',
    body: Type.Object({ password: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) }, strict),
    isBodyOptional: true,
    answers: {
      200: { description: 'Deleted', schema: Type.Object({ success: Type.Literal(true), message: Type.String() }) },
      ...refusals(400, 403, 409, 429),
    },
    respond: async (at, { body }, reply) => {
      await deleteOwnAccount(at, parts, body?.password, reply);
      return { status: 200, body: { success: true, message: 'The account is deleted.' } };
    },
  });
}

/** Source: dashboard backend, "Authentication": web users, and keys for their agents; hashed, and shown once. */
export function accountRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [syncUser, getSession, me, rename, remove(parts), listKeys, createKey, createCliKey, revokeKey];
}
