import type { CallOptions } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { Template } from '../types.ts';

/** Ready-made agents to start from; name one in `agents.create({ template })`. */
export interface Templates {
  readonly list: (options?: CallOptions) => Listing<Template>;
}

export function templatesOf(transport: Transport): Templates {
  return { list: (options) => listing(transport, { path: '/v1/templates', options }) };
}
