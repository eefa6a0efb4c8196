import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { Interaction, Resolution } from '../types.ts';

/** Questions that runs wait on. */
export interface Interactions {
  readonly list: (query?: { readonly state?: Interaction['state'] | undefined } & PageQuery, options?: CallOptions) => Listing<Interaction>;
  /** Answers a question; the same answer again is accepted, a different one throws ConflictError. */
  readonly resolve: (interaction: string, resolution: Resolution, options?: CallOptions) => Promise<Interaction>;
}

export function interactionsOf(transport: Transport): Interactions {
  return {
    list: (query, options) => listing(transport, { path: '/v1/interactions', query: { ...query }, options }),
    resolve: (interaction, body, options) =>
      transport.json({ method: 'POST', path: path`/v1/interactions/${interaction}/resolve`, body, options }),
  };
}
