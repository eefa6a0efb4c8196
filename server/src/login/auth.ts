import type { Passwords } from '../domain/people/index.ts';
import { newId } from '../kernel/id.ts';
import { storeAdapter } from './adapter.ts';
import type { OidcClient } from './oidc.ts';
import { providerOf } from './provider.ts';
import type { LoginScope } from './scope.ts';

export interface AuthParts {
  /** Scheme, host and port under which the browser sees this server. */
  readonly origin: string;
  /** Signs the cookies of unfinished steps and seals second factors. */
  readonly secret: string;
  readonly scopeOf: () => LoginScope;
  readonly passwords: Passwords;
  readonly oidc: OidcClient | null;
  readonly isSignUpOpen: boolean;
  readonly now: () => number;
}

export const cookiePrefix = 'forgeyard_login';
/** Adding a passkey asks for a sign-in of the last day. */
const freshAgeS = 24 * 3_600;

export type Auth = Awaited<ReturnType<typeof loadAuth>>;

/** Loads the library and sets it up for one origin. Nothing of it is loaded before somebody signs in with more than a password. */
export async function loadAuth(parts: AuthParts) {
  const [{ betterAuth }, { createAdapterFactory }, plugins] = await Promise.all([
    import('better-auth/minimal'),
    import('better-auth/adapters'),
    loadPlugins(parts),
  ]);
  const generateId = (): string => newId(parts.now());
  const database = createAdapterFactory({
    config: {
      adapterId: 'forgeyard',
      adapterName: 'Forgeyard store',
      supportsJSON: false,
      customTransformInput: ({ data }) => toStored(data),
      customTransformOutput: ({ data, fieldAttributes }) => fromStored(data, fieldAttributes.type),
    },
    adapter: () => storeAdapter(parts.scopeOf),
  });
  return betterAuth({
    appName: 'Forgeyard',
    baseURL: parts.origin,
    basePath: '/v1/auth',
    secret: parts.secret,
    database,
    logger: { disabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    onAPIError: { errorURL: `${parts.origin}/login` },
    emailAndPassword: { enabled: true, disableSignUp: true, password: passwordsOf(parts) },
    verification: { storeIdentifier: 'hashed' },
    session: { freshAge: freshAgeS, disableSessionRefresh: true },
    // Where anybody can sign up, an address that nobody verified may be somebody else's account in waiting.
    account: { updateAccountOnSignIn: false, accountLinking: { requireLocalEmailVerified: parts.isSignUpOpen } },
    advanced: { cookiePrefix, useSecureCookies: parts.origin.startsWith('https:'), database: { generateId } },
    plugins: [plugins.codes, plugins.devices, plugins.provider],
  });
}

async function loadPlugins(parts: AuthParts) {
  const [{ twoFactor }, { passkey }, { createAuthorizationURL }] = await Promise.all([
    import('better-auth/plugins/two-factor'),
    import('@better-auth/passkey'),
    import('@better-auth/core/oauth2'),
  ]);
  const socialProviders = parts.oidc === null ? [] : [providerOf(parts.oidc, createAuthorizationURL, parts.isSignUpOpen)];
  return {
    // Failures are counted by our own limits, which lock nobody out for good.
    codes: twoFactor({ issuer: 'Forgeyard', allowPasswordless: true, accountLockout: { enabled: false } }),
    devices: passkey({
      rpID: new URL(parts.origin).hostname,
      rpName: 'Forgeyard',
      origin: parts.origin,
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      advanced: { webAuthnChallengeCookie: 'passkey' },
      authentication: { afterVerification: async ({ verification }) => refuseUnverified(verification.authenticationInfo.userVerified) },
    }),
    provider: { id: 'forgeyard-oidc', init: () => ({ context: { socialProviders } }) },
  };
}

function passwordsOf({ passwords, scopeOf }: AuthParts) {
  return {
    hash: (password: string) => passwords.hash(password),
    // Our own operations have checked the password before the library is asked.
    verify: async () => scopeOf().passwordOf !== undefined || scopeOf().caller !== undefined,
  };
}

/** A passkey stands for both factors only when the device asked for a finger, a face or a code. */
function refuseUnverified(isVerified: boolean): void {
  if (!isVerified) throw new Error('the authenticator did not verify its user');
}

/** Times and flags as our columns hold them. */
function toStored(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'boolean' ? Number(value) : value;
}

function fromStored(value: unknown, type: unknown): unknown {
  if (type === 'date' && typeof value === 'number') return new Date(value);
  return type === 'boolean' && typeof value === 'number' ? value === 1 : value;
}
