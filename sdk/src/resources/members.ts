import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { Member, ResetLink, Role } from '../types.ts';

/** The people of the organisation, each addressed by the id of the person. */
export interface Members {
  readonly list: (query?: PageQuery, options?: CallOptions) => Listing<Member>;
  /** Only owners give or take the role `owner`; the last owner keeps it: ConflictError `LAST_OWNER`. */
  readonly setRole: (user: string, role: Role, options?: CallOptions) => Promise<Member>;
  readonly remove: (user: string, options?: CallOptions) => Promise<void>;
  /** A one-time link by which the member sets a new password; shown once. */
  readonly resetLink: (user: string, options?: CallOptions) => Promise<ResetLink>;
}

export function membersOf(transport: Transport): Members {
  return {
    list: (query, options) => listing(transport, { path: '/v1/members', query: { ...query }, options }),
    setRole: (user, role, options) => transport.json({ method: 'PATCH', path: path`/v1/members/${user}`, body: { role }, options }),
    remove: (user, options) => transport.empty({ method: 'DELETE', path: path`/v1/members/${user}`, options }),
    resetLink: (user, options) => transport.json({ method: 'POST', path: path`/v1/members/${user}/reset-link`, options }),
  };
}
