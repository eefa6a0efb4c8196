import { Type } from 'typebox';
import { browserOf, customRoute, plainText, relayStep, setSession } from '../kit/index.ts';
import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { strict } from './account.wire.ts';
import { refusals } from './wire.ts';

const shared = { tag: 'Sign-in providers' } as const;
const params = Type.Object({ provider: plainText(50, 1) });
/** What a provider may send back (OpenID Connect Core, 3.1.2.5 and 3.1.2.6; RFC 9207); anything else is let through unread. */
const returned = Type.Object({
  code: Type.Optional(Type.String({ maxLength: 4_000, description: 'What the provider exchanges for its answer' })),
  state: Type.Optional(Type.String({ maxLength: 500, description: 'What the sign-in began with' })),
  error: Type.Optional(Type.String({ maxLength: 500, description: 'Why the provider signed nobody in' })),
  iss: Type.Optional(Type.String({ maxLength: 500, description: 'The provider’s issuer' })),
});

/** Signing in at the OpenID provider that the operator set up. */
export function oidcRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [start(parts), finish(parts)];
}

/** A path of this server, or its front page: never another origin, however it is written. */
function ownPath(text: string | undefined): string {
  if (text === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || text.includes('\\')) return '/';
  const base = 'http://own.invalid';
  const url = URL.canParse(text, base) ? new URL(text, base) : new URL(base);
  // Dots at the front can leave two slashes there, which a browser reads as another host.
  return url.origin === base && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}${url.hash}` : '/';
}

function start(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/oidc/:provider',
    operationId: 'startProviderSignIn',
    summary: 'Begin to sign in at a provider: the address to send the browser to',
    params,
    body: Type.Object(
      { return_to: Type.Optional(Type.String({ maxLength: 2_000, description: 'Path of this server to come back to' })) },
      strict,
    ),
    isBodyOptional: true,
    answers: { 200: { description: 'Where to go', schema: Type.Object({ url: Type.String() }) }, ...refusals(400, 404, 409, 429) },
    respond: async (at, wire, reply) => {
      await parts.signInLimits.spend({ ip: at.request.ip, account: null });
      const returnTo = ownPath(wire.body?.return_to);
      const step = await parts.signIn.startProvider(at, browserOf(wire), wire.params.provider, returnTo);
      return { status: 200, body: { url: relayStep(reply, step) } };
    },
  });
}

function finish(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'GET',
    path: '/v1/auth/oidc/:provider/callback',
    operationId: 'finishProviderSignIn',
    summary: 'Where the provider sends the browser back to',
    params,
    query: returned,
    answers: { 302: { description: 'Signed in and back to where it began, or to /login?error=…' }, ...refusals(400, 429) },
    respond: async (at, wire, reply) => {
      const step = await parts.signIn.finishProvider(at, browserOf(wire), wire.query);
      const { location, signedIn } = relayStep(reply, step);
      if (signedIn !== null) setSession(reply, parts, signedIn);
      return { status: 302, headers: { location } };
    },
  });
}
