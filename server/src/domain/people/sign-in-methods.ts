import type { At } from '../home.ts';
import type { Door, SignedIn } from './sign-in.ts';

/** What a browser brings along for a sign-in of several steps. */
export interface BrowserFacts {
  /** Its `Cookie` header; only the cookies of unfinished steps are looked at. */
  readonly cookies: string;
  /** Its `Host` header, which stands for the origin only on loopback and when no public address is set. */
  readonly host: string;
}

/** A step that is not the last: what to answer, and lines of `Set-Cookie` by which the next step knows this browser. */
export interface Step<Value> {
  readonly value: Value;
  readonly cookies: readonly string[];
}

/** Where a browser goes on after it was at a provider, signed in or with an error in the address. */
export interface ProviderReturn {
  readonly location: string;
  readonly signedIn: SignedIn | null;
}

/** A way to sign in that the operator set up. */
export interface SignInProvider {
  readonly id: string;
  readonly name: string;
}

/**
 * Ways to sign in beyond a password. Each method checks what its names say, makes the change with its entry in the log, and refuses in our own words.
 */
export interface SignInMethods {
  readonly providers: readonly SignInProvider[];
  /** Asks the person whose password was right for their second factor; the browser keeps the invitation they brought until then. */
  askSecondFactor(door: Door, browser: BrowserFacts, userId: string, invitation: string | undefined): Promise<Step<null>>;
  /** Each code counts once. @throws Refusal `unauthenticated` two_factor.code_wrong, two_factor.ended · those of enter */
  checkSecondFactor(door: Door, browser: BrowserFacts, code: string, kind: 'totp' | 'backup'): Promise<SignedIn>;
  /** The password was checked. @throws Refusal `conflict` two_factor.enabled_already */
  beginTwoFactor(at: At, browser: BrowserFacts): Promise<{ readonly totpUri: string; readonly backupCodes: readonly string[] }>;
  /** @throws Refusal `unprocessable` two_factor.code_wrong · `conflict` two_factor.not_begun */
  confirmTwoFactor(at: At, browser: BrowserFacts, code: string): Promise<void>;
  /** The password was checked. */
  disableTwoFactor(at: At, browser: BrowserFacts): Promise<void>;
  /** @throws Refusal `forbidden` session.not_fresh · `conflict` server.address_unknown, passkey.needs_name */
  passkeyCreation(at: At, browser: BrowserFacts): Promise<Step<unknown>>;
  /** @throws Refusal `invalid` passkey.refused, and those of passkeyCreation */
  addPasskey(at: At, browser: BrowserFacts, input: { readonly name: string; readonly response: unknown }): Promise<{ readonly id: string }>;
  passkeyRequest(door: Door, browser: BrowserFacts): Promise<Step<unknown>>;
  /** @throws Refusal `unauthenticated` passkey.refused · those of enter */
  signInByPasskey(
    door: Door,
    browser: BrowserFacts,
    response: Readonly<Record<string, unknown>>,
    invitation: string | undefined,
  ): Promise<SignedIn>;
  /** `returnTo` is a path of ours. @throws Refusal `not_found` provider.unknown · `unavailable` provider.unreachable */
  startProvider(door: Door, browser: BrowserFacts, provider: string, returnTo: string): Promise<Step<string>>;
  finishProvider(door: Door, browser: BrowserFacts, query: Readonly<Record<string, string>>): Promise<Step<ProviderReturn>>;
}
