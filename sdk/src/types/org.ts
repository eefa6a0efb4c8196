import type { Timestamp } from './json.ts';

export type Role = 'owner' | 'admin' | 'reviewer' | 'viewer';

/** An organisation that the person belongs to. */
export interface MyOrg {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly role: Role;
}

/** The organisation that the caller acts in. */
export interface OrgDetail {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly created_at: Timestamp;
  readonly members: number;
}

export interface Member {
  readonly user: { readonly id: string; readonly email: string; readonly name: string | null };
  readonly role: Role;
  readonly two_factor_enabled: boolean;
  readonly last_seen_at: Timestamp | null;
  readonly joined_at: Timestamp;
}

/** A one-time link to set a new password, for a person who cannot sign in. */
export interface ResetLink {
  readonly link: string;
  readonly expires_at: Timestamp;
}

export interface Invitation {
  readonly id: string;
  readonly kind: 'member' | 'agent';
  readonly email: string | null;
  readonly role: Role | null;
  readonly invited_by: { readonly id: string; readonly name: string | null } | string | null;
  readonly created_at: Timestamp;
  readonly expires_at: Timestamp;
  readonly status: 'pending' | 'accepted' | 'revoked' | 'expired';
}

export interface InvitationCreate {
  /** Default `member`. */
  readonly kind?: Invitation['kind'] | undefined;
  readonly email?: string | undefined;
  readonly role?: Role | undefined;
}

/** The only answer that ever carries the link and its token. */
export interface InvitationCreated extends Invitation {
  readonly link: string;
  readonly token: string;
  /** Whether the server mailed the link. */
  readonly sent: boolean;
}

/** What the holder of an invitation's token may know before accepting it. */
export interface InvitationFacts {
  readonly org: { readonly name: string };
  readonly kind: Invitation['kind'];
  readonly email: string | null;
  readonly role: Role | null;
  /** Whether somebody with that address can sign in already. */
  readonly has_account: boolean;
}
