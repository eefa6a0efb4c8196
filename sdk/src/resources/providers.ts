import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { Provider, ProviderCreate } from '../types.ts';

/** Accounts at model providers. Their keys go in and never come back out. */
export interface Providers {
  readonly list: (options?: CallOptions) => Listing<Provider>;
  readonly create: (fields: ProviderCreate, options?: CallOptions) => Promise<Provider>;
  readonly delete: (provider: string, options?: CallOptions) => Promise<void>;
}

export function providersOf(transport: Transport): Providers {
  return {
    list: (options) => listing(transport, { path: '/v1/providers', options }),
    create: (body, options) => transport.json({ method: 'POST', path: '/v1/providers', body, options }),
    delete: (provider, options) => transport.empty({ method: 'DELETE', path: path`/v1/providers/${provider}`, options }),
  };
}
