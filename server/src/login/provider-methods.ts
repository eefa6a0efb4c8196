import { Refusal } from '../kernel/refusal.ts';
import type { ProviderReturn, SignedIn, SignInMethods } from '../domain/people/index.ts';
import { stepOf } from './login.ts';
import type { LoginLibrary } from './login.ts';
import { providerId } from './provider.ts';

type Providers = Pick<SignInMethods, 'providers' | 'startProvider' | 'finishProvider'>;

/** The library's reasons that a person can act on, in the words of our sign-in page; all others are `provider_failed`. */
const shownErrors: Readonly<Record<string, string>> = {
  access_denied: 'provider_denied',
  account_not_linked: 'account_exists',
  signup_disabled: 'sign_up_closed',
  state_mismatch: 'provider_expired',
  state_not_found: 'provider_expired',
};

/** Signing in at the one OpenID provider that the operator set up. */
export function providerMethods(library: LoginLibrary): Providers {
  const { oidc } = library;
  return {
    providers: oidc === null ? [] : [{ id: providerId, name: oidc.settings.name }],
    startProvider: async (door, browser, provider, returnTo) => {
      if (oidc === null || provider !== providerId) throw new Refusal('not_found', 'provider.unknown', 'There is no such provider.');
      await reach(() => oidc.discover());
      const origin = library.originOf(browser);
      const body = { provider, callbackURL: `${origin}${returnTo}`, errorCallbackURL: `${origin}/login`, disableRedirect: true };
      const called = await library.call({ door, browser, origin }, (auth, headers) =>
        auth.api.signInSocial({ body, headers, asResponse: true }),
      );
      if (called.status >= 400) throw new Error(`sign-in library: ${called.status} ${called.code}`);
      return stepOf(called, String(called.body['url']));
    },
    finishProvider: async (door, browser, query) => {
      const origin = library.originOf(browser);
      const called = await library.call({ door, browser, origin }, (auth, headers) =>
        auth.api.callbackOAuth({ query, params: { id: providerId }, headers, method: 'GET', asResponse: true }),
      );
      const target = new URL(called.headers.get('location') ?? '/login?error=provider_failed', origin);
      const path = `${target.pathname.replace(/^\/+/, '/')}${target.search}${target.hash}`;
      return stepOf(called, await arrive(() => library.enter(door, called, 'oidc'), path, failed(target)));
    },
  };
}

/** Where the browser goes on: to the wanted page when somebody came in, and back to the sign-in page for nobody and for a person without an organisation. */
async function arrive(enter: () => Promise<SignedIn | undefined>, wanted: string, otherwise: string): Promise<ProviderReturn> {
  try {
    const signedIn = (await enter()) ?? null;
    return { signedIn, location: signedIn === null ? otherwise : wanted };
  } catch (error) {
    if (error instanceof Refusal && error.reason === 'login.no_organization')
      return { signedIn: null, location: '/login?error=no_organization' };
    throw error;
  }
}

function failed(target: URL): string {
  return `/login?error=${shownErrors[target.searchParams.get('error') ?? ''] ?? 'provider_failed'}`;
}

async function reach<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw Object.assign(
      new Refusal('unavailable', 'provider.unreachable', 'The provider cannot be reached right now.', { retryAfterS: 5 }),
      {
        cause: error,
      },
    );
  }
}
