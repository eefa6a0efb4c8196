import type { Caller } from '../../kernel/caller.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { mutation } from '../operation.ts';
import { refuseRestricted, unknownCredential } from './credential.ts';
import { bumpTokenEpoch, findKeyRow, lockKeys } from './credential-queries.ts';
import { revokeTree } from './revoke-tree.ts';

export interface RevokeAll {
  /** Addresses of keys that stay, unless a key that they descend from goes. */
  readonly except?: readonly string[] | undefined;
  /** Only keys that act as this agent or reach it and no other. */
  readonly agent?: string | undefined;
}

export interface RevokedAll {
  readonly revoked: number;
  readonly revokedAt: number;
  readonly agentId: string | null;
  readonly orgId: string;
}

/**
 * Ends all keys of the organisation, or of one agent, in one transaction: all or none. Tokens that were issued for them end too.
 * @throws Refusal `not_found` credential.unknown for an exception that is no key of the organisation, agent.unknown
 */
export const revokeAllCredentials = mutation<RevokeAll, RevokedAll>({
  grant: 'keys:write',
  work: async (tx, { caller, home }, { except = [], agent }) => {
    refuseRestricted(caller);
    await lockKeys(tx, caller.orgId);
    const agentId = agent === undefined ? null : (await visibleAgent(tx, caller, agent)).id;
    const kept = await idsOf(tx, caller, except);
    const rows = (await livingKeys(tx, caller.orgId, agentId)).filter((row) => !kept.has(row.id));
    const now = home.clock.now();
    const revoked = await revokeTree(tx, { ids: rows.map((row) => row.id), now, reason: 'revoked_all' });
    for (const id of new Set(rows.flatMap((row) => row.agent_id ?? []))) await tx.run(bumpTokenEpoch, { agent: id });
    return { revoked, revokedAt: now, agentId, orgId: caller.orgId };
  },
  record: ({ revoked, agentId, orgId }, { except = [] }) => ({
    event: 'keys.revoked_all',
    target: agentId ?? orgId,
    agentId,
    details: { revoked, except, ...(agentId === null ? {} : { agent_id: agentId }) },
  }),
});

async function idsOf(tx: ReadTx, caller: Caller, addresses: readonly string[]): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const address of addresses) {
    const row = await findKeyRow(tx, caller.orgId, address);
    if (row === undefined) throw unknownCredential();
    ids.add(row.id);
  }
  return ids;
}

function livingKeys(tx: Tx, org: string, agentId: string | null): Promise<{ id: string; agent_id: string | null }[]> {
  return tx.query((db) => {
    const living = db
      .selectFrom('credentials')
      .select(['id', 'agent_id'])
      .where('org_id', '=', org)
      .where('kind', '!=', 'recovery')
      .where('revoked_at', 'is', null);
    if (agentId === null) return living;
    return living
      .where('org_wide', '=', 0)
      .where('id', 'in', (eb) => eb.selectFrom('credential_agents').select('credential_id').where('agent_id', '=', agentId))
      .where('id', 'not in', (eb) =>
        eb
          .selectFrom('credential_agents')
          .innerJoin('credentials as owner', 'owner.id', 'credential_agents.credential_id')
          .select('credential_id')
          .where('owner.org_id', '=', org)
          .where('credential_agents.agent_id', '!=', agentId),
      );
  });
}
