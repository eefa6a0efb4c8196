import type { CallOptions } from '../transport/call.ts';
import type { Transport } from '../transport/transport.ts';
import type { Me, SignedIn } from '../types.ts';

/** Signing people in and out. The cookie is the browser's affair; the CSRF token is remembered by the client. */
export interface Auth {
  /** Who the caller is; also picks up the CSRF token of an existing sign-in. */
  readonly me: (options?: CallOptions) => Promise<Me>;
  readonly login: (body: { readonly email: string; readonly password: string }, options?: CallOptions) => Promise<SignedIn>;
  /** Redeems the one-time link that a fresh server prints. */
  readonly ownerLink: (token: string, options?: CallOptions) => Promise<SignedIn>;
  /** Sets or changes the caller's password (12 characters at least) and signs out every other session. */
  readonly setPassword: (
    body: { readonly password: string; readonly current_password?: string | undefined },
    options?: CallOptions,
  ) => Promise<void>;
  readonly logout: (options?: CallOptions) => Promise<void>;
}

export function authOf(transport: Transport, rememberCsrfToken: (token: string | undefined) => void): Auth {
  const signIn = async (path: string, body: unknown, options: CallOptions | undefined): Promise<SignedIn> => {
    const answer = await transport.json<SignedIn>({ method: 'POST', path, body, options });
    rememberCsrfToken(answer.csrf_token);
    return answer;
  };
  return {
    me: async (options) => {
      const me = await transport.json<Me>({ method: 'GET', path: '/v1/me', options });
      if (me.csrf_token !== null) rememberCsrfToken(me.csrf_token);
      return me;
    },
    login: (body, options) => signIn('/v1/auth/login', body, options),
    ownerLink: (token, options) => signIn('/v1/auth/owner-link', { token }, options),
    setPassword: (body, options) => transport.empty({ method: 'POST', path: '/v1/auth/password', body, options }),
    logout: async (options) => {
      await transport.empty({ method: 'POST', path: '/v1/auth/logout', options });
      rememberCsrfToken(undefined);
    },
  };
}
