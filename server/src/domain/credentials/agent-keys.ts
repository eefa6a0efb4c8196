import { sql } from 'kysely';
import { statement } from '../../store/index.ts';
import type { CredentialRow, ReadTx, Tx } from '../../store/index.ts';
import type { Credential } from './credential.ts';
import { toCredentials } from './show-rows.ts';

/** Keys that are listed of one agent, the newest ones. */
const listedMax = 200;

const actingAs = statement<{ org: string; agent: string }, CredentialRow>((db, arg) =>
  db
    .selectFrom('credentials')
    .selectAll()
    .where('org_id', '=', arg.org)
    .where('agent_id', '=', arg.agent)
    .where('kind', '=', 'agent_key')
    .orderBy('id', 'desc')
    .limit(listedMax),
);
const eraseSecrets = statement<{ agent: string }>((db, arg) =>
  db
    .updateTable('credentials')
    .set({ hash: sql<string>`'erased:' || cast(id as text)` })
    .where('agent_id', '=', arg.agent)
    .where('revoked_at', 'is not', null),
);

/** The keys that act as one agent, newest first, revoked ones included; never a secret. Who may see the agent may see them. */
export async function agentKeysOf(tx: ReadTx, orgId: string, agentId: string, nowMs: number): Promise<readonly Credential[]> {
  return toCredentials(tx, await tx.all(actingAs, { org: orgId, agent: agentId }), nowMs);
}

/** Forgets the revoked keys of an agent for good: not even their hashes are left, and they are as unknown as any other text. */
export async function eraseKeysOfAgent(tx: Tx, agentId: string): Promise<void> {
  await tx.run(eraseSecrets, { agent: agentId });
}
