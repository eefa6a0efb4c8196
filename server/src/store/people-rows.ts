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
  /** Time step (RFC 6238) of the newest code that was accepted; 0 before the first. */
  last_used_step: number;
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
  last_seen_at: number | null;
  /** Since when the member may not act in the organisation; null while they may. */
  inactive_at: number | null;
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
