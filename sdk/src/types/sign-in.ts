import type { JsonObject, Timestamp } from './json.ts';

/** What the sign-in page may offer. */
export interface SignInOptions {
  readonly sign_up: 'open' | 'invite' | 'closed';
  readonly passkeys: boolean;
  /** `mail`: the server sends a link itself; `ask_admin`: an owner or admin of the organisation makes one. */
  readonly password_reset: 'mail' | 'ask_admin';
  readonly providers: readonly { readonly id: string; readonly name: string }[];
}

/** The password was right; a code of the second factor is wanted before the sign-in counts. */
export interface TwoFactorRequired {
  readonly two_factor_required: true;
}

/** The second factor: a code of the authenticator app, or one of the backup codes. */
export type SecondFactor = { readonly code: string } | { readonly backup_code: string };

export interface SignUp {
  readonly email: string;
  /** 12 characters at least. */
  readonly password: string;
  readonly name: string;
  /** Token of an invitation: joins its organisation instead of getting one of one's own. */
  readonly invitation?: string | undefined;
}

/** One browser that is signed in. */
export interface LoginSession {
  readonly id: string;
  /** Whether it is the one that asks. */
  readonly is_current: boolean;
  /** How it signed in, such as `password` or `passkey`. */
  readonly method: string;
  readonly created_at: Timestamp;
  readonly last_seen_at: Timestamp;
  readonly expires_at: Timestamp;
  readonly ip: string | null;
  readonly user_agent: string | null;
}

/** Shown once; the second factor counts after the first code was confirmed. */
export interface TwoFactorSetup {
  /** `otpauth://totp/…` for an authenticator app. */
  readonly totp_uri: string;
  readonly backup_codes: readonly string[];
}

export interface Passkey {
  readonly id: string;
  readonly name: string | null;
  readonly created_at: Timestamp;
  readonly device_type: string;
  readonly backed_up: boolean;
}

/** What the browser's WebAuthn calls take and give, as JSON. Source: WebAuthn Level 3, section 5.1.8 onward. */
export type WebAuthnJson = JsonObject;
