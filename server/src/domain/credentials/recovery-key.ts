import { callerIdentity } from '../../kernel/caller.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { Tx } from '../../store/index.ts';
import { refusePerson, visibleAgent } from '../agents/index.ts';
import { mutation } from '../operation.ts';
import { bumpTokenEpoch, lockKeys } from './credential-queries.ts';
import { insertCredential } from './insert-credential.ts';
import { revokeTree } from './revoke-tree.ts';

export interface NewRecoveryKey {
  readonly orgId: string;
  readonly agentId: string;
  readonly now: number;
  /** The agent itself when left out. */
  readonly createdBy?: string | undefined;
}

export interface IssuedRecoveryKey {
  readonly agentId: string;
  /** Shown once. */
  readonly key: Secret;
}

async function idsActingAs(tx: Tx, agentId: string, onlyRecovery: boolean): Promise<string[]> {
  const rows = await tx.query((db) => {
    const living = db.selectFrom('credentials').select('id').where('agent_id', '=', agentId).where('revoked_at', 'is', null);
    return onlyRecovery ? living.where('kind', '=', 'recovery') : living;
  });
  return rows.map((row) => row.id);
}

/** Gives an agent account the key with which it manages its own keys; an earlier one ends. */
export async function insertRecoveryKey(tx: Tx, { orgId, agentId, now, createdBy }: NewRecoveryKey): Promise<Secret> {
  await lockKeys(tx, orgId);
  const earlier = await idsActingAs(tx, agentId, true);
  if (earlier.length > 0) await revokeTree(tx, { ids: earlier, now, reason: 'replaced' });
  const { key } = await insertCredential(tx, {
    orgId,
    kind: 'recovery',
    name: 'recovery',
    scopes: [],
    isOrgWide: false,
    agentIds: [],
    agentId,
    userId: null,
    parentId: null,
    rotatedFrom: null,
    createdBy: createdBy ?? `agent:${agentId}`,
    createdAt: now,
    expiresAt: null,
    networks: [],
    ratePerMinute: null,
    concurrentMax: null,
  });
  return key;
}

/**
 * Makes the recovery key of an agent of the organisation, so that the agent can manage its own account; an earlier one ends.
 * @throws Refusal `not_found` agent.unknown · `conflict` agent.is_person
 */
export const issueRecoveryKey = mutation<string, IssuedRecoveryKey>({
  grant: 'keys:write',
  work: async (tx, { caller, home }, address) => {
    const agent = await visibleAgent(tx, caller, address);
    refusePerson(agent);
    const now = home.clock.now();
    const key = await insertRecoveryKey(tx, { orgId: caller.orgId, agentId: agent.id, now, createdBy: callerIdentity(caller) });
    return { agentId: agent.id, key };
  },
  record: ({ agentId }) => ({ event: 'recovery_key.issued', target: agentId, agentId, details: { agent_id: agentId } }),
});

export interface EndedAgent {
  readonly orgId: string;
  readonly agentId: string;
  readonly now: number;
  readonly reason: string;
}

/** Ends every key that acts as an agent, its recovery key included, with all that descends from them. Returns how many keys ended. */
export async function revokeKeysOfAgent(tx: Tx, { orgId, agentId, now, reason }: EndedAgent): Promise<number> {
  await lockKeys(tx, orgId);
  await tx.run(bumpTokenEpoch, { agent: agentId });
  return revokeTree(tx, { ids: await idsActingAs(tx, agentId, false), now, reason });
}
