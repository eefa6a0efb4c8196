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

export interface CredentialScopeRow {
  credential_id: string;
  scope: string;
}

export interface CredentialAgentRow {
  credential_id: string;
  agent_id: string;
}

export interface SigningKeyRow {
  kid: string;
  public_jwk_json: string;
  private_sealed: string;
  created_at: number;
  retired_at: number | null;
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
  /** Set for an account that serves one agent alone. */
  agent_id: string | null;
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

export interface DeploymentRow {
  name: string;
  value: string;
}
