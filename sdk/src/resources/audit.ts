import type { CallOptions } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { AuditEntry, AuditQuery, AuditVerdict } from '../types.ts';

/** Who did what, in an order that nobody can change unseen. */
export interface Audit {
  /** Newest first. */
  readonly list: (query?: AuditQuery & PageQuery, options?: CallOptions) => Listing<AuditEntry>;
  /** The open answer: a file that is streamed, its body unread. */
  readonly export: (format: 'csv' | 'jsonl', query?: AuditQuery, options?: CallOptions) => Promise<Response>;
  /** Computes the whole chain again; `head`, `<seq>:<hash>`, is one that was kept from an earlier verdict and must still be in it. */
  readonly verify: (options?: CallOptions & { readonly head?: string | undefined }) => Promise<AuditVerdict>;
}

/** A million entries take about a quarter of a minute. */
const verifyMs = 600_000;

export function auditOf(transport: Transport): Audit {
  return {
    list: (query, options) => listing(transport, { path: '/v1/audit', query: { ...query }, options }),
    export: (format, query, options) =>
      transport.open({ method: 'GET', path: '/v1/audit/export', query: { ...query, format }, headers: { accept: '*/*' }, options }),
    verify: (options) =>
      transport.json({ method: 'GET', path: '/v1/audit/verify', query: { head: options?.head }, timeoutMs: verifyMs, options }),
  };
}
