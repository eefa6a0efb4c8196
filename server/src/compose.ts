import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { registrationOf } from './config.ts';
import type { Settings } from './config.ts';
import { adoptMembers, beginHumanAgent, endHumanAgent, followMember } from './domain/agents/index.ts';
import { DeniedAttempts } from './domain/audit/index.ts';
import { CachedKeyVerifier, endUserKeys, eraseKeysOfAgent, revokeKeysOfAgent } from './domain/credentials/index.ts';
import type { Home } from './domain/home.ts';
import type { AgentEnding } from './domain/ports.ts';
import { releaseTasksOfAgent } from './domain/tasks/index.ts';
import { CachedTokenVerifier, createTokenSigner } from './domain/tokens/index.ts';
import { LoginSessions, Passwords, SignInLimits } from './domain/people/index.ts';
import type { PasswordCost, SignInLimitRules } from './domain/people/index.ts';
import {
  cancelWaits,
  endInteractionsOfAgent,
  followReviews,
  questionDesk,
  unassignMember,
  unassignWhoMayNot,
} from './domain/interactions/index.ts';
import { countActivity } from './domain/insight/index.ts';
import { endTaskRun, followWork } from './domain/execution/index.ts';
import { dropProfile } from './domain/profiles/index.ts';
import { forgetAgentInProjects } from './domain/projects/index.ts';
import { messagesBurst, messagesPerMinute } from './domain/messages/index.ts';
import { dropLaunch } from './domain/launches/index.ts';
import { notifyPeople } from './domain/notifications/index.ts';
import { dropOwnAccount } from './domain/providers/index.ts';
import { createModelProbe, defaultLimits, Dispatcher, InteractionKeeper, RunEngine, TaskKeeper } from './engine/index.ts';
import type { DispatcherLimits, EngineLimits, KeeperTimes } from './engine/index.ts';
import { dropToolServers } from './domain/tool-servers/index.ts';
import { dropAgentWebhook, webhookFanOut } from './domain/webhooks/index.ts';
import {
  defaultLaunchLimits,
  defaultNotificationLimits,
  defaultWebhookLimits,
  EventHub,
  LaunchWorker,
  LiveChanges,
  NotificationWorker,
  WebhookWorker,
} from './events/index.ts';
import type { LaunchLimits, NotificationLimits, TraceExportLimits, WebhookLimits } from './events/index.ts';
import { allFaces } from './faces/index.ts';
import type { FaceParts } from './faces/kit/index.ts';
import type { Authenticators } from './http/authenticate.ts';
import { createListener } from './http/listener.ts';
import { mountSite } from './http/site.ts';
import { BurstLimit } from './kernel/burst-limit.ts';
import { FailureLimit } from './kernel/failure-limit.ts';
import type { FailureLimitOptions } from './kernel/failure-limit.ts';
import type { RateLimitOptions } from './kernel/rate-limit.ts';
import { KeyLimits } from './http/key-limits.ts';
import { OpenStreams } from './http/open-streams.ts';
import { StreamTickets } from './http/stream-tickets.ts';
import { systemClock } from './kernel/clock.ts';
import { createGuardedFetch } from './kernel/guarded-fetch.ts';
import type { GuardedFetch } from './kernel/guarded-fetch.ts';
import { createGuardedStream } from './kernel/guarded-stream.ts';
import { OriginLimits } from './kernel/origin-limits.ts';
import { createOutbound } from './kernel/outbound.ts';
import { createSignInMethods } from './login/index.ts';
import { createMailer } from './mail/index.ts';
import { createModels, LISTED_MODELS, providerOfModel, retryDelayMs, validatePlaybook } from './models/index.ts';
import { deploymentSecret } from './deployment-values.ts';
import { createPushKeys } from './push-keys.ts';
import { openSealer } from './open-sealer.ts';
import { mailSettings, namedHosts, oidcSettings, providerHosts, publicUrlOf, sessionCookieFor } from './settings-parts.ts';
import { openStore } from './store/index.ts';
import type { Store } from './store/index.ts';
import { ToolServerClient } from './tool-servers/index.ts';
import { createInputChecker, createToolRunner, people, toolDefinitions } from './tools/index.ts';
import { startTraceExport } from './trace-export.ts';

export interface Server {
  readonly app: FastifyInstance;
  readonly home: Home;
  readonly passwords: Passwords;
  readonly authenticators: Authenticators;
  readonly logger: Logger;
  /** Stops taking work, lets it end, and closes everything. */
  close(): Promise<void>;
}

export interface ComposeOptions {
  readonly leaseMs?: number;
  readonly engineLimits?: EngineLimits;
  readonly webhookLimits?: Partial<WebhookLimits>;
  /** How the spans of ended runs are sent on. */
  readonly traceExportLimits?: Partial<TraceExportLimits>;
  readonly launchLimits?: Partial<LaunchLimits>;
  readonly notificationLimits?: Partial<NotificationLimits>;
  readonly dispatcherLimits?: DispatcherLimits;
  /** How often lost leases, overdue tasks and tasks without an agent are looked for. */
  readonly keeperTimes?: KeeperTimes;
  /** How often deadlines and escalations of questions are looked at, in milliseconds. */
  readonly interactionsMs?: number;
  /** How often an organisation may try its providers. */
  readonly probes?: RateLimitOptions;
  /** How often a Basic credential may be wrong; 20 times in a minute when left out. */
  readonly guesses?: FailureLimitOptions;
  /** What hashing a password costs; as OWASP recommends when left out. */
  readonly passwordCost?: PasswordCost | undefined;
  /** How often signing in may fail. */
  readonly signInLimits?: SignInLimitRules;
  /** How often one network may register agent accounts. */
  readonly registrations?: RateLimitOptions;
  /** Takes the place of the product's own MCP server, for tests of the protocol. */
  readonly mcpServer?: FaceParts['mcpServer'];
  /** Where log lines go; standard error when left out. */
  readonly logger?: Logger;
}

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
  const tools = createToolRunner({ outputBytesMax: 8 * 1024 * 1024 });
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
    checkInput: createInputChecker(),
    invokeTool: tools.invoke,
    toolServers,
    models: { providerOf: providerOfModel, listed: LISTED_MODELS, playbookProblems: validatePlaybook },
    checkOutboundUrl: (url) => outbound.checkUrl(url),
    checkFetchUrl: (url) => guarded.checkUrl(url),
    get engine() {
      return engine;
    },
    mailer: createMailer(mailSettings(settings), { report: (fault) => logger.warn({ fault }, 'mail.not_sent') }),
    memberEndings: [endUserKeys, unassignMember, endHumanAgent(() => home)],
    registration: registrationOf(settings),
    publicUrl: () => publicUrlOf(settings, () => app.addresses().find((one) => typeof one !== 'string')?.port),
    get tokenSigner() {
      return tokenSigner;
    },
    feed: hub,
    live,
    processId: randomUUID(),
    leaseMs: options.leaseMs ?? 15_000,
    agentEndings: [
      revokeKeys,
      releaseTasksOfAgent,
      dropAgentWebhook,
      dropLaunch,
      dropOwnAccount,
      dropToolServers,
      dropProfile,
      forgetAgentInProjects,
      endInteractionsOfAgent,
    ],
    memberBeginnings: [beginHumanAgent],
    memberChanges: [followMember, unassignWhoMayNot],
    activitySinks: [countActivity, followWork, followReviews, webhookFanOut()],
    taskRunEndings: [endTaskRun],
    questions: questionDesk,
    messageLimit: new BurstLimit({ perMinuteMax: messagesPerMinute, burst: messagesBurst, reason: 'message.too_many' }, systemClock),
    waitEndings: [cancelWaits],
    interactionSinks: [notifyPeople],
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
    secret: () => deploymentSecret(store, sealer, 'sign-in'),
    publicUrl,
    oidc: oidcSettings(settings),
  });
  const background = (work: Promise<unknown>): void => void work.catch((error: unknown) => reportFault('background.failed', error));
  const registrations = options.registrations ?? { max: 100, windowS: 3_600 };
  const faces = allFaces({
    registrations,
    signIn,
    signInLimits,
    background,
    passwords,
    version,
    publicUrl,
    publicOrigin: () => home.publicUrl(),
    mcpServer: options.mcpServer,
    cookie,
    directoryPerMinute: settings.FORGEYARD_DIRECTORY_PER_MINUTE,
  });
  const site = mountSite({ faces: faces.all, home, settings, version, activeRuns: () => engine.activeCount });
  const authenticators: Authenticators = {
    keys,
    tokens: new CachedTokenVerifier(home, tokenSigner),
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
  if (settings.FORGEYARD_ROLE !== 'api') workers.start();
  return {
    app,
    home,
    passwords,
    authenticators,
    logger,
    close: async () => {
      site.drain();
      await workers.drain();
      await endTraceExport();
      hub.close();
      live.close();
      await app.close();
      await keys.close();
      await denials.close();
      await toolServers.close();
      await Promise.all([tools.close(), models.close(), guarded.close()]);
      await store.close();
    },
  };
}

interface WorkerParts {
  readonly home: Home;
  readonly engine: RunEngine;
  readonly guardedFetch: GuardedFetch;
  readonly reportFault: (where: string, error: unknown) => void;
}

/** Everything that works without being asked. What begins work is stopped before what carries it out. */
function workersOf({ home, engine, guardedFetch, reportFault }: WorkerParts, options: ComposeOptions) {
  const dispatcher = new Dispatcher({ home, reportFault }, options.dispatcherLimits);
  const taskKeeper = new TaskKeeper(home, reportFault, options.keeperTimes);
  const interactionKeeper = new InteractionKeeper(home, reportFault, options.interactionsMs);
  const webhooks = new WebhookWorker(
    { home, guardedFetch, reportFault, random: Math.random },
    { ...defaultWebhookLimits, ...options.webhookLimits },
  );
  const launches = new LaunchWorker({ home, guardedFetch, reportFault }, { ...defaultLaunchLimits, ...options.launchLimits });
  const notifications = new NotificationWorker(
    { home, guardedFetch, reportFault },
    { ...defaultNotificationLimits, ...options.notificationLimits },
  );
  return {
    start(): void {
      for (const worker of [engine, dispatcher, taskKeeper, interactionKeeper, webhooks, launches, notifications]) worker.start();
    },
    async drain(): Promise<void> {
      await Promise.all([dispatcher.drain(), taskKeeper.drain(), interactionKeeper.drain()]);
      await Promise.all([engine.drain(), webhooks.drain(), launches.drain(), notifications.drain()]);
    },
  };
}

/** A server that does not start gives its store back, so that the next attempt can take it. */
async function closeAndThrow(store: Store, error: unknown): Promise<never> {
  await store.close();
  throw error;
}

/** Part of every agent's end: whatever acts as it is refused from then on. */
const revokeKeys: AgentEnding = async (tx, ended) => {
  await revokeKeysOfAgent(tx, { ...ended, reason: 'agent_deleted' });
  if (ended.isPurge) await eraseKeysOfAgent(tx, ended.agentId);
};
