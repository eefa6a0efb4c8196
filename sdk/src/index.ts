/** The client of Forgeyard's native API, for Node and browsers: `new Forgeyard({ apiKey })`. */
export { Forgeyard } from './forgeyard.ts';
export type { ForgeyardOptions } from './forgeyard.ts';
export {
  ApiError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  ForgeyardError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
} from './errors.ts';
export type { ApiErrorDetail, FieldError } from './errors.ts';
export { isTerminal } from './streams/events.ts';
export type { ExecuteInput } from './streams/execute-stream.ts';
export type { FollowOptions } from './streams/follow.ts';
export type { LiveOptions } from './streams/live.ts';
export type { RunStream, RunStreamOptions } from './streams/run-stream.ts';
export type { Account } from './resources/account.ts';
export type { AgentSession, Answer, AskOptions, ReportInOptions, SayOptions, WaitOptions } from './reporting/report-in.ts';
export type { PersonMessage } from './reporting/reader.ts';
export type { AgentLaunch } from './resources/agent-launch.ts';
export type { AgentExecution, Agents, AgentWebhooks, UpdateOptions } from './resources/agents.ts';
export type { Audit } from './resources/audit.ts';
export type { Auth } from './resources/auth.ts';
export type { Credentials } from './resources/credentials.ts';
export type { Deliverables } from './resources/deliverables.ts';
export type { Directory, Profiles } from './resources/directory.ts';
export type { Insight } from './resources/insight.ts';
export type { Interactions } from './resources/interactions.ts';
export type { Invitations } from './resources/invitations.ts';
export type { Members } from './resources/members.ts';
export type { Models } from './resources/models.ts';
export type { Notifications } from './resources/notifications.ts';
export type { Orgs } from './resources/orgs.ts';
export type { ProjectKnowledge, ProjectRouting, Projects } from './resources/projects.ts';
export type { Providers } from './resources/providers.ts';
export type { EventQuery, Runs, StartOptions } from './resources/runs.ts';
export type { Sessions } from './resources/sessions.ts';
export type { ActivityLog, Tasks } from './resources/tasks.ts';
export type { Teams } from './resources/teams.ts';
export type { Templates } from './resources/templates.ts';
export type { ToolServers } from './resources/tool-servers.ts';
export type { Tools } from './resources/tools.ts';
export type { Deliveries, Webhooks } from './resources/webhooks.ts';
export type { CallOptions } from './transport/call.ts';
export type { Environment } from './transport/environment.ts';
export type { Listing, Page, PageQuery } from './transport/page.ts';
export { verifyWebhook, WebhookVerificationError } from './webhooks.ts';
export type { VerifyWebhookOptions, WebhookHeaders, WebhookMessage, WebhookRefusal } from './webhooks.ts';
export type { Handler, Job, Outcome } from './work/job.ts';
export type { WorkOptions, WorkSummary } from './work/work.ts';
export type * from './types.ts';
