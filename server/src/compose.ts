import { consequences } from './compose-consequences.ts';
import { openDoor } from './compose-door.ts';
import type { Door } from './compose-door.ts';
import type { ComposeOptions, Server } from './compose-options.ts';
import { workersOf } from './compose-workers.ts';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { registrationOf } from './config.ts';
import type { Settings } from './config.ts';
import { adoptMembers } from './domain/agents/index.ts';
import type { Home } from './domain/home.ts';
import { createTokenSigner } from './domain/tokens/index.ts';
import { messagesBurst, messagesPerMinute } from './domain/messages/index.ts';
import { createModelProbe, defaultLimits, RunEngine } from './engine/index.ts';
import { EventHub, LiveChanges } from './events/index.ts';
import { BurstLimit } from './kernel/burst-limit.ts';
import { systemClock } from './kernel/clock.ts';
import { createGuardedFetch } from './kernel/guarded-fetch.ts';
import { createGuardedStream } from './kernel/guarded-stream.ts';
import { OriginLimits } from './kernel/origin-limits.ts';
import { createOutbound } from './kernel/outbound.ts';
import { createMailer } from './mail/index.ts';
import { createModels, LISTED_MODELS, providerOfModel, retryDelayMs, validatePlaybook } from './models/index.ts';
import { deploymentSecret } from './deployment-values.ts';
import { createPushKeys } from './push-keys.ts';
import { openSealer } from './open-sealer.ts';
import { mailSettings, namedHosts, providerHosts, publicUrlOf } from './settings-parts.ts';
import { openStore } from './store/index.ts';
import type { Store } from './store/index.ts';
import { ToolServerClient } from './tool-servers/index.ts';
import { createInputChecker, createToolRunner, people, toolDefinitions } from './tools/index.ts';
import { startTraceExport } from './trace-export.ts';

export type { ComposeOptions, Server } from './compose-options.ts';

export const version = '0.1.0';

/** Requests of this process to one receiver. */
const originLimits = { atOnceMax: 50, perMinuteMax: 6_000, burst: 600 };

/** Builds the whole server by hand, once. */
export async function compose(settings: Settings, options: ComposeOptions = {}): Promise<Server> {
  const logger = options.logger ?? pino({ level: settings.FORGEYARD_LOG_LEVEL, base: null }, pino.destination(2));
  const dataDir = settings.FORGEYARD_DATA_DIR;
  const store = await openStore({ databaseUrl: settings.DATABASE_URL, dataDir });
  const sealer = await openSealer(store, settings, logger).catch((error: unknown) => closeAndThrow(store, error));
  const outbound = createOutbound({ allowPrivateHosts: [...namedHosts(settings), ...providerHosts(settings)] });
  // What people type in reaches the hosts that the operator named for that, never those of the operator's own providers.
  const guarded = createOutbound({ allowPrivateHosts: namedHosts(settings) });
  const guardedFetch = createGuardedFetch(guarded, new OriginLimits(originLimits, systemClock));
  const guardedStream = createGuardedStream(guarded, new OriginLimits(originLimits, systemClock));
  const toolServers = new ToolServerClient({ guardedStream, clientVersion: version });
  const tools = options.tools ?? createToolRunner({ outputBytesMax: 8 * 1024 * 1024 });
  const models = createModels({ outbound, resolve: tools.resolve });
  const hub = new EventHub(store);
  const live = new LiveChanges(store);
  const home: Home = {
    store,
    clock: systemClock,
    transact: (work) => store.transact(work),
    read: (work) => store.read(work),
    sealer,
    tools: [...toolDefinitions, people],
    checkInput: createInputChecker(tools.invoke, [...toolDefinitions, people]),
    invokeTool: tools.invoke,
    toolServers,
    models: { providerOf: providerOfModel, listed: LISTED_MODELS, playbookProblems: validatePlaybook },
    checkOutboundUrl: (url) => outbound.checkUrl(url),
    checkFetchUrl: (url) => guarded.checkUrl(url),
    get engine() {
      return engine;
    },
    mailer: createMailer(mailSettings(settings), { report: (fault) => logger.warn({ fault }, 'mail.not_sent') }),
    registration: registrationOf(settings),
    publicUrl: () => publicUrlOf(settings, () => door.app.addresses().find((one) => typeof one !== 'string')?.port),
    get tokenSigner() {
      return tokenSigner;
    },
    feed: hub,
    live,
    processId: randomUUID(),
    leaseMs: options.leaseMs ?? 15_000,
    ...consequences(() => home),
    messageLimit: new BurstLimit({ perMinuteMax: messagesPerMinute, burst: messagesBurst, reason: 'message.too_many' }, systemClock),
    mailLimits: {
      ofSender: new BurstLimit({ perMinuteMax: 1 / 3, burst: 20, reason: 'mail.too_many' }, systemClock),
      ofAddress: new BurstLimit({ perMinuteMax: 1 / 30, burst: 5, reason: 'mail.too_many' }, systemClock),
    },
    pushKeys: createPushKeys(() => deploymentSecret(store, sealer, 'web-push')),
    probeModel: createModelProbe(models.modelFor, systemClock, options.probes),
  };
  await adoptMembers(home).catch((error: unknown) => closeAndThrow(store, error));
  const tokenSigner = createTokenSigner(home, settings.FORGEYARD_PUBLIC_URL);
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
  const workers = workersOf({ home, engine, guardedFetch, reportFault }, options);
  const endTraceExport = startTraceExport(settings, { home, logger, version, limits: options.traceExportLimits });
  const door: Door = await openDoor(
    { home, settings, logger, version, guardedFetch, reportFault, activeRuns: () => engine.activeCount },
    options,
  );
  if (settings.FORGEYARD_ROLE !== 'api') workers.start();
  const { app, passwords, authenticators } = door;
  return {
    app,
    home,
    passwords,
    authenticators,
    logger,
    close: async () => {
      door.drain();
      await workers.drain();
      await endTraceExport();
      hub.close();
      live.close();
      await door.close();
      await toolServers.close();
      await Promise.all([options.tools === undefined ? tools.close() : undefined, models.close(), guarded.close()]);
      await store.close();
    },
  };
}

/** A server that does not start gives its store back, so that the next attempt can take it. */
async function closeAndThrow(store: Store, error: unknown): Promise<never> {
  await store.close();
  throw error;
}
