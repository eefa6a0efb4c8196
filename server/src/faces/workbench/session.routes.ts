import { Type } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import { requirePerson } from '../../kernel/caller.ts';
import type { Role } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { changePassword, findMember, signInByPassword, signOut, signUp } from '../../domain/people/index.ts';
import type { Member, SignedIn } from '../../domain/people/index.ts';
import { clearSession, customRoute, plainText, setSession, timestamp } from '../kit/index.ts';
import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';

const shared = { tag: 'Workbench sessions' } as const;
const strict = { additionalProperties: false } as const;
const user = Type.Object({ id: Type.Integer(), email: Type.String(), name: Type.String(), role: Type.String() });
const opened = Type.Object({ user, csrfToken: Type.String(), expiresAt: timestamp });
const csrf = Type.Object({ csrfToken: Type.String() });
const nothing = Type.Object({});
const password = Type.String({ maxLength: 500 });

/** The roles of this face; our owners are its administrators. */
const roleOf: { readonly [R in Role]: string } = { owner: 'admin', admin: 'admin', reviewer: 'reviewer', viewer: 'viewer' };

function showUser({ person, role }: Member) {
  return { id: person.number, email: person.email, name: person.name, role: roleOf[role] };
}

function showOpened({ member, login }: SignedIn) {
  return { success: true, data: { user: showUser(member), csrfToken: login.csrf, expiresAt: toRfc3339(login.expiresAt) } };
}

/** People's sessions. Source: surfaces of the agents API; the CSRF token goes into X-CSRF-Token of every change. */
export function sessionRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [login(parts), signUpRoute(parts), logout(parts), me(), csrfToken(), changeOwnPassword(parts)];
}

function login(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/api/auth/login',
    operationId: 'workbenchLogin',
    summary: 'Sign in with e-mail address and password',
    body: Type.Object({ email: plainText(320, 3), password: Type.String({ minLength: 1, maxLength: 500 }) }, strict),
    answers: { 200: success('Signed in; sets the session cookie', opened), ...refusals(400, 401, 403, 429) },
    respond: async ({ home, request }, { body }, reply) => {
      const who = { ip: request.ip, account: body.email };
      const done = await parts.signInLimits.attempt(who, () => signInByPassword(home, request, parts.passwords, body));
      setSession(reply, parts, done);
      return { status: 200, body: showOpened(done) };
    },
  });
}

function signUpRoute(parts: FaceParts): RouteDraft {
  const address = Type.String({ maxLength: 254, pattern: '^[^@\\s\\u0000-\\u001f]+@[^@\\s\\u0000-\\u001f]+$' });
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/api/auth/signup',
    operationId: 'workbenchSignUp',
    summary: 'Make an account, where the operator lets people do so',
    body: Type.Object({ email: address, password, name: Type.Optional(plainText(100, 1)) }, strict),
    answers: { 201: success('Signed in; sets the session cookie', opened), ...refusals(400, 403, 409, 422, 429) },
    respond: async (at, { body }, reply) => {
      await parts.signInLimits.spend({ ip: at.request.ip, account: null });
      const name = body.name ?? body.email.split('@')[0] ?? body.email;
      const done = await signUp(at, parts.passwords, { email: body.email, password: body.password, name: name.slice(0, 100) });
      setSession(reply, parts, done);
      return { status: 201, body: showOpened(done) };
    },
  });
}

function logout(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/api/auth/logout',
    operationId: 'workbenchLogout',
    summary: 'End the session of this browser',
    answers: { 200: success('Signed out', nothing), ...refusals(401, 403) },
    respond: async (at, _wire, reply) => {
      await signOut(at);
      clearSession(reply, parts);
      return { status: 200, body: { success: true, data: {} } };
    },
  });
}

function me(): RouteDraft {
  return customRoute({
    ...shared,
    method: 'GET',
    path: '/api/auth/me',
    operationId: 'workbenchMe',
    summary: 'Who is signed in',
    answers: { 200: success('You', user), ...refusals(401, 403) },
    respond: async ({ home, caller }) => {
      const { orgId, userId } = requirePerson(caller);
      const found = await home.read((tx) => findMember(tx, orgId, userId));
      if (found === undefined) throw new Refusal('unauthenticated', 'session.ended', 'The session has ended. Sign in again.');
      return { status: 200, body: { success: true, data: showUser(found.member) } };
    },
  });
}

function csrfToken(): RouteDraft {
  return customRoute({
    ...shared,
    method: 'GET',
    path: '/api/auth/csrf',
    operationId: 'workbenchCsrf',
    summary: 'The token that changes have to carry in X-CSRF-Token',
    answers: { 200: success('The token of this session', csrf), ...refusals(401, 403) },
    respond: async ({ caller }) => ({ status: 200, body: { success: true, data: { csrfToken: requirePerson(caller).csrf } } }),
  });
}

function changeOwnPassword(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/api/auth/change-password',
    operationId: 'workbenchChangePassword',
    summary: 'Change your own password; other browsers are signed out',
    body: Type.Object({ currentPassword: password, newPassword: password }, strict),
    answers: { 200: success('Changed', nothing), ...refusals(400, 401, 403, 422, 429) },
    respond: async (at, { body }) => {
      const who = { ip: at.request.ip, account: `password of ${requirePerson(at.caller).userId}` };
      const input = { next: body.newPassword, current: body.currentPassword, pointer: '/newPassword' };
      await parts.signInLimits.attempt(who, () => changePassword(at, parts.passwords, input));
      return { status: 200, body: { success: true, data: {} } };
    },
  });
}
