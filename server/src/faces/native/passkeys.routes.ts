import { Type } from 'typebox';
import { listPasskeys, removePasskey } from '../../domain/people/index.ts';
import { browserOf, customRoute, jsonObject, nullable, plainText, relayStep, route } from '../kit/index.ts';
import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { invitation, passkey, showPasskey, signedIn, strict } from './account.wire.ts';
import { uuidParams } from './members.wire.ts';
import { showPage } from './show.ts';
import { answerSignedIn } from './signed-in.ts';
import { pageOf, refusals } from './wire.ts';

const shared = { tag: 'Passkeys' } as const;
const name = plainText(100, 1);
const bytes = Type.String({ minLength: 1, maxLength: 16_000, pattern: '^[A-Za-z0-9_-]+$', description: 'base64url' });
const credential = { id: bytes, rawId: bytes, type: Type.Literal('public-key'), clientExtensionResults: Type.Optional(jsonObject) };
/** Members that browsers add beyond these are let through. Source: Web Authentication level 3, RegistrationResponseJSON. */
const registration = Type.Object({
  ...credential,
  response: Type.Object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 20 })),
  }),
});
/** Source: Web Authentication level 3, AuthenticationResponseJSON. */
const assertion = Type.Object({
  ...credential,
  response: Type.Object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: Type.Optional(nullable(Type.String({ maxLength: 500 }))),
  }),
});

/** Signing in with a device instead of a password (Web Authentication, level 2). */
export function passkeyRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [...keptRoutes, creation(parts), add(parts), request(parts), signIn(parts)];
}

const keptRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/auth/passkeys',
    operationId: 'listPasskeys',
    summary: 'List your passkeys',
    answers: { 200: { description: 'Oldest first', schema: pageOf(passkey) }, ...refusals(401, 403) },
    operation: listPasskeys,
    read: () => undefined,
    show: (items) => showPage({ items, nextCursor: null }, showPasskey),
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/v1/auth/passkeys/:id',
    operationId: 'removePasskey',
    summary: 'Remove one of your passkeys',
    params: uuidParams,
    status: 204,
    answers: { 204: { description: 'Removed' }, ...refusals(400, 401, 403, 404) },
    operation: removePasskey,
    read: ({ params }) => params,
    show: () => undefined,
  }),
];

function creation(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/passkeys/options',
    operationId: 'startPasskeyRegistration',
    summary: 'Begin to add a passkey: options for navigator.credentials.create',
    answers: { 200: { description: 'PublicKeyCredentialCreationOptionsJSON', schema: jsonObject }, ...refusals(401, 403, 409) },
    respond: async (at, wire, reply) => ({
      status: 200,
      body: relayStep(reply, await parts.signIn.passkeyCreation(at, browserOf(wire))),
    }),
  });
}

function add(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/passkeys',
    operationId: 'addPasskey',
    summary: 'Add the passkey that the browser made',
    body: Type.Object({ name, response: registration }, strict),
    answers: { 201: { description: 'Added', schema: passkey }, ...refusals(400, 401, 403, 409) },
    respond: async (at, wire) => {
      const { id } = await parts.signIn.addPasskey(at, browserOf(wire), wire.body);
      const added = (await listPasskeys(at, undefined)).find((one) => one.id === id);
      if (added === undefined) throw new Error('a passkey that was just added is not there');
      return { status: 201, body: showPasskey(added) };
    },
  });
}

function request(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/passkeys/sign-in/options',
    operationId: 'startPasskeySignIn',
    summary: 'Begin to sign in with a passkey: options for navigator.credentials.get',
    answers: { 200: { description: 'PublicKeyCredentialRequestOptionsJSON', schema: jsonObject }, ...refusals(409, 429) },
    respond: async (at, wire, reply) => {
      await parts.signInLimits.spend({ ip: at.request.ip, account: null });
      return { status: 200, body: relayStep(reply, await parts.signIn.passkeyRequest(at, browserOf(wire))) };
    },
  });
}

function signIn(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/passkeys/sign-in',
    operationId: 'signInByPasskey',
    summary: 'Sign in with what the passkey signed',
    body: Type.Object({ response: assertion, invitation }, strict),
    answers: {
      200: { description: 'Signed in; sets the session cookie', schema: signedIn },
      ...refusals(400, 401, 403, 404, 409, 429),
    },
    respond: async (at, wire, reply) => {
      const who = { ip: at.request.ip, account: null };
      const { response, invitation: token } = wire.body;
      const done = await parts.signInLimits.attempt(who, () => parts.signIn.signInByPasskey(at, browserOf(wire), response, token));
      return answerSignedIn(at, parts, reply, done);
    },
  });
}
