import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import type { Transport } from '../transport/transport.ts';
import type { Me, SecondFactor, SignedIn, SignInOptions, SignUp, TwoFactorRequired, WebAuthnJson } from '../types.ts';

/** Signing people in and out. The cookie is the browser's affair; the CSRF token is remembered by the client. */
export interface Auth {
  /** Who the caller is; also picks up the CSRF token of an existing sign-in. */
  readonly me: (options?: CallOptions) => Promise<Me>;
  /** The ways to sign in that this server offers. */
  readonly options: (options?: CallOptions) => Promise<SignInOptions>;
  /** Signs in, or asks for the second factor: then call `verifyTwoFactor`. Who belongs to no organisation brings the token of an `invitation`. */
  readonly login: (
    body: { readonly email: string; readonly password: string; readonly invitation?: string },
    options?: CallOptions,
  ) => Promise<SignedIn | TwoFactorRequired>;
  readonly verifyTwoFactor: (factor: SecondFactor, options?: CallOptions) => Promise<SignedIn>;
  /** Makes an account and signs it in. */
  readonly signUp: (body: SignUp, options?: CallOptions) => Promise<SignedIn>;
  /** Redeems the one-time link that a fresh server prints. */
  readonly ownerLink: (token: string, options?: CallOptions) => Promise<SignedIn>;
  /** Where to send the browser to sign in at an outside provider; it comes back to `returnTo`, a path of this server. */
  readonly startProvider: (provider: string, returnTo: string, options?: CallOptions) => Promise<{ readonly url: string }>;
  /** What `navigator.credentials.get` wants to know. */
  readonly startPasskey: (options?: CallOptions) => Promise<WebAuthnJson>;
  /** Signs in with what the browser answered. */
  readonly finishPasskey: (response: object, options?: CallOptions) => Promise<SignedIn>;
  /** Asks for a reset link by mail; the answer is the same whether or not the address is known. */
  readonly requestPasswordReset: (email: string, options?: CallOptions) => Promise<void>;
  /** Sets a new password by the token of a reset link and ends every session of the person. */
  readonly completePasswordReset: (body: { readonly token: string; readonly password: string }, options?: CallOptions) => Promise<void>;
  /** Sets or changes the caller's password (12 characters at least) and signs out every other session. */
  readonly setPassword: (
    body: { readonly password: string; readonly current_password?: string | undefined },
    options?: CallOptions,
  ) => Promise<void>;
  readonly logout: (options?: CallOptions) => Promise<void>;
}

export function authOf(transport: Transport, rememberCsrfToken: (token: string | undefined) => void): Auth {
  const post = <T>(address: string, body: unknown, options: CallOptions | undefined): Promise<T> =>
    transport.json<T>({ method: 'POST', path: address, body, options });
  const remembered = <T extends SignedIn | TwoFactorRequired>(answer: T): T => {
    if ('csrf_token' in answer) rememberCsrfToken(answer.csrf_token);
    return answer;
  };
  const signIn = async (address: string, body: unknown, options: CallOptions | undefined): Promise<SignedIn> =>
    remembered(await post<SignedIn>(address, body, options));
  return {
    me: async (options) => {
      const me = await transport.json<Me>({ method: 'GET', path: '/v1/me', options });
      if (me.csrf_token !== null) rememberCsrfToken(me.csrf_token);
      return me;
    },
    options: (options) => transport.json({ method: 'GET', path: '/v1/auth/options', options }),
    login: async (body, options) => remembered(await post<SignedIn | TwoFactorRequired>('/v1/auth/login', body, options)),
    verifyTwoFactor: (factor, options) => signIn('/v1/auth/two-factor/verify', factor, options),
    signUp: (body, options) => signIn('/v1/auth/sign-up', body, options),
    ownerLink: (token, options) => signIn('/v1/auth/owner-link', { token }, options),
    startProvider: (provider, returnTo, options) => post(path`/v1/auth/oidc/${provider}`, { return_to: returnTo }, options),
    startPasskey: (options) => post('/v1/auth/passkeys/sign-in/options', undefined, options),
    finishPasskey: (response, options) => signIn('/v1/auth/passkeys/sign-in', { response }, options),
    requestPasswordReset: (email, options) =>
      transport.empty({ method: 'POST', path: '/v1/auth/password-reset', body: { email }, options }),
    completePasswordReset: (body, options) => transport.empty({ method: 'POST', path: '/v1/auth/password-reset/complete', body, options }),
    setPassword: (body, options) => transport.empty({ method: 'POST', path: '/v1/auth/password', body, options }),
    logout: async (options) => {
      await transport.empty({ method: 'POST', path: '/v1/auth/logout', options });
      rememberCsrfToken(undefined);
    },
  };
}
