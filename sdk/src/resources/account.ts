import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { LoginSession, Me, Passkey, TwoFactorSetup, WebAuthnJson } from '../types.ts';

/** The signed-in person's own account. Keys cannot call any of it. */
export interface Account {
  readonly update: (fields: { readonly name: string }, options?: CallOptions) => Promise<Me>;
  /**
   * Deletes the account for good, confirmed by the password, or without one by having signed in within the last 15 minutes.
   * @throws ConflictError `ACCOUNT_LAST_OWNER` while others would be left without an owner
   */
  readonly delete: (password?: string, options?: CallOptions) => Promise<void>;
  /** Every browser in which the person is signed in. */
  readonly sessions: (options?: CallOptions) => Listing<LoginSession>;
  readonly endSession: (session: string, options?: CallOptions) => Promise<void>;
  /** Signs out everywhere but here. */
  readonly endOtherSessions: (options?: CallOptions) => Promise<{ readonly ended: number }>;
  /** Begins to set up the second factor; it counts after `confirmTwoFactor`. */
  readonly enableTwoFactor: (password: string, options?: CallOptions) => Promise<TwoFactorSetup>;
  readonly confirmTwoFactor: (code: string, options?: CallOptions) => Promise<void>;
  readonly disableTwoFactor: (password: string, options?: CallOptions) => Promise<void>;
  readonly passkeys: (options?: CallOptions) => Listing<Passkey>;
  /** What `navigator.credentials.create` wants to know. */
  readonly startPasskey: (options?: CallOptions) => Promise<WebAuthnJson>;
  /** Stores what the browser answered. */
  readonly addPasskey: (body: { readonly name: string; readonly response: object }, options?: CallOptions) => Promise<Passkey>;
  readonly removePasskey: (passkey: string, options?: CallOptions) => Promise<void>;
}

export function accountOf(transport: Transport): Account {
  const post = <T>(address: string, body: unknown, options: CallOptions | undefined): Promise<T> =>
    transport.json<T>({ method: 'POST', path: address, body, options });
  return {
    update: (body, options) => transport.json({ method: 'PATCH', path: '/v1/me', body, options }),
    delete: (password, options) => transport.empty({ method: 'DELETE', path: '/v1/me', body: { password }, options }),
    sessions: (options) => listing(transport, { path: '/v1/auth/sessions', options }),
    endSession: (session, options) => transport.empty({ method: 'DELETE', path: path`/v1/auth/sessions/${session}`, options }),
    endOtherSessions: (options) => post('/v1/auth/sessions/end-others', undefined, options),
    enableTwoFactor: (password, options) => post('/v1/auth/two-factor', { password }, options),
    confirmTwoFactor: (code, options) => transport.empty({ method: 'POST', path: '/v1/auth/two-factor/confirm', body: { code }, options }),
    disableTwoFactor: (password, options) =>
      transport.empty({ method: 'POST', path: '/v1/auth/two-factor/disable', body: { password }, options }),
    passkeys: (options) => listing(transport, { path: '/v1/auth/passkeys', options }),
    startPasskey: (options) => post('/v1/auth/passkeys/options', undefined, options),
    addPasskey: (body, options) => post('/v1/auth/passkeys', body, options),
    removePasskey: (passkey, options) => transport.empty({ method: 'DELETE', path: path`/v1/auth/passkeys/${passkey}`, options }),
  };
}
