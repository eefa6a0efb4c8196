import { AsyncLocalStorage } from 'node:async_hooks';
import { requirePerson } from '../kernel/caller.ts';
import type { GuardedFetch } from '../kernel/guarded-fetch.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Secret } from '../kernel/secret.ts';
import type { At, Home } from '../domain/home.ts';
import { enter } from '../domain/people/index.ts';
import type { BrowserFacts, Door, LoginMethod, Passwords, SignedIn, SignInLimits, Step } from '../domain/people/index.ts';
import { loadAuth } from './auth.ts';
import type { Auth } from './auth.ts';
import { useCodeUp } from './code-once.ts';
import { relayedCookies, shownSession, stepCookies } from './browser.ts';
import { OidcClient } from './oidc.ts';
import type { OidcSettings } from './oidc.ts';
import { readReply } from './reply.ts';
import type { LibraryReply } from './reply.ts';
import type { LoginScope } from './scope.ts';
import { isOutdated } from './step-age.ts';
import { StoredRows } from './stored-rows.ts';

const originsMax = 16;
const loopback = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]+)?$/;

export interface LoginParts {
  readonly home: Home;
  readonly passwords: Passwords;
  readonly limits: SignInLimits;
  readonly guardedFetch: GuardedFetch;
  /** Signs the cookies of unfinished steps and seals second factors; the same in every process, and asked for at first use. */
  readonly secret: () => Promise<Secret>;
  readonly publicUrl: string | null;
  readonly oidc: OidcSettings | null;
}

export interface LibraryCall {
  readonly door: Door;
  readonly browser: BrowserFacts;
  /** Where the browser is; left out where it does not matter. */
  readonly origin?: string;
  readonly scope?: Partial<LoginScope>;
}

export interface Called extends LibraryReply {
  readonly scope: LoginScope;
}

/** The sign-in library behind our own doors: one set-up per origin, made at first use. */
export class LoginLibrary {
  readonly oidc: OidcClient | null;
  readonly #parts: LoginParts;
  readonly #scopes = new AsyncLocalStorage<LoginScope>();
  readonly #byOrigin = new Map<string, Promise<Auth>>();

  constructor(parts: LoginParts) {
    this.#parts = parts;
    this.oidc = parts.oidc === null ? null : new OidcClient(parts.oidc, parts.guardedFetch, () => parts.home.clock.now());
  }

  /** The origin that a browser sees. @throws Refusal `conflict` server.address_unknown */
  originOf({ host }: BrowserFacts): string {
    const { publicUrl } = this.#parts;
    if (publicUrl !== null) return new URL(publicUrl).origin;
    if (loopback.test(host)) return `http://${host}`;
    throw new Refusal('conflict', 'server.address_unknown', 'This server does not know its own address. Set FORGEYARD_PUBLIC_URL.');
  }

  /** Makes one call: with the cookies of the steps before, inside a scope of its own. */
  async call(call: LibraryCall, perform: (auth: Auth, headers: Headers) => Promise<Response>): Promise<Called> {
    const auth = await this.#authAt(call.origin ?? this.#parts.home.publicUrl());
    const scope: LoginScope = { door: call.door, ...call.scope };
    const cookies = stepCookies(call.browser.cookies);
    const { authCookies, secret } = await auth.$context;
    if (scope.caller !== undefined) cookies.push(shownSession(authCookies.sessionToken.name, secret));
    const response = await this.#scopes.run(scope, () => perform(auth, new Headers({ cookie: cookies.join('; ') })));
    return { ...(await readReply(response)), scope };
  }

  /** A call about the caller's own account. */
  callOwn(
    at: At,
    browser: BrowserFacts,
    origin: string | undefined,
    perform: (auth: Auth, headers: Headers) => Promise<Response>,
  ): Promise<Called> {
    const scope = { caller: requirePerson(at.caller) };
    return this.call({ door: at, browser, scope, ...(origin === undefined ? {} : { origin }) }, perform);
  }

  /** Signs in whom a call recognised; undefined when it recognised nobody. */
  async enter(door: Door, { status, scope }: Called, method: LoginMethod, invitation?: string): Promise<SignedIn | undefined> {
    if (status >= 400 || scope.recognised === undefined) return undefined;
    return enter(door, { userId: scope.recognised, method, invitation });
  }

  /** Whether the step that a call used up began with a password that has been replaced since. */
  async isOutdated({ home }: Door, { examined, consumed = [] }: LoginScope): Promise<boolean> {
    return examined !== undefined && isOutdated(home, examined, consumed);
  }

  /** Uses up the code by which a call recognised somebody; false, with the challenge open again, when it was used before. */
  async useCodeUp(door: Door, scope: LoginScope, code: string): Promise<boolean> {
    if (scope.examined === undefined) return false;
    const { home } = this.#parts;
    if (await useCodeUp(await this.#authAt(home.publicUrl()), home, scope.examined, code)) return true;
    const rows = new StoredRows(() => ({ door }));
    for (const row of scope.consumed ?? []) await rows.add('verification', row);
    return false;
  }

  #authAt(origin: string): Promise<Auth> {
    const known = this.#byOrigin.get(origin);
    if (known !== undefined) return known;
    if (this.#byOrigin.size >= originsMax) this.#byOrigin.clear();
    const { home, passwords, secret } = this.#parts;
    const shared = { origin, passwords, oidc: this.oidc, isSignUpOpen: home.registration === 'open' };
    const made = secret().then((value) =>
      loadAuth({ ...shared, secret: value.reveal(), now: () => home.clock.now(), scopeOf: () => this.#scope() }),
    );
    this.#byOrigin.set(origin, made);
    // A failed set-up, such as one while the database was away, is tried again at the next use.
    made.catch(() => this.#byOrigin.delete(origin));
    return made;
  }

  #scope(): LoginScope {
    const scope = this.#scopes.getStore();
    if (scope === undefined) throw new Error('the sign-in library was called outside a scope');
    return scope;
  }
}

/** An answer with the cookies of its step. */
export function stepOf<Value>(called: Called, value: Value): Step<Value> {
  return { value, cookies: relayedCookies(called.headers) };
}
