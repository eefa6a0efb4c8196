import type { CallOptions } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { Model } from '../types.ts';

/** The models that an agent can name. */
export interface Models {
  readonly list: (options?: CallOptions) => Listing<Model>;
}

export function modelsOf(transport: Transport): Models {
  return { list: (options) => listing(transport, { path: '/v1/models', options }) };
}
