import type { Caller } from '../../kernel/caller.ts';
import type { CredentialRow, ReadTx, Tx } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { mutation } from '../operation.ts';
import { namesOf } from './create-credential.ts';
import { refuseRestricted, unknownCredential } from './credential.ts';
import type { Credential, CredentialKind } from './credential.ts';
import { findKeyRow, lockKeys } from './credential-queries.ts';
import { revokeTree } from './revoke-tree.ts';
import { toOneCredential } from './show-rows.ts';

export interface KeyQuestion {
  /** UUID, `aky_…` or number. */
  readonly id: string;
  /** Finds only keys of this kind. */
  readonly kind?: CredentialKind | undefined;
  /** Finds only keys that act as the agent with this address. */
  readonly agent?: string | undefined;
}

export interface RevokedCredential {
  readonly credential: Credential;
  /** How many keys ended, those that it had made included. */
  readonly revoked: number;
}

/** A key of the organisation that a question means, dead or alive. Recovery keys are found by nobody. @throws Refusal `not_found` credential.unknown, agent.unknown */
export async function keyRowOf(tx: ReadTx, caller: Caller, { id, kind, agent }: KeyQuestion): Promise<CredentialRow> {
  const agentId = agent === undefined ? null : (await visibleAgent(tx, caller, agent)).id;
  const row = await findKeyRow(tx, caller.orgId, id);
  const isMeant =
    row !== undefined &&
    row.kind !== 'recovery' &&
    (kind === undefined || row.kind === kind) &&
    (agentId === null || row.agent_id === agentId);
  if (!isMeant) throw unknownCredential();
  return row;
}

/** Ends one row and what descends from it. @throws Refusal `not_found` credential.unknown when it has ended already */
export async function revokeRow(tx: Tx, row: CredentialRow, now: number, reason = 'revoked'): Promise<RevokedCredential> {
  if (row.revoked_at !== null) throw unknownCredential();
  const credential = await toOneCredential(tx, row, now);
  return { credential, revoked: await revokeTree(tx, { ids: [row.id], now, reason }) };
}

export function keyRevoked({ credential, revoked }: RevokedCredential) {
  return {
    event: 'key.revoked',
    target: credential.id,
    agentId: credential.agent?.id ?? null,
    details: { ...namesOf(credential), children: revoked - 1 },
  };
}

/**
 * Revokes a key and every key that descends from it: refused in this process at once, in every process within a second.
 * @throws Refusal `not_found` credential.unknown, also when it is revoked already · agent.unknown
 */
export const revokeCredential = mutation<string | KeyQuestion, RevokedCredential>({
  grant: 'keys:write',
  work: async (tx, { caller, home }, input) => {
    refuseRestricted(caller);
    await lockKeys(tx, caller.orgId);
    const row = await keyRowOf(tx, caller, typeof input === 'string' ? { id: input } : input);
    return revokeRow(tx, row, home.clock.now());
  },
  record: keyRevoked,
});
