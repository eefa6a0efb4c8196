import type { Wire } from './route.ts';

/** What makes a repeated request the same one. Source: IETF draft `Idempotency-Key` header field. */
export function repeatKeyOf(wire: Pick<Wire<unknown, unknown, unknown>, 'header'>): { readonly idempotencyKey: string | undefined } {
  return { idempotencyKey: wire.header('idempotency-key') };
}

/** Says of an answer that an earlier request had it first. */
export function replayHeaders({ isReplay }: { readonly isReplay: boolean }): Readonly<Record<string, string>> {
  return isReplay ? { 'idempotency-replayed': 'true' } : {};
}
