import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Logger } from 'pino';
import type { Settings } from './config.ts';
import { CachedKeyVerifier } from './domain/credentials/index.ts';
import type { Home } from './domain/home.ts';
import { LoginSessions, Passwords } from './domain/people/index.ts';
import { defaultLimits, RunEngine } from './engine/index.ts';
import type { EngineLimits } from './engine/index.ts';
import { EventHub } from './events/index.ts';
import { allFaces } from './faces/index.ts';
import { createListener } from './http/listener.ts';
import { mountSite } from './http/site.ts';
import { FailureLimit } from './kernel/failure-limit.ts';
import type { FailureLimitOptions } from './kernel/failure-limit.ts';
import { KeyLimits } from './http/key-limits.ts';
import { systemClock } from './kernel/clock.ts';
import { createOutbound } from './kernel/outbound.ts';
import { createSealer } from './kernel/secret.ts';
import { readMasterKey } from './master-key.ts';
import { createModels, LISTED_MODELS, providerOfModel, retryDelayMs, validatePlaybook } from './models/index.ts';
import { openStore } from './store/index.ts';
import { createToolRunner, toolDefinitions } from './tools/index.ts';

export interface Server {
  readonly app: FastifyInstance;
  readonly home: Home;
  readonly passwords: Passwords;
  readonly logger: Logger;
  /** Stops taking work, lets it end, and closes everything. */
  close(): Promise<void>;
}

export interface ComposeOptions {
  readonly leaseMs?: number;
  readonly engineLimits?: EngineLimits;
  /** How often a Basic credential may be wrong; 20 times in a minute when left out. */
  readonly guesses?: FailureLimitOptions;
  /** Where log lines go; standard error when left out. */
  readonly logger?: Logger;
}

export const version = '0.1.0';

/** Builds the whole server by hand, once. */
export async function compose(settings: Settings, options: ComposeOptions = {}): Promise<Server> {
  const logger = options.logger ?? pino({ level: settings.FORGEYARD_LOG_LEVEL, base: null }, pino.destination(2));
  const dataDir = settings.FORGEYARD_DATA_DIR;
  const store = await openStore({ databaseUrl: settings.DATABASE_URL, dataDir });
  const outbound = createOutbound({ allowPrivateHosts: privateHosts(settings) });
  const tools = createToolRunner({ outputBytesMax: 8 * 1024 * 1024 });
  const models = createModels({ outbound, resolve: tools.resolve });
  const hub = new EventHub(store);
  const home: Home = {
    store,
    clock: systemClock,
    transact: (work) => store.transact(work),
    read: (work) => store.read(work),
    sealer: createSealer(readMasterKey(settings)),
    tools: toolDefinitions,
    invokeTool: tools.invoke,
    models: { providerOf: providerOfModel, listed: LISTED_MODELS, playbookProblems: validatePlaybook },
    checkOutboundUrl: (url) => outbound.checkUrl(url),
    get engine() {
      return engine;
    },
    feed: hub,
    processId: randomUUID(),
    leaseMs: options.leaseMs ?? 15_000,
  };
  const reportFault = (where: string, error: unknown): void => logger.error({ err: error }, where);
  const engine = new RunEngine(
    {
      home,
      tools,
      warmTools: tools.warm,
      modelFor: models.modelFor,
      live: hub,
      retryDelayMs: (errorClass, tries, retryAfterMs) => retryDelayMs(errorClass, tries, retryAfterMs, Math.random),
      reportFault,
    },
    { ...(options.engineLimits ?? defaultLimits), ...(settings.FORGEYARD_ROLE === 'api' ? { runsMax: 0 } : {}) },
  );
  const keys = new CachedKeyVerifier(home);
  const logins = new LoginSessions(home);
  const passwords = new Passwords();
  const publicUrl = settings.FORGEYARD_PUBLIC_URL ?? null;
  const cookie = sessionCookieFor(publicUrl);
  const faces = allFaces({ passwords, version, publicUrl, cookie });
  const site = mountSite({ faces: faces.all, home, settings, version, activeRuns: () => engine.activeCount });
  const app = await createListener({
    home,
    faces: settings.FORGEYARD_ROLE === 'worker' ? [] : faces.all,
    fallback: faces.native,
    authenticators: {
      keys,
      tokens: keys,
      logins,
      guesses: new FailureLimit(options.guesses ?? { failuresMax: 20, windowS: 60 }),
      limits: new KeyLimits(),
      cookieName: cookie.name,
      isOwnOrigin: site.isOwnOrigin,
    },
    logger,
    isHttps: cookie.isSecure,
    isKnownHost: site.isKnownHost,
    extra: site.mount,
  });
  if (settings.FORGEYARD_ROLE !== 'api') engine.start();
  return {
    app,
    home,
    passwords,
    logger,
    close: async () => {
      site.drain();
      await engine.drain();
      hub.close();
      await app.close();
      await keys.close();
      await Promise.all([tools.close(), models.close()]);
      await store.close();
    },
  };
}

/** Over https the name itself makes browsers refuse a cookie that another host or plain http tries to set. */
function sessionCookieFor(publicUrl: string | null): { readonly name: string; readonly isSecure: boolean } {
  const isSecure = publicUrl?.startsWith('https:') === true;
  return { name: isSecure ? '__Host-forgeyard_session' : 'forgeyard_session', isSecure };
}

/** Hosts that the operator named: the allow-list, and the base URLs that were set beside provider keys. */
function privateHosts(settings: Settings): string[] {
  const named = settings.FORGEYARD_ALLOW_PRIVATE_NETWORK.split(',').map((host) => host.trim());
  const bases = [settings.OPENAI_BASE_URL, settings.ANTHROPIC_BASE_URL].flatMap((url) => (url === undefined ? [] : [new URL(url).host]));
  return [...named, ...bases].filter((host) => host !== '');
}
