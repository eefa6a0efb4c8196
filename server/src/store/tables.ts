/**
 * Rows as the database holds them, in its own snake_case. Ids are UUID text, times integer epoch milliseconds, flags 0 or 1, and JSON
 * members (named `*_json`) text written by our own codec, on both engines alike.
 */
export interface OrgRow {
  id: string;
  slug: string;
  name: string;
  created_at: number;
  personal_of: string | null;
}

export interface UserRow {
  id: string;
  number: number;
  email: string;
  name: string;
  status: string;
  created_at: number;
  email_verified: number;
  two_factor_enabled: number;
  must_change_password: number;
  updated_at: number;
}

export interface LoginAccountRow {
  id: string;
  user_id: string;
  provider: string;
  account_id: string;
  password_hash: string | null;
  created_at: number;
  updated_at: number;
}

export interface VerificationRow {
  id: string;
  identifier: string;
  value: string;
  expires_at: number;
  created_at: number;
  updated_at: number;
}

export interface TwoFactorRow {
  id: string;
  user_id: string;
  secret: string;
  backup_codes: string;
  verified: number;
}

export interface PasskeyRow {
  id: string;
  user_id: string;
  name: string | null;
  public_key: string;
  credential_id: string;
  counter: number;
  device_type: string;
  backed_up: number;
  transports: string | null;
  aaguid: string | null;
  created_at: number;
}

export interface InvitationRow {
  id: string;
  org_id: string;
  kind: string;
  email: string | null;
  role: string | null;
  token_hash: string;
  invited_by: string;
  created_at: number;
  expires_at: number;
  accepted_at: number | null;
  accepted_by: string | null;
  revoked_at: number | null;
}

export interface MembershipRow {
  org_id: string;
  user_id: string;
  role: string;
  created_at: number;
}

export interface LoginSessionRow {
  id: string;
  token_hash: string;
  user_id: string;
  org_id: string;
  csrf: string;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  ip: string;
  user_agent: string;
  method: string;
}

export interface OneTimeLinkRow {
  token_hash: string;
  purpose: string;
  org_id: string;
  user_id: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

export interface AgentRow {
  id: string;
  org_id: string;
  number: number;
  slug: string;
  display_name: string;
  description: string;
  kind: string;
  autonomy: string;
  status: string;
  version: number;
  max_concurrent: number;
  metadata_json: string;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
  token_epoch: number;
}

export interface AgentVersionRow {
  agent_id: string;
  version: number;
  org_id: string;
  model: string;
  system_prompt: string | null;
  tools_json: string;
  config_json: string;
  note: string | null;
  created_by: string;
  created_at: number;
}

export interface AgentCapabilityRow {
  agent_id: string;
  capability: string;
}

export interface AgentRunCountRow {
  agent_id: string;
  runs: number;
  upto_id: string;
  last_run_at: number;
}

export interface CredentialRow {
  id: string;
  number: number;
  org_id: string;
  kind: string;
  name: string;
  prefix: string;
  hash: string;
  org_wide: number;
  created_by: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  last_used_ip: string | null;
  revoked_at: number | null;
  revoked_reason: string | null;
  agent_id: string | null;
  user_id: string | null;
  parent_id: string | null;
  rate_limit_per_minute: number | null;
  max_concurrent: number | null;
  rotated_from: string | null;
  grace_until: number | null;
}

export interface CredentialNetworkRow {
  credential_id: string;
  cidr: string;
}

export interface CredentialUsageRow {
  credential_id: string;
  day: number;
  requests: number;
}

export interface SigningKeyRow {
  kid: string;
  public_jwk_json: string;
  private_sealed: string;
  created_at: number;
  retired_at: number | null;
}

export interface CredentialScopeRow {
  credential_id: string;
  scope: string;
}

export interface CredentialAgentRow {
  credential_id: string;
  agent_id: string;
}

export interface ProviderAccountRow {
  id: string;
  org_id: string;
  provider: string;
  label: string;
  base_url: string;
  key_sealed: string;
  key_hint: string;
  models_json: string;
  created_at: number;
}

export interface SessionRow {
  id: string;
  org_id: string;
  agent_id: string;
  name: string;
  origin: string;
  credential_id: string | null;
  user_id: string | null;
  status: string;
  last_seq: number;
  started_at: number;
  ended_at: number | null;
  last_error: string | null;
}

export interface RunRow {
  id: string;
  org_id: string;
  session_id: string;
  agent_id: string;
  agent_version: number;
  state: string;
  input_json: string;
  config_json: string;
  output_json: string | null;
  error_code: string | null;
  error_message: string | null;
  input_tokens: number;
  output_tokens: number;
  steps: number;
  duration_ms: number | null;
  trigger_kind: string;
  trigger_id: string | null;
  trigger_name: string | null;
  ip: string;
  user_agent: string;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
  deadline_at: number | null;
  first_seq: number;
  last_seq: number;
  attempt: number;
  fence: number;
  lease_owner: string | null;
  lease_until: number | null;
  cancel_requested_at: number | null;
}

export interface EventRow {
  session_id: string;
  seq: number;
  org_id: string;
  run_id: string | null;
  type: string;
  payload: string;
  at: number;
}

export interface InteractionRow {
  id: string;
  org_id: string;
  session_id: string;
  run_id: string;
  agent_id: string;
  kind: string;
  state: string;
  call_id: string;
  tool: string;
  action: string;
  input_json: string;
  question: string;
  decision: string | null;
  answer_json: string | null;
  resolved_by: string | null;
  created_at: number;
  resolved_at: number | null;
}

export interface IdempotencyKeyRow {
  principal: string;
  route: string;
  key: string;
  fingerprint: string;
  run_id: string;
  created_at: number;
}

export interface AuditEntryRow {
  id: string;
  org_id: string;
  actor: string;
  event: string;
  target: string;
  at: number;
  ip: string;
  user_agent: string;
  request_id: string;
  details_json: string;
  agent_id: string | null;
  /** Place in the organisation's chain, from 1; null for entries from before the chain. */
  seq: number | null;
  prev_hash: string | null;
  hash: string | null;
}

export interface AuditHeadRow {
  org_id: string;
  seq: number;
  hash: string;
}

export interface ProfileRow {
  agent_id: string;
  org_id: string;
  introduction: string;
  category: string;
  status: string;
  created_at: number;
  updated_at: number;
}

export interface ProfileTermRow {
  term: string;
  weight: number;
  agent_id: string;
}

export interface DeploymentRow {
  name: string;
  value: string;
}

export interface CounterRow {
  name: string;
  value: number;
}

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
}
