import type { Timestamp } from './json.ts';

export type TeamRole = 'OWNER' | 'ADMIN' | 'MEMBER';

/** People with whom sessions are shared together. */
export interface Team {
  readonly id: string;
  readonly name: string;
  /** The caller's own place in it; null for none. */
  readonly role: TeamRole | null;
  /** Whether the caller may rename it and change its members. */
  readonly can_manage: boolean;
  /** Whether the caller may delete it and make others `OWNER`. */
  readonly can_delete: boolean;
  readonly members_count: number;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

export interface TeamMember {
  readonly id: string;
  readonly email: string;
  readonly role: TeamRole;
  /** Null while nobody of the organisation has this address. */
  readonly user: { readonly id: string; readonly name: string | null } | null;
  /** The address counts as soon as a person shows that it is theirs. */
  readonly invited: boolean;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

/** A team with its members, who joined first on top. */
export interface TeamDetail extends Team {
  readonly members: readonly TeamMember[];
}

/** Somebody to be added, by their address. */
export interface TeamMemberInput {
  readonly email: string;
  /** `MEMBER` when left out. */
  readonly role?: TeamRole | undefined;
}
