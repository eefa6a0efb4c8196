import type { Grant } from '../../kernel/caller.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { draftFor } from './create-credential.ts';
import { findKeyRow, linkById } from './credential-queries.ts';
import { insertCredential } from './insert-credential.ts';
import type { CreatedCredential } from './insert-credential.ts';
import { liveKey } from './live-key.ts';
import { revokeTree } from './revoke-tree.ts';
import { strengthOfCaller } from './strength.ts';
import { callerOf } from './verify-credential.ts';
import type { VerifiedCaller } from './verify-credential.ts';

export interface ChildKey {
  readonly name: string;
  readonly agentId: string;
  /** Those that the caller lacks are left out. */
  readonly scopes: readonly Grant[];
  readonly lifeMs: number;
}

/**
 * Makes a key that acts as an agent and that is handed over by the server itself: as strong as asked for, never stronger than the caller, who
 * need not manage keys. It ends with the caller's own key, when the caller has one.
 * @throws Refusal `not_found` agent.unknown · `forbidden` credential.stronger_than_caller · `invalid` credential.scope_unknown
 */
export async function insertChildKey(tx: Tx, at: At, { name, agentId, scopes, lifeMs }: ChildKey): Promise<CreatedCredential> {
  const bound = strengthOfCaller(at.caller);
  const draft = await draftFor(tx, at, {
    name,
    kind: 'agent_key',
    agent: agentId,
    scopes: scopes.filter((scope) => at.caller.grants.has(scope)),
    expiresAt: Math.min(at.home.clock.now() + lifeMs, bound?.expiresAt ?? Infinity),
    networks: bound?.networks ?? [],
    ratePerMinute: bound?.ratePerMinute ?? null,
    concurrentMax: bound?.concurrentMax ?? null,
  });
  return insertCredential(tx, draft);
}

/** Ends a key of the organisation with all that descend from it, if it is alive. */
export async function endChildKey(
  tx: Tx,
  orgId: string,
  id: string,
  ended: { readonly now: number; readonly reason: string },
): Promise<void> {
  const row = await findKeyRow(tx, orgId, id);
  if (row !== undefined) await revokeTree(tx, { ids: [row.id], ...ended });
}

/**
 * Whoever presents a key, for work that is done later in its name; undefined when there is no such key in the organisation.
 * @throws Refusal as verifying the key does, when it has ended
 */
export async function callerOfKey(tx: ReadTx, orgId: string, id: string, nowMs: number): Promise<VerifiedCaller | undefined> {
  const row = await tx.first(linkById, { id });
  return row === undefined || row.org_id !== orgId ? undefined : callerOf(await liveKey(tx, row, nowMs));
}
