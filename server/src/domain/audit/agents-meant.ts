import { shapeOf, uuidOfAgt } from '../../kernel/id.ts';
import type { ReadTx } from '../../store/index.ts';

/** The ids that an agent's address stands for; by name also those of deleted agents that carried it. Empty when there is none. */
export async function agentsMeant(tx: ReadTx, org: string, address: string): Promise<readonly string[]> {
  const shape = shapeOf(address);
  if (shape === null) return [];
  if (shape === 'uuid') return [address.toLowerCase()];
  if (shape === 'agt') return [uuidOfAgt(address)];
  const rows = await tx.query((db) => {
    const ofOrg = db.selectFrom('agents').select('id').where('org_id', '=', org).orderBy('id', 'desc').limit(namesakesMax);
    return shape === 'digits'
      ? ofOrg.where('number', '=', Number(address))
      : ofOrg.where(({ fn, ref }) => fn<string>('lower', [ref('slug')]), '=', address.toLowerCase());
  });
  return rows.map((row) => row.id);
}

/** Agents of one name over time that are looked at, the newest ones. */
const namesakesMax = 100;
