import type { ProviderName } from './agent.ts';
import type { Timestamp } from './json.ts';
import type { MyOrg, Role } from './org.ts';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: Role;
  readonly has_password: boolean;
  readonly two_factor_enabled: boolean;
  readonly email_verified: boolean;
  /** Until the password is changed only the own account can be used; left out when false. */
  readonly must_change_password?: boolean | undefined;
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
  /** The organisations of the person; none for a key. */
  readonly orgs: readonly MyOrg[];
  readonly csrf_token: string | null;
  readonly server: { readonly version: string; readonly public_url: string | null };
}

/** The answer to a sign-in; the cookie travels beside it. */
export interface SignedIn {
  readonly user: User;
  readonly org: Organisation;
  readonly csrf_token: string;
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
