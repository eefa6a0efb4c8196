import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ComposeOptions } from './compose-options.ts';
import type { Settings } from './config.ts';
import { deploymentSecret } from './deployment-values.ts';
import { DeniedAttempts } from './domain/audit/index.ts';
import { CachedKeyVerifier } from './domain/credentials/index.ts';
import type { Home } from './domain/home.ts';
import { LoginSessions, Passwords, SignInLimits } from './domain/people/index.ts';
import { CachedTokenVerifier } from './domain/tokens/index.ts';
import { allFaces } from './faces/index.ts';
import type { FaceParts } from './faces/kit/index.ts';
import type { Authenticators } from './http/authenticate.ts';
import { KeyLimits } from './http/key-limits.ts';
import { createListener } from './http/listener.ts';
import { OpenStreams } from './http/open-streams.ts';
import { mountSite } from './http/site.ts';
import { StreamTickets } from './http/stream-tickets.ts';
import { FailureLimit } from './kernel/failure-limit.ts';
import type { GuardedFetch } from './kernel/guarded-fetch.ts';
import { createSignInMethods } from './login/index.ts';
import { oidcSettings, sessionCookieFor } from './settings-parts.ts';

export interface DoorParts {
  readonly home: Home;
  readonly settings: Settings;
  readonly logger: Logger;
  readonly version: string;
  readonly guardedFetch: GuardedFetch;
  readonly reportFault: (where: string, error: unknown) => void;
  readonly activeRuns: () => number;
}

/** Where requests come in: faces, and who is let through to them. */
export interface Door {
  readonly app: FastifyInstance;
  readonly passwords: Passwords;
  readonly authenticators: Authenticators;
  /** Says that the server is going away. */
  drain(): void;
  close(): Promise<void>;
}

/** Builds everything between the network and the operations. */
export async function openDoor(parts: DoorParts, options: ComposeOptions): Promise<Door> {
  const { home, settings, logger, version, guardedFetch, reportFault } = parts;
  const denials = new DeniedAttempts(home, reportFault);
  const keys = new CachedKeyVerifier(home);
  const logins = new LoginSessions(home);
  const passwords = new Passwords(options.passwordCost);
  const publicUrl = settings.FORGEYARD_PUBLIC_URL ?? null;
  const cookie = sessionCookieFor(publicUrl);
  const signInLimits = new SignInLimits(options.signInLimits);
  const signIn = createSignInMethods({
    home,
    passwords,
    limits: signInLimits,
    guardedFetch,
    secret: () => deploymentSecret(home.store, home.sealer, 'sign-in'),
    publicUrl,
    oidc: oidcSettings(settings),
  });
  const faces = facesOf(parts, options, { cookie, passwords, signIn, signInLimits });
  const site = mountSite({ faces: faces.all, home, settings, version, activeRuns: parts.activeRuns });
  const authenticators: Authenticators = {
    keys,
    tokens: new CachedTokenVerifier(home, home.tokenSigner),
    logins,
    guesses: new FailureLimit(options.guesses ?? { failuresMax: 20, windowS: 60 }),
    limits: new KeyLimits(),
    streams: new OpenStreams(home),
    tickets: new StreamTickets(home, logins, keys),
    cookieName: cookie.name,
    isOwnOrigin: site.isOwnOrigin,
  };
  const app = await createListener({
    home,
    faces: settings.FORGEYARD_ROLE === 'worker' ? [] : faces.all,
    fallback: faces.native,
    authenticators,
    denials,
    logger,
    isHttps: cookie.isSecure,
    isKnownHost: site.isKnownHost,
    extra: site.mount,
  });
  return {
    app,
    passwords,
    authenticators,
    drain: () => site.drain(),
    close: async () => {
      await app.close();
      await keys.close();
      await denials.close();
    },
  };
}

type FaceNeeds = Pick<FaceParts, 'cookie' | 'passwords' | 'signIn' | 'signInLimits'>;

function facesOf({ home, settings, version, reportFault }: DoorParts, options: ComposeOptions, needs: FaceNeeds) {
  return allFaces({
    ...needs,
    registrations: options.registrations ?? { max: 100, windowS: 3_600 },
    background: (work) => void work.catch((error: unknown) => reportFault('background.failed', error)),
    version,
    publicUrl: settings.FORGEYARD_PUBLIC_URL ?? null,
    publicOrigin: () => home.publicUrl(),
    mcpServer: options.mcpServer,
    directoryPerMinute: settings.FORGEYARD_DIRECTORY_PER_MINUTE,
  });
}
