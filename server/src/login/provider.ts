import type { createAuthorizationURL as CreateAuthorizationUrl, OAuthProvider } from '@better-auth/core/oauth2';
import type { OidcClient } from './oidc.ts';

/** Our one provider's name in addresses and in `login_accounts`. */
export const providerId = 'oidc';

/** Tells the library how to sign people in at an OpenID provider: code flow with PKCE, state and nonce. */
export function providerOf(
  client: OidcClient,
  createAuthorizationURL: typeof CreateAuthorizationUrl,
  isSignUpOpen: boolean,
): OAuthProvider {
  const { clientId, issuer, name } = client.settings;
  return {
    id: providerId,
    name,
    issuer,
    callbackPath: `/oidc/${providerId}/callback`,
    requiresIdTokenNonce: true,
    disableSignUp: !isSignUpOpen,
    options: { disableSignUp: !isSignUpOpen },
    accountSubject: ({ profile }) => subjectOf(profile),
    createAuthorizationURL: async ({ state, codeVerifier, redirectURI, idTokenNonce }) =>
      createAuthorizationURL({
        id: providerId,
        options: { clientId },
        authorizationEndpoint: (await client.discover()).authorizationUrl,
        state,
        codeVerifier,
        redirectURI,
        scopes: ['openid', 'email', 'profile'],
        ...(idTokenNonce === undefined ? {} : { nonce: idTokenNonce }),
      }),
    validateAuthorizationCode: async ({ code, redirectURI, codeVerifier }) => client.exchange(code, redirectURI, codeVerifier ?? ''),
    getUserInfo: async ({ accessToken, idToken, expectedIdTokenNonce }) => {
      if (accessToken === undefined || idToken === undefined || expectedIdTokenNonce === undefined) return null;
      const claims = await client.claims({ accessToken, idToken }, expectedIdTokenNonce).catch(() => null);
      if (claims === null || typeof claims['email'] !== 'string') return null;
      const user = { email: claims['email'], emailVerified: claims['email_verified'] === true, name: String(claims['name'] ?? '') };
      return { user, data: claims };
    },
  };
}

function subjectOf(claims: object): string {
  return 'sub' in claims && typeof claims.sub === 'string' ? claims.sub : '';
}
