import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { MyOrg, Organisation, OrgDetail } from '../types.ts';

/** Organisations: the one the caller acts in, and the others that the person belongs to. */
export interface Orgs {
  /** Those that the person belongs to. */
  readonly list: (options?: CallOptions) => Listing<MyOrg & { readonly is_current: boolean }>;
  /** Makes an organisation that the person owns; this browser goes on acting in the present one. */
  readonly create: (fields: { readonly name: string }, options?: CallOptions) => Promise<Organisation>;
  /** From now on this browser acts in that organisation. */
  readonly switch: (org: string, options?: CallOptions) => Promise<{ readonly org: Organisation }>;
  /** The one that the caller acts in. */
  readonly current: (options?: CallOptions) => Promise<OrgDetail>;
  readonly update: (fields: { readonly name: string }, options?: CallOptions) => Promise<OrgDetail>;
  /** Leaves the present organisation. The last owner cannot: ConflictError `LAST_OWNER`. */
  readonly leave: (options?: CallOptions) => Promise<void>;
}

export function orgsOf(transport: Transport): Orgs {
  return {
    list: (options) => listing(transport, { path: '/v1/orgs', options }),
    create: (body, options) => transport.json({ method: 'POST', path: '/v1/orgs', body, options }),
    switch: (org, options) => transport.json({ method: 'POST', path: path`/v1/orgs/${org}/switch`, options }),
    current: (options) => transport.json({ method: 'GET', path: '/v1/org', options }),
    update: (body, options) => transport.json({ method: 'PATCH', path: '/v1/org', body, options }),
    leave: (options) => transport.empty({ method: 'POST', path: '/v1/org/leave', options }),
  };
}
