import { isIP } from 'node:net';
import { Refusal, refuseField } from '../kernel/refusal.ts';
import type { BrowserFacts, SignedIn, SignInLimits, SignInMethods } from '../domain/people/index.ts';
import type { Auth } from './auth.ts';
import { carriedInvitation, carryInvitation } from './browser.ts';
import { LoginLibrary, stepOf } from './login.ts';
import type { Called, LoginParts } from './login.ts';
import { providerMethods } from './provider-methods.ts';
import { refusalOf } from './reply.ts';

const addedRefused = new Refusal('invalid', 'passkey.refused', 'This passkey could not be added. Begin again.');
const signInRefused = new Refusal('unauthenticated', 'passkey.refused', 'This passkey was not accepted.');

/** Builds the ways to sign in beyond a password; loads nothing before one is used. */
export function createSignInMethods(parts: LoginParts): SignInMethods {
  const library = new LoginLibrary(parts);
  return { ...twoFactorMethods(library, parts.limits), ...passkeyMethods(library), ...providerMethods(library) };
}

function must(called: Called, otherwise: Refusal | null): Called {
  if (called.status < 400) return called;
  const refusal = refusalOf(called, otherwise);
  throw aboutFactorOf(called.scope.examined, refusal);
}

/** The audit trail keeps whose second factor was tried. */
function aboutFactorOf(userId: string | undefined, refusal: Refusal): Refusal {
  if (userId === undefined) return refusal;
  const subject = { orgId: '', actor: `user:${userId}` };
  return new Refusal(refusal.kind, refusal.reason, refusal.message, { ...refusal.detail, subject });
}

/** What we refuse although the library would not, in the words that its own refusal would get. */
function refusedAs(code: 'INVALID_CODE' | 'INVALID_TWO_FACTOR_COOKIE', userId: string | undefined): Refusal {
  return aboutFactorOf(userId, refusalOf({ status: 401, code, body: {}, headers: new Headers() }, null));
}

function entered(signedIn: SignedIn | undefined): SignedIn {
  if (signedIn === undefined) throw new Error('the sign-in library recognised nobody');
  return signedIn;
}

type TwoFactor = Pick<SignInMethods, 'askSecondFactor' | 'checkSecondFactor' | 'beginTwoFactor' | 'confirmTwoFactor' | 'disableTwoFactor'>;

function twoFactorMethods(library: LoginLibrary, limits: SignInLimits): TwoFactor {
  return {
    askSecondFactor: async (door, browser, userId, invitation) => {
      // The address only has to look like one: the scope says whose password was right.
      const body = { email: 'somebody@forgeyard.invalid', password: 'checked' };
      const called = await library.call({ door, browser, scope: { passwordOf: userId } }, (auth, headers) =>
        auth.api.signInEmail({ body, headers, asResponse: true }),
      );
      if (must(called, null).body['twoFactorRedirect'] !== true) throw new Error('the sign-in library asked for no second factor');
      const { value, cookies } = stepOf(called, null);
      return { value, cookies: [...cookies, carryInvitation(cookies, invitation)] };
    },
    checkSecondFactor: async (door, browser, code, kind) => {
      const called = await library.call({ door, browser }, (auth, headers) =>
        kind === 'totp'
          ? auth.api.verifyTOTP({ body: { code }, headers, asResponse: true })
          : auth.api.verifyBackupCode({ body: { code }, headers, asResponse: true }),
      );
      // Whose factor it is shows only now; from here on that person's own limit counts, whatever challenge and network the code came through.
      const account = called.scope.examined === undefined ? null : `second factor of ${called.scope.examined}`;
      return limits.attempt({ ip: door.request.ip, account }, async () => {
        must(called, null);
        const { examined } = called.scope;
        if (await library.isOutdated(door, called.scope)) throw refusedAs('INVALID_TWO_FACTOR_COOKIE', examined);
        if (kind === 'totp' && !(await library.useCodeUp(door, called.scope, code))) throw refusedAs('INVALID_CODE', examined);
        return entered(await library.enter(door, called, 'two_factor', carriedInvitation(browser.cookies)));
      });
    },
    beginTwoFactor: async (at, browser) => {
      const called = await library.callOwn(at, browser, undefined, (auth, headers) =>
        auth.api.enableTwoFactor({ body: { method: 'totp', password: 'checked' }, headers, asResponse: true }),
      );
      const { totpURI, backupCodes } = must(called, null).body;
      return { totpUri: String(totpURI), backupCodes: Array.isArray(backupCodes) ? backupCodes.map(String) : [] };
    },
    confirmTwoFactor: async (at, browser, code) => {
      const called = await library.callOwn(at, browser, undefined, (auth, headers) =>
        auth.api.verifyTOTP({ body: { code }, headers, asResponse: true }),
      );
      if (called.code === 'INVALID_CODE') throw refuseField('unprocessable', 'two_factor.code_wrong', '/code', 'The code is wrong.');
      must(called, null);
      // The first code counts as used too, so that nobody who saw it signs in with it.
      await library.useCodeUp(at, called.scope, code);
    },
    disableTwoFactor: async (at, browser) => {
      const called = await library.callOwn(at, browser, undefined, (auth, headers) =>
        auth.api.disableTwoFactor({ body: { password: 'checked' }, headers, asResponse: true }),
      );
      must(called, null);
    },
  };
}

type Passkeys = Pick<SignInMethods, 'passkeyCreation' | 'addPasskey' | 'passkeyRequest' | 'signInByPasskey'>;

function passkeyMethods(library: LoginLibrary): Passkeys {
  const originOf = (browser: BrowserFacts): string => refuseAddress(library.originOf(browser));
  return {
    passkeyCreation: async (at, browser) => {
      const called = await library.callOwn(at, browser, originOf(browser), (auth, headers) =>
        auth.api.generatePasskeyRegistrationOptions({ headers, asResponse: true }),
      );
      return stepOf(called, must(called, null).body);
    },
    addPasskey: async (at, browser, { name, response }) => {
      const called = await library.callOwn(at, browser, originOf(browser), (auth, headers) =>
        auth.api.verifyPasskeyRegistration({ body: { name, response }, headers, asResponse: true }),
      );
      return { id: String(must(called, addedRefused).body['id']) };
    },
    passkeyRequest: async (door, browser) => {
      const called = await library.call({ door, browser, origin: originOf(browser) }, (auth, headers) =>
        auth.api.generatePasskeyAuthenticationOptions({ headers, asResponse: true }),
      );
      return stepOf(called, { ...must(called, null).body, userVerification: 'required' });
    },
    signInByPasskey: async (door, browser, response, invitation) => {
      const called = await library.call({ door, browser, origin: originOf(browser) }, (auth, headers) =>
        auth.api.verifyPasskeyAuthentication({ body: { response: asAssertion(response) }, headers, asResponse: true }),
      );
      return entered(await library.enter(door, must(called, signInRefused), 'passkey', invitation));
    },
  };
}

/** Source: Web Authentication, "relying party identifier": a domain, never an address. @throws Refusal `conflict` passkey.needs_name */
function refuseAddress(origin: string): string {
  if (isIP(new URL(origin).hostname.replace(/^\[|\]$/g, '')) === 0) return origin;
  const message = 'Passkeys work under a host name, not under an IP address. On this machine, open http://localhost instead.';
  throw new Refusal('conflict', 'passkey.needs_name', message);
}

type Assertion = NonNullable<Parameters<Auth['api']['verifyPasskeyAuthentication']>[0]>['body']['response'];

/** Not guaranteed: the library checks every member of what a browser sent before it uses it. */
function asAssertion(response: Readonly<Record<string, unknown>>): Assertion {
  return response as unknown as Assertion;
}
