import type { ReadTx } from '../../store/index.ts';
import type { Agent } from './agent.ts';

/** The person whose tasks an agent's tasks are. */
export interface AgentOwner {
  readonly id: string;
  readonly number: number;
  readonly name: string;
}

/** Who owns the agents, by the person's id. */
export async function ownersOf(tx: ReadTx, agents: readonly Agent[]): Promise<ReadonlyMap<string, AgentOwner>> {
  const ids = [...new Set(agents.map((agent) => agent.ownerUserId).filter((id) => id !== null))];
  if (ids.length === 0) return new Map();
  const rows = await tx.query<AgentOwner>((db) => db.selectFrom('users').select(['id', 'number', 'name']).where('id', 'in', ids));
  return new Map(rows.map((row) => [row.id, { id: row.id, number: row.number, name: row.name }]));
}
