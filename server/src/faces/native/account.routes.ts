import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { Refusal } from '../../kernel/refusal.ts';
import type { At } from '../../domain/home.ts';
import { findOrg } from '../../domain/orgs/index.ts';
import { changePassword, findMember, lifeMsMax, signInByLink, signInByPassword, signOut } from '../../domain/people/index.ts';
import type { Member, SignedIn } from '../../domain/people/index.ts';
import { customRoute, plainText } from '../kit/index.ts';
import type { Answer, FaceParts, RouteDraft } from '../kit/index.ts';
import { me, refusals } from './wire.ts';

const shared = { tag: 'Account' } as const;
const signedIn = Type.Object({ user: Type.Unknown(), org: Type.Unknown(), csrf_token: Type.String() });

/** Signing in and out, and who is asking. */
export function accountRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [ownerLink(parts), login(parts), logout(parts), password(parts), whoAmI(parts)];
}

function setCookie(reply: FastifyReply, { cookie }: FaceParts, value: string, maxAgeS: number): void {
  void reply.setCookie(cookie.name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure: cookie.isSecure, maxAge: maxAgeS });
}

function showUser({ person, role }: Member) {
  return { id: person.id, email: person.email, name: person.name, role, has_password: person.hasPassword };
}

async function showOrg(at: At, orgId: string) {
  const org = await at.home.read((tx) => findOrg(tx, orgId));
  if (org === undefined) throw new Error('a caller without an organisation');
  return org;
}

async function answerSignedIn(at: At, parts: FaceParts, reply: FastifyReply, done: SignedIn): Promise<Answer> {
  setCookie(reply, parts, done.login.token.reveal(), Math.floor(lifeMsMax / 1000));
  return { status: 200, body: { user: showUser(done.member), org: await showOrg(at, done.member.orgId), csrf_token: done.login.csrf } };
}

function ownerLink(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/owner-link',
    operationId: 'signInByOwnerLink',
    summary: 'Sign in with the one-time link that the server printed',
    body: Type.Object({ token: Type.String({ minLength: 20, maxLength: 200 }) }, { additionalProperties: false }),
    answers: { 200: { description: 'Signed in; sets the session cookie', schema: signedIn }, ...refusals(400, 401) },
    respond: async (at, { body }, reply) => answerSignedIn(at, parts, reply, await signInByLink(at.home, at.request, body.token)),
  });
}

function login(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/login',
    operationId: 'signIn',
    summary: 'Sign in with e-mail address and password',
    body: Type.Object(
      { email: plainText(320, 3), password: Type.String({ minLength: 1, maxLength: 500 }) },
      { additionalProperties: false },
    ),
    answers: { 200: { description: 'Signed in; sets the session cookie', schema: signedIn }, ...refusals(400, 401, 429) },
    respond: async (at, { body }, reply) =>
      answerSignedIn(at, parts, reply, await signInByPassword(at.home, at.request, parts.passwords, body)),
  });
}

function logout(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/logout',
    operationId: 'signOut',
    summary: 'End the session of this browser',
    answers: { 204: { description: 'Signed out' }, ...refusals(403) },
    respond: async (at, _wire, reply) => {
      await signOut(at);
      setCookie(reply, parts, '', 0);
      return { status: 204 };
    },
  });
}

function password(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/password',
    operationId: 'changePassword',
    summary: 'Set or change your own password; other browsers are signed out',
    body: Type.Object(
      { password: Type.String({ maxLength: 500 }), current_password: Type.Optional(Type.String({ maxLength: 500 })) },
      { additionalProperties: false },
    ),
    answers: { 204: { description: 'Changed' }, ...refusals(400, 403, 422) },
    respond: async (at, { body }) => {
      await changePassword(at, parts.passwords, { next: body.password, current: body.current_password });
      return { status: 204 };
    },
  });
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

async function describe(at: At, parts: FaceParts) {
  const { caller, home } = at;
  const org = await showOrg(at, caller.orgId);
  const server = { version: parts.version, public_url: parts.publicUrl };
  if (caller.kind === 'apiKey') {
    const credential = { id: caller.credentialId, name: caller.credentialName, scopes: caller.scopes };
    return { kind: 'api_key', user: null, credential, org, csrf_token: null, server };
  }
  if (caller.kind !== 'person') throw new Refusal('unauthenticated', 'credential.missing', 'A credential is required.');
  const found = await home.read((tx) => findMember(tx, caller.orgId, caller.userId));
  if (found === undefined) throw new Refusal('unauthenticated', 'session.ended', 'The session has ended. Sign in again.');
  return { kind: 'person', user: showUser(found.member), credential: null, org, csrf_token: caller.csrf, server };
}
