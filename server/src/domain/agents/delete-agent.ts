import { statement } from '../../store/index.ts';
import { touchAuthority } from '../counter.ts';
import { mutation } from '../operation.ts';
import type { Agent } from './agent.ts';
import { markDeleted } from './agent-queries.ts';
import { lockedAgent } from './find-agent.ts';

const cancelOpenRuns = statement<{ agent: string; at: number }>((db, arg) =>
  db
    .updateTable('runs')
    .set({ cancel_requested_at: arg.at })
    .where('agent_id', '=', arg.agent)
    .where('state', 'in', ['queued', 'running', 'waiting'])
    .where('cancel_requested_at', 'is', null),
);

/**
 * Deletes an agent for good: its slug is free again, keys lose it from their scope, and its open runs are asked to stop.
 * @throws Refusal `not_found` agent.unknown
 */
export const deleteAgent = mutation<string, Agent>({
  grant: 'agents:write',
  work: async (tx, { caller, home }, address) => {
    const agent = await lockedAgent(tx, caller, address);
    const now = home.clock.now();
    await tx.run(markDeleted, { id: agent.id, at: now });
    await tx.run(cancelOpenRuns, { agent: agent.id, at: now });
    await touchAuthority(tx);
    return agent;
  },
  record: (agent) => ({ event: 'agent.deleted', target: agent.id, details: { slug: agent.slug } }),
});
