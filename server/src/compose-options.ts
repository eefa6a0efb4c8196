import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Home } from './domain/home.ts';
import type { PasswordCost, Passwords, SignInLimitRules } from './domain/people/index.ts';
import type { DispatcherLimits, EngineLimits, KeeperTimes } from './engine/index.ts';
import type { LaunchLimits, NotificationLimits, TraceExportLimits, WebhookLimits } from './events/index.ts';
import type { FaceParts } from './faces/kit/index.ts';
import type { Authenticators } from './http/authenticate.ts';
import type { FailureLimitOptions } from './kernel/failure-limit.ts';
import type { RateLimitOptions } from './kernel/rate-limit.ts';
import type { BuiltInToolRunner } from './tools/index.ts';

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
  /** The built-in tools; the server does not close what it is given. One of its own when left out. */
  readonly tools?: BuiltInToolRunner;
  /** Where log lines go; standard error when left out. */
  readonly logger?: Logger;
}
