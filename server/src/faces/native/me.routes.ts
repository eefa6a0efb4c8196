import { Type } from 'typebox';
import { isProgram } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { At } from '../../domain/home.ts';
import { orgsOf } from '../../domain/orgs/index.ts';
import { endLoginSession, endOtherLoginSessions, findMember, listLoginSessions, updateMe } from '../../domain/people/index.ts';
import { customRoute, deleteOwnAccount, route } from '../kit/index.ts';
import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { givenPassword, loginSession, me, personName, showLogin, showUser, strict } from './account.wire.ts';
import { uuidParams } from './members.wire.ts';
import { showPage } from './show.ts';
import { orgAt } from './signed-in.ts';
import { pageOf, refusals } from './wire.ts';

const shared = { tag: 'Account' } as const;

/** Who is asking, and the browsers in which they are signed in. */
export function meRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [whoAmI(parts), rename(parts), remove(parts), ...sessionRoutes];
}

function whoAmI(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'GET',
    path: '/v1/me',
    operationId: 'getMe',
    summary: 'Who is asking, for which organisation',
    answers: { 200: { description: 'You', schema: me }, ...refusals(401) },
    respond: async (at) => ({ status: 200, body: await describe(at, parts) }),
  });
}

function rename(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'PATCH',
    path: '/v1/me',
    operationId: 'updateMe',
    summary: 'Change your own name',
    body: Type.Object({ name: personName }, strict),
    answers: { 200: { description: 'You', schema: me }, ...refusals(400, 401, 403) },
    respond: async (at, { body }) => {
      await updateMe(at, body);
      return { status: 200, body: await describe(at, parts) };
    },
  });
}

function remove(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'DELETE',
    path: '/v1/me',
    operationId: 'deleteMe',
    summary: 'Delete your own account, confirmed by your password or by having signed in within the last 15 minutes',
    body: Type.Object({ password: Type.Optional(givenPassword) }, strict),
    isBodyOptional: true,
    answers: { 204: { description: 'Deleted; what you did stays, under no name' }, ...refusals(400, 401, 403, 409, 429) },
    respond: async (at, { body }, reply) => {
      await deleteOwnAccount(at, parts, body?.password, reply);
      return { status: 204 };
    },
  });
}

const sessionRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/auth/sessions',
    operationId: 'listLoginSessions',
    summary: 'List the browsers in which you are signed in',
    answers: { 200: { description: 'Used last first', schema: pageOf(loginSession) }, ...refusals(401, 403) },
    operation: listLoginSessions,
    read: () => undefined,
    show: (items) => showPage({ items, nextCursor: null }, showLogin),
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/v1/auth/sessions/:id',
    operationId: 'endLoginSession',
    summary: 'Sign out one of your browsers',
    params: uuidParams,
    status: 204,
    answers: { 204: { description: 'Signed out' }, ...refusals(400, 401, 403, 404) },
    operation: endLoginSession,
    read: ({ params }) => params,
    show: () => undefined,
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/auth/sessions/end-others',
    operationId: 'endOtherLoginSessions',
    summary: 'Sign out all your browsers but this one',
    answers: { 200: { description: 'How many were signed out', schema: Type.Object({ ended: Type.Integer() }) }, ...refusals(401, 403) },
    operation: endOtherLoginSessions,
    read: () => undefined,
    show: ({ ended }) => ({ ended }),
  }),
];

async function describe(at: At, parts: FaceParts) {
  const { caller, home } = at;
  const server = { version: parts.version, public_url: parts.publicUrl };
  if (isProgram(caller)) {
    const credential = { id: caller.credentialId, name: caller.credentialName, scopes: caller.scopes };
    return { kind: 'api_key', user: null, credential, org: await orgAt(at, caller.orgId), orgs: [], csrf_token: null, server };
  }
  if (caller.kind !== 'person') throw new Refusal('unauthenticated', 'credential.missing', 'A credential is required.');
  const { found, orgs } = await home.read(async (tx) => ({
    found: await findMember(tx, caller.orgId, caller.userId),
    orgs: await orgsOf(tx, caller.userId),
  }));
  if (found === undefined) throw new Refusal('unauthenticated', 'session.ended', 'The session has ended. Sign in again.');
  const org = await orgAt(at, caller.orgId);
  const places = orgs.filter((one) => one.isActive).map(({ id, slug, name, role }) => ({ id, slug, name, role }));
  return { kind: 'person', user: showUser(found.member), credential: null, org, orgs: places, csrf_token: caller.csrf, server };
}
