import type { AgentRef, ProviderName } from './agent.ts';
import type { Timestamp } from './json.ts';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: string;
  readonly has_password: boolean;
}

export interface Organisation {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** Who the caller is to the server. */
export interface Me {
  readonly kind: 'person' | 'api_key';
  readonly user: User | null;
  readonly credential: { readonly id: string; readonly name: string; readonly scopes: readonly string[] } | null;
  readonly org: Organisation;
  readonly csrf_token: string | null;
  readonly server: { readonly version: string; readonly public_url: string | null };
}

/** The answer to a sign-in; the cookie travels beside it. */
export interface SignedIn {
  readonly user: User;
  readonly org: Organisation;
  readonly csrf_token: string;
}

export interface Credential {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly kind: 'api_key';
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly org_wide: boolean;
  readonly agents: readonly AgentRef[];
  readonly created_by: string;
  readonly created_at: Timestamp;
  readonly expires_at: Timestamp | null;
  readonly last_used_at: Timestamp | null;
  readonly last_used_ip: string | null;
  readonly revoked_at: Timestamp | null;
  readonly status: 'active' | 'expired' | 'revoked';
}

/** Reach of a new key: exactly one of a non-empty `agent_ids` or `org_wide: true`. */
export interface CredentialCreate {
  /** Unique in the organisation. */
  readonly name: string;
  readonly agent_ids?: readonly string[] | undefined;
  readonly org_wide?: boolean | undefined;
  /** Default `["read", "write"]`. */
  readonly scopes?: readonly string[] | undefined;
  readonly expires_at?: Timestamp | undefined;
}

/** The only answer that ever carries the secret. */
export interface CredentialCreated extends Credential {
  readonly key: string;
}

export interface Provider {
  readonly id: string;
  readonly provider: ProviderName;
  readonly label: string | null;
  readonly base_url: string | null;
  /** The last characters of the provider key (`…4f2c`). */
  readonly key_hint: string;
  readonly models: readonly string[];
  readonly created_at: Timestamp;
}

export interface ProviderCreate {
  readonly provider: ProviderName;
  readonly api_key: string;
  readonly label?: string | undefined;
  readonly base_url?: string | undefined;
  readonly models?: readonly string[] | undefined;
}
