import { Type } from 'typebox';
import {
  changePassword,
  checkPassword,
  completePasswordReset,
  enter,
  requestPasswordReset,
  signInByLink,
  signOut,
  signUp,
} from '../../domain/people/index.ts';
import { browserOf, clearSession, customRoute, oneOf, relayStep } from '../kit/index.ts';
import type { FaceParts, RouteDraft } from '../kit/index.ts';
import {
  anyAddress,
  givenPassword,
  invitation,
  linkToken,
  newAddress,
  personName,
  signedIn,
  signedInOrStep,
  strict,
} from './account.wire.ts';
import { answerSignedIn } from './signed-in.ts';
import { refusals } from './wire.ts';

const shared = { tag: 'Account' } as const;

/** Signing in and out with a password, signing up, and passwords. */
export function accountRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [
    options(parts),
    ownerLink(parts),
    login(parts),
    signUpRoute(parts),
    logout(parts),
    password(parts),
    askReset(parts),
    reset(parts),
  ];
}

function options({ signIn }: FaceParts): RouteDraft {
  const provider = Type.Object({ id: Type.String(), name: Type.String() });
  const schema = Type.Object({
    sign_up: oneOf(['open', 'invite', 'closed']),
    passkeys: Type.Boolean(),
    password_reset: oneOf(['mail', 'ask_admin']),
    providers: Type.Array(provider),
  });
  return customRoute({
    ...shared,
    method: 'GET',
    path: '/v1/auth/options',
    operationId: 'getSignInOptions',
    summary: 'In which ways people sign in and up here',
    answers: { 200: { description: 'What the sign-in page offers', schema } },
    respond: async ({ home }) => ({
      status: 200,
      body: {
        sign_up: home.registration,
        passkeys: true,
        password_reset: home.mailer.isConfigured ? 'mail' : 'ask_admin',
        providers: signIn.providers,
      },
    }),
  });
}

function ownerLink(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/owner-link',
    operationId: 'signInByOwnerLink',
    summary: 'Sign in with the one-time link that the server printed',
    body: Type.Object({ token: Type.String({ minLength: 20, maxLength: 200 }) }, strict),
    answers: { 200: { description: 'Signed in; sets the session cookie', schema: signedIn }, ...refusals(400, 401, 429) },
    respond: async (at, { body }, reply) => {
      const { home, request } = at;
      const who = { ip: request.ip, account: null };
      const done = await parts.signInLimits.attempt(who, () => signInByLink(home, request, body.token));
      return answerSignedIn(at, parts, reply, done);
    },
  });
}

function login(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/login',
    operationId: 'signIn',
    summary: 'Sign in with e-mail address and password',
    body: Type.Object({ email: anyAddress, password: givenPassword, invitation }, strict),
    answers: {
      200: { description: 'Signed in, with the session cookie; or a second factor is asked for', schema: signedInOrStep },
      ...refusals(400, 401, 403, 404, 429),
    },
    respond: async (at, wire, reply) => {
      const { home, request } = at;
      const done = await parts.signInLimits.attempt({ ip: request.ip, account: wire.body.email }, async () => {
        const { person } = await checkPassword(home, parts.passwords, wire.body);
        const { invitation: token } = wire.body;
        if (!person.isTwoFactorEnabled) return enter(at, { userId: person.id, method: 'password', invitation: token });
        relayStep(reply, await parts.signIn.askSecondFactor(at, browserOf(wire), person.id, token));
        return null;
      });
      return done === null ? { status: 200, body: { two_factor_required: true } } : answerSignedIn(at, parts, reply, done);
    },
  });
}

function signUpRoute(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/sign-up',
    operationId: 'signUp',
    summary: 'Make an account, with an organisation of your own or the one that invited you',
    body: Type.Object({ email: newAddress, password: Type.String({ maxLength: 500 }), name: personName, invitation }, strict),
    answers: { 201: { description: 'Signed in; sets the session cookie', schema: signedIn }, ...refusals(400, 403, 404, 409, 422, 429) },
    respond: async (at, { body }, reply) => {
      await parts.signInLimits.spend({ ip: at.request.ip, account: null });
      return answerSignedIn(at, parts, reply, await signUp(at, parts.passwords, body), 201);
    },
  });
}

function logout(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/logout',
    operationId: 'signOut',
    summary: 'End the session of this browser',
    answers: { 204: { description: 'Signed out' }, ...refusals(401, 403) },
    respond: async (at, _wire, reply) => {
      await signOut(at);
      clearSession(reply, parts);
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
      strict,
    ),
    answers: { 204: { description: 'Changed' }, ...refusals(400, 401, 403, 422, 429) },
    respond: async (at, { body }) => {
      const who = { ip: at.request.ip, account: at.caller.kind === 'person' ? `password of ${at.caller.userId}` : null };
      const input = { next: body.password, current: body.current_password };
      await parts.signInLimits.attempt(who, () => changePassword(at, parts.passwords, input));
      return { status: 204 };
    },
  });
}

function askReset(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/password-reset',
    operationId: 'requestPasswordReset',
    summary: 'Ask for a mail with a link that sets a new password; the answer is the same whether there is an account or not',
    body: Type.Object({ email: anyAddress }, strict),
    answers: { 202: { description: 'Taken', schema: Type.Object({}) }, ...refusals(400, 429) },
    respond: async (at, { body }) => {
      await parts.signInLimits.spend({ ip: at.request.ip, account: `reset of ${body.email}` });
      parts.background(requestPasswordReset(at, body.email));
      return { status: 202, body: {} };
    },
  });
}

function reset(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/password-reset/complete',
    operationId: 'completePasswordReset',
    summary: 'Set a new password with a reset link; every session of that person ends',
    body: Type.Object({ token: linkToken, password: Type.String({ maxLength: 500 }) }, strict),
    answers: { 204: { description: 'Set; sign in with it' }, ...refusals(400, 422, 429) },
    respond: async (at, { body }) => {
      await parts.signInLimits.attempt({ ip: at.request.ip, account: null }, () => completePasswordReset(at, parts.passwords, body));
      return { status: 204 };
    },
  });
}
