import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { Invitation, InvitationCreate, InvitationCreated, InvitationFacts, Organisation, Role } from '../types.ts';

/** Invitations to the organisation. The link is in the answer to `create` and nowhere else. */
export interface Invitations {
  /** Newest first. */
  readonly list: (query?: PageQuery, options?: CallOptions) => Listing<Invitation>;
  readonly create: (fields: InvitationCreate, options?: CallOptions) => Promise<InvitationCreated>;
  /** The link stops working at once. */
  readonly revoke: (invitation: string, options?: CallOptions) => Promise<void>;
  /** What an invitation is about; needs no sign-in, the token is the proof. */
  readonly lookup: (token: string, options?: CallOptions) => Promise<InvitationFacts>;
  /** The signed-in person joins the organisation. */
  readonly accept: (token: string, options?: CallOptions) => Promise<{ readonly org: Organisation; readonly role: Role }>;
}

export function invitationsOf(transport: Transport): Invitations {
  const post = <T>(address: string, body: unknown, options: CallOptions | undefined): Promise<T> =>
    transport.json<T>({ method: 'POST', path: address, body, options });
  return {
    list: (query, options) => listing(transport, { path: '/v1/invitations', query: { ...query }, options }),
    create: (fields, options) => post('/v1/invitations', fields, options),
    revoke: (invitation, options) => transport.empty({ method: 'DELETE', path: path`/v1/invitations/${invitation}`, options }),
    lookup: (token, options) => post('/v1/invitations/lookup', { token }, options),
    accept: (token, options) => post('/v1/invitations/accept', { token }, options),
  };
}
