import type { AgentSession, ReportInOptions } from './reporting/report-in.ts';
import { accountOf } from './resources/account.ts';
import type { Account } from './resources/account.ts';
import { agentsOf } from './resources/agents.ts';
import type { Agents } from './resources/agents.ts';
import { auditOf } from './resources/audit.ts';
import type { Audit } from './resources/audit.ts';
import { authOf } from './resources/auth.ts';
import type { Auth } from './resources/auth.ts';
import { credentialsOf } from './resources/credentials.ts';
import type { Credentials } from './resources/credentials.ts';
import { deliverablesOf } from './resources/deliverables.ts';
import type { Deliverables } from './resources/deliverables.ts';
import { directoryOf, profilesOf } from './resources/directory.ts';
import type { Directory, Profiles } from './resources/directory.ts';
import { insightOf } from './resources/insight.ts';
import type { Insight } from './resources/insight.ts';
import { interactionsOf } from './resources/interactions.ts';
import type { Interactions } from './resources/interactions.ts';
import { invitationsOf } from './resources/invitations.ts';
import type { Invitations } from './resources/invitations.ts';
import { membersOf } from './resources/members.ts';
import type { Members } from './resources/members.ts';
import { modelsOf } from './resources/models.ts';
import type { Models } from './resources/models.ts';
import { notificationsOf } from './resources/notifications.ts';
import type { Notifications } from './resources/notifications.ts';
import { orgsOf } from './resources/orgs.ts';
import type { Orgs } from './resources/orgs.ts';
import { projectsOf } from './resources/projects.ts';
import type { Projects } from './resources/projects.ts';
import { providersOf } from './resources/providers.ts';
import type { Providers } from './resources/providers.ts';
import { runsOf } from './resources/runs.ts';
import type { Runs } from './resources/runs.ts';
import { sessionsOf } from './resources/sessions.ts';
import type { Sessions } from './resources/sessions.ts';
import { activityOf, tasksOf } from './resources/tasks.ts';
import type { ActivityLog, Tasks } from './resources/tasks.ts';
import { teamsOf } from './resources/teams.ts';
import type { Teams } from './resources/teams.ts';
import { templatesOf } from './resources/templates.ts';
import type { Templates } from './resources/templates.ts';
import { toolServersOf } from './resources/tool-servers.ts';
import type { ToolServers } from './resources/tool-servers.ts';
import { toolsOf } from './resources/tools.ts';
import type { Tools } from './resources/tools.ts';
import { webhooksOf } from './resources/webhooks.ts';
import type { Webhooks } from './resources/webhooks.ts';
import type { ExecuteInput } from './streams/execute-stream.ts';
import { lazily } from './streams/lazily.ts';
import type { LiveOptions } from './streams/live.ts';
import type { CallOptions } from './transport/call.ts';
import { hostEnvironment } from './transport/environment.ts';
import type { Environment } from './transport/environment.ts';
import { createTransport } from './transport/transport.ts';
import type { ExecuteEvent, LiveMessage, Me } from './types.ts';
import type { WorkOptions, WorkSummary } from './work/work.ts';

export interface ForgeyardOptions {
  /** `forge_…`; without it the browser's sign-in cookie speaks. */
  readonly apiKey?: string | undefined;
  /** Default: the page's own origin in a browser, `http://127.0.0.1:3001` elsewhere. */
  readonly baseUrl?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Needed for changes made with the cookie; `auth.me()` and sign-ins set it too. */
  readonly csrfToken?: string | undefined;
  /** Tries after the first one, for reads and idempotent calls that met 429, 503 or a lost connection; default 3. */
  readonly maxRetries?: number | undefined;
  /** Time for one try of one call; default 60000. */
  readonly timeoutMs?: number | undefined;
  /** Clock, randomness and sleep, for tests. */
  readonly environment?: Partial<Environment> | undefined;
}

/** A client of one Forgeyard server. Cheap to make; keeps nothing but the CSRF token. */
export class Forgeyard {
  readonly account: Account;
  readonly activity: ActivityLog;
  readonly agents: Agents;
  readonly audit: Audit;
  readonly auth: Auth;
  readonly credentials: Credentials;
  readonly deliverables: Deliverables;
  readonly directory: Directory;
  readonly insight: Insight;
  readonly interactions: Interactions;
  readonly invitations: Invitations;
  readonly members: Members;
  readonly models: Models;
  readonly notifications: Notifications;
  readonly orgs: Orgs;
  readonly profiles: Profiles;
  readonly projects: Projects;
  readonly providers: Providers;
  readonly runs: Runs;
  readonly sessions: Sessions;
  readonly tasks: Tasks;
  readonly teams: Teams;
  readonly templates: Templates;
  readonly toolServers: ToolServers;
  readonly tools: Tools;
  readonly webhooks: Webhooks;
  /** The token sent with changes made by cookie. */
  csrfToken: string | undefined;
  /** Runs an agent through `POST /api/agents/{name}/execute`, the wire for outside applications, and yields its events up to `done`. */
  readonly executeStream: (agent: string, work: ExecuteInput, options?: CallOptions) => AsyncIterable<ExecuteEvent>;
  /** What changes in the organisation, and the logs of chosen sessions, over one connection that is opened again after a cut. */
  readonly live: (options?: LiveOptions) => AsyncIterable<LiveMessage>;
  /**
   * For agents that run elsewhere: opens a session, or goes on with it, in which the agent tells people what it does, asks them and hears them.
   * @throws PermissionError when the session's id is somebody else's
   */
  readonly reportIn: (options: ReportInOptions) => Promise<AgentSession>;
  /**
   * Takes an agent's tasks and has them handled, each under a lease, until `signal` aborts; resolves with how many came to which end.
   * @throws what the server refuses for good, such as AuthenticationError; RangeError for limits out of bounds
   */
  readonly work: (options: WorkOptions) => Promise<WorkSummary>;

  constructor(options: ForgeyardOptions = {}) {
    this.csrfToken = options.csrfToken;
    const host = hostEnvironment();
    const environment: Environment = { ...host, ...options.environment, fetch: options.fetch ?? options.environment?.fetch ?? host.fetch };
    const transport = createTransport(
      {
        baseUrl: (options.baseUrl ?? defaultBaseUrl()).replace(/\/+$/, ''),
        apiKey: options.apiKey,
        csrfToken: () => this.csrfToken,
        maxRetries: options.maxRetries ?? 3,
        timeoutMs: options.timeoutMs ?? 60_000,
      },
      environment,
    );
    this.account = accountOf(transport);
    this.activity = activityOf(transport);
    this.agents = agentsOf(transport);
    this.audit = auditOf(transport);
    this.auth = authOf(transport, (token) => (this.csrfToken = token));
    this.credentials = credentialsOf(transport);
    this.deliverables = deliverablesOf(transport);
    this.directory = directoryOf(transport);
    this.insight = insightOf(transport);
    this.interactions = interactionsOf(transport);
    this.invitations = invitationsOf(transport);
    this.members = membersOf(transport);
    this.models = modelsOf(transport);
    this.notifications = notificationsOf(transport);
    this.orgs = orgsOf(transport);
    this.profiles = profilesOf(transport);
    this.projects = projectsOf(transport);
    this.providers = providersOf(transport);
    this.runs = runsOf(transport);
    this.sessions = sessionsOf(transport);
    this.tasks = tasksOf(transport);
    this.teams = teamsOf(transport);
    this.templates = templatesOf(transport);
    this.toolServers = toolServersOf(transport);
    this.tools = toolsOf(transport);
    this.webhooks = webhooksOf(transport);
    this.executeStream = (agent, input, callOptions) =>
      lazily(async () => (await import('./streams/execute-stream.ts')).executeStream(transport, agent, input, callOptions));
    this.live = (liveOptions) => lazily(async () => (await import('./streams/live.ts')).live(transport, liveOptions));
    this.reportIn = async (reportOptions) => (await import('./reporting/report-in.ts')).reportIn(transport, reportOptions);
    this.work = async (workOptions) => {
      const { work } = await import('./work/work.ts');
      return work({ tasks: this.tasks, deliverables: this.deliverables, environment: transport.environment }, workOptions);
    };
  }

  /** Who the caller is to the server. */
  me(options?: CallOptions): Promise<Me> {
    return this.auth.me(options);
  }
}

function defaultBaseUrl(): string {
  return 'document' in globalThis ? '' : 'http://127.0.0.1:3001';
}
