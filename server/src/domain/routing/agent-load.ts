import type { ReadTx } from '../../store/index.ts';

/** Work that an agent has now: counted, never kept as a number. */
export interface AgentLoad {
  /** Tasks that are assigned or in progress. */
  readonly open: number;
  /** Tasks in progress. */
  readonly running: number;
}

/** Agents of one statement; both engines take many more. */
const partMax = 500;

/** The load of agents of one organisation, an entry for every id. Exact until the commit of whoever holds the agent. */
export async function loadOf(tx: ReadTx, orgId: string, agentIds: readonly string[]): Promise<ReadonlyMap<string, AgentLoad>> {
  const wanted = [...new Set(agentIds)];
  const loads = new Map<string, AgentLoad>(wanted.map((id) => [id, { open: 0, running: 0 }]));
  for (let start = 0; start < wanted.length; start += partMax) {
    for (const { assignee_id: id, open, running } of await countOf(tx, orgId, wanted.slice(start, start + partMax))) {
      if (id !== null) loads.set(id, { open: Number(open), running: Number(running) });
    }
  }
  return loads;
}

function countOf(tx: ReadTx, orgId: string, ids: readonly string[]) {
  return tx.query((db) =>
    db
      .selectFrom('tasks')
      .select(['assignee_id', (eb) => eb.fn.countAll<number>().as('open')])
      .select((eb) => eb.fn.sum<number>(eb.case().when('status', '=', 'in_progress').then(1).else(0).end()).as('running'))
      .where('org_id', '=', orgId)
      .where('assignee_id', 'in', ids)
      .where('status', 'in', ['assigned', 'in_progress'])
      .groupBy('assignee_id'),
  );
}
