import { reachesAgent } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ReadTx } from '../../store/index.ts';
import { interactionById } from './interaction-queries.ts';
import type { InteractionJoin } from './interaction-queries.ts';

/**
 * The interaction behind an id, if this caller may see it; who is limited to some agents sees what concerns these.
 * @throws Refusal `not_found` interaction.unknown
 */
export async function visibleInteraction(tx: ReadTx, caller: Caller, id: string): Promise<InteractionJoin> {
  const row = isUuid(id) ? await tx.first(interactionById, { org: caller.orgId, id: id.toLowerCase() }) : undefined;
  if (row !== undefined && (row.agent_id === null ? caller.agentIds === null : reachesAgent(caller, row.agent_id))) return row;
  throw new Refusal('not_found', 'interaction.unknown', 'There is no such question.');
}
