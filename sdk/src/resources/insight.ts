import type { CallOptions } from '../transport/call.ts';
import type { Transport } from '../transport/transport.ts';
import type { Overview, OverviewPeriod } from '../types.ts';

/** Figures of what agents did. */
export interface Insight {
  /** The period ends now; 24 hours when left out. */
  readonly overview: (query?: { readonly period?: OverviewPeriod | undefined }, options?: CallOptions) => Promise<Overview>;
}

export function insightOf(transport: Transport): Insight {
  return {
    overview: (query, options) => transport.json({ method: 'GET', path: '/v1/insight/overview', query: { ...query }, options }),
  };
}
