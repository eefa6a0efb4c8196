import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { Credential, CredentialCreate, CredentialCreated } from '../types.ts';

/** API keys. The secret is in the answer to `create` and nowhere else. */
export interface Credentials {
  readonly list: (query?: PageQuery, options?: CallOptions) => Listing<Credential>;
  readonly create: (fields: CredentialCreate, options?: CallOptions) => Promise<CredentialCreated>;
  /** The key stops working at once. */
  readonly revoke: (credential: string, options?: CallOptions) => Promise<void>;
}

export function credentialsOf(transport: Transport): Credentials {
  return {
    list: (query, options) => listing(transport, { path: '/v1/credentials', query: { ...query }, options }),
    create: (body, options) => transport.json({ method: 'POST', path: '/v1/credentials', body, options }),
    revoke: (credential, options) => transport.empty({ method: 'DELETE', path: path`/v1/credentials/${credential}`, options }),
  };
}
