import type { AgentRef } from './agent.ts';
import type { Timestamp } from './json.ts';

/** `api_key` belongs to the organisation, `agent_key` acts as one agent, `user_key` as one person; an `identity_key` is an agent account's own. */
export type CredentialKind = 'api_key' | 'agent_key' | 'user_key' | 'identity_key';

/** `grace` is a rotated key that still works until `grace_until`. */
export type CredentialStatus = 'active' | 'grace' | 'expired' | 'revoked';

export interface Credential {
  readonly id: string;
  readonly number: number;
  readonly kind: CredentialKind;
  readonly name: string;
  /** The beginning of the key; the rest is never shown again. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  /** Every agent of the organisation, also those made later. */
  readonly org_wide: boolean;
  /** The agents it reaches when it is not organisation-wide. */
  readonly agents: readonly AgentRef[];
  /** The agent it acts as. */
  readonly agent: AgentRef | null;
  /** The person it acts as. */
  readonly user_id: string | null;
  readonly created_by: { readonly id: string; readonly name: string } | string;
  readonly created_at: Timestamp;
  readonly expires_at: Timestamp | null;
  readonly last_used_at: Timestamp | null;
  readonly last_used_ip: string | null;
  readonly status: CredentialStatus;
  readonly revoked_at: Timestamp | null;
  readonly revoked_reason: string | null;
  /** Networks (CIDR) it may be used from; empty for any. */
  readonly ip_allow: readonly string[];
  readonly rate_limit_per_minute: number | null;
  /** Requests and streams at once. */
  readonly max_concurrent: number | null;
  readonly rotated_from: string | null;
  readonly rotated_to: string | null;
  readonly grace_until: Timestamp | null;
  readonly requests_30d: number;
  /** The same by UTC day, oldest first; the last one is today. */
  readonly requests_daily: readonly number[];
}

export interface CredentialUsage {
  /** `2026-11-22`, UTC. */
  readonly date: string;
  readonly requests: number;
}

/** One credential with its requests of the last 30 days. */
export interface CredentialWithUsage extends Credential {
  readonly usage: readonly CredentialUsage[];
}

export interface CredentialQuery {
  readonly kind?: CredentialKind | undefined;
  readonly agent?: string | undefined;
  readonly status?: CredentialStatus | undefined;
  /** Only those without a request for so many days. */
  readonly unused_days?: number | undefined;
}

interface CredentialFields {
  /** Default `["read", "write"]`. */
  readonly scopes?: readonly string[] | undefined;
  readonly agent_ids?: readonly string[] | undefined;
  readonly org_wide?: boolean | undefined;
  /** Null for never. */
  readonly expires_at?: Timestamp | null | undefined;
  readonly ip_allow?: readonly string[] | undefined;
  readonly rate_limit_per_minute?: number | null | undefined;
  readonly max_concurrent?: number | null | undefined;
}

/** Reach of a new key: exactly one of a non-empty `agent_ids` or `org_wide: true`. */
export interface CredentialCreate extends CredentialFields {
  /** Unique among the organisation's keys. */
  readonly name: string;
  /** Default `api_key`. */
  readonly kind?: CredentialKind | undefined;
  /** The agent that an `agent_key` or `identity_key` acts as. */
  readonly agent?: string | undefined;
}

export interface CredentialUpdate extends CredentialFields {
  readonly name?: string | undefined;
}

/** One of two answers that carry a secret; the other is `CredentialRotated`. */
export interface CredentialCreated extends Credential {
  readonly key: string;
}

export interface CredentialRotation {
  /** How long the old key goes on working, 0..24; default 0. */
  readonly grace_hours?: number | undefined;
  readonly name?: string | undefined;
}

export interface CredentialRotated extends CredentialCreated {
  readonly old: { readonly id: string; readonly grace_until: Timestamp | null };
}

/** Which keys stay, or whose keys end. */
export interface RevokeAll {
  readonly except?: readonly string[] | undefined;
  readonly agent?: string | undefined;
}
