import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type {
  Credential,
  CredentialCreate,
  CredentialCreated,
  CredentialQuery,
  CredentialRotated,
  CredentialRotation,
  CredentialUpdate,
  CredentialWithUsage,
  RevokeAll,
} from '../types.ts';

/** Keys of every kind. A secret is in the answers to `create` and `rotate` and nowhere else. */
export interface Credentials {
  readonly list: (query?: CredentialQuery & PageQuery, options?: CallOptions) => Listing<Credential>;
  readonly get: (credential: string, options?: CallOptions) => Promise<CredentialWithUsage>;
  readonly create: (fields: CredentialCreate, options?: CallOptions) => Promise<CredentialCreated>;
  /** Changes the given fields only; the secret stays. */
  readonly update: (credential: string, fields: CredentialUpdate, options?: CallOptions) => Promise<Credential>;
  /** Makes a successor; the old key works until the grace period is over. @throws ConflictError when it has a successor already */
  readonly rotate: (credential: string, rotation?: CredentialRotation, options?: CallOptions) => Promise<CredentialRotated>;
  /** The key stops working at once. */
  readonly revoke: (credential: string, options?: CallOptions) => Promise<void>;
  /** Every key but those in `except`, or every key of one agent. */
  readonly revokeAll: (which?: RevokeAll, options?: CallOptions) => Promise<{ readonly revoked: number }>;
}

export function credentialsOf(transport: Transport): Credentials {
  return {
    list: (query, options) => listing(transport, { path: '/v1/credentials', query: { ...query }, options }),
    get: (credential, options) => transport.json({ method: 'GET', path: path`/v1/credentials/${credential}`, options }),
    create: (body, options) => transport.json({ method: 'POST', path: '/v1/credentials', body, options }),
    update: (credential, body, options) => transport.json({ method: 'PATCH', path: path`/v1/credentials/${credential}`, body, options }),
    rotate: (credential, body = {}, options) =>
      transport.json({ method: 'POST', path: path`/v1/credentials/${credential}/rotate`, body, options }),
    revoke: (credential, options) => transport.empty({ method: 'DELETE', path: path`/v1/credentials/${credential}`, options }),
    revokeAll: (body = {}, options) => transport.json({ method: 'POST', path: '/v1/credentials/revoke-all', body, options }),
  };
}
