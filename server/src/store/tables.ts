import type {
  AuditEntryRow,
  AuditHeadRow,
  CredentialAgentRow,
  CredentialNetworkRow,
  CredentialRow,
  CredentialScopeRow,
  CredentialUsageRow,
  DeploymentRow,
  ProviderAccountRow,
  SigningKeyRow,
} from './authority-rows.ts';
import type {
  InvitationRow,
  LoginAccountRow,
  LoginSessionRow,
  MembershipRow,
  OneTimeLinkRow,
  OrgRow,
  PasskeyRow,
  TwoFactorRow,
  UserRow,
  VerificationRow,
} from './people-rows.ts';
import type {
  ActivityRow,
  AgentDayRow,
  CommentRow,
  DeliverableFileRow,
  DeliverableRow,
  FilePartRow,
  KnowledgeRow,
  ProjectRow,
  TaskCapabilityRow,
  TaskRow,
  TaskTagRow,
  WebhookAttemptRow,
  WebhookDeliveryRow,
  WebhookEndpointRow,
} from './task-rows.ts';
import type {
  InteractionRow,
  InteractionRulesRow,
  LaunchConfigRow,
  LaunchRow,
  MessageKeyRow,
  MessageRow,
  NotificationRow,
  NotificationSettingsRow,
  PushSubscriptionRow,
  ShareRow,
  SpanRow,
  StreamTicketRow,
  TeamMemberRow,
  TeamRow,
  ToolServerRow,
  ToolServerToolRow,
} from './loop-rows.ts';
import type {
  AgentCapabilityRow,
  AgentRow,
  AgentRunCountRow,
  AgentVersionRow,
  CounterRow,
  EventRow,
  IdempotencyKeyRow,
  ProfileRow,
  ProfileTermRow,
  RunRow,
  SessionRow,
} from './work-rows.ts';

export type * from './authority-rows.ts';
export type * from './loop-rows.ts';
export type * from './people-rows.ts';
export type * from './task-rows.ts';
export type * from './work-rows.ts';

/**
 * Rows as the database holds them, in its own snake_case. Ids are UUID text, times integer epoch milliseconds, flags 0 or 1, and JSON
 * members (named `*_json`) text written by our own codec, on both engines alike.
 */
export interface Tables {
  orgs: OrgRow;
  users: UserRow;
  memberships: MembershipRow;
  login_sessions: LoginSessionRow;
  one_time_links: OneTimeLinkRow;
  agents: AgentRow;
  agent_versions: AgentVersionRow;
  agent_capabilities: AgentCapabilityRow;
  agent_run_counts: AgentRunCountRow;
  credentials: CredentialRow;
  credential_scopes: CredentialScopeRow;
  credential_agents: CredentialAgentRow;
  provider_accounts: ProviderAccountRow;
  sessions: SessionRow;
  runs: RunRow;
  events: EventRow;
  interactions: InteractionRow;
  idempotency_keys: IdempotencyKeyRow;
  audit_entries: AuditEntryRow;
  counters: CounterRow;
  login_accounts: LoginAccountRow;
  verifications: VerificationRow;
  two_factors: TwoFactorRow;
  passkeys: PasskeyRow;
  invitations: InvitationRow;
  credential_networks: CredentialNetworkRow;
  credential_usage: CredentialUsageRow;
  signing_keys: SigningKeyRow;
  audit_heads: AuditHeadRow;
  profiles: ProfileRow;
  profile_terms: ProfileTermRow;
  deployment: DeploymentRow;
  projects: ProjectRow;
  knowledge: KnowledgeRow;
  tasks: TaskRow;
  task_tags: TaskTagRow;
  task_capabilities: TaskCapabilityRow;
  deliverables: DeliverableRow;
  deliverable_files: DeliverableFileRow;
  file_parts: FilePartRow;
  comments: CommentRow;
  activity: ActivityRow;
  agent_days: AgentDayRow;
  webhook_endpoints: WebhookEndpointRow;
  webhook_deliveries: WebhookDeliveryRow;
  webhook_attempts: WebhookAttemptRow;
  messages: MessageRow;
  message_keys: MessageKeyRow;
  teams: TeamRow;
  team_members: TeamMemberRow;
  shares: ShareRow;
  stream_tickets: StreamTicketRow;
  interaction_rules: InteractionRulesRow;
  notification_settings: NotificationSettingsRow;
  push_subscriptions: PushSubscriptionRow;
  notifications: NotificationRow;
  spans: SpanRow;
  tool_servers: ToolServerRow;
  tool_server_tools: ToolServerToolRow;
  launch_configs: LaunchConfigRow;
  launches: LaunchRow;
}
