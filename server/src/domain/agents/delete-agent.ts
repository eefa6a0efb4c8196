import { mutation } from '../operation.ts';
import type { Agent } from './agent.ts';
import { endAgent } from './end-agent.ts';
import { lockedAgent } from './find-agent.ts';

/**
 * Deletes an agent for good: its slug is free again, its own credentials and tokens end, other keys lose it from their reach, its open runs are
 * asked to stop, and its profile leaves the directory.
 * @throws Refusal `not_found` agent.unknown
 */
export const deleteAgent = mutation<string, Agent>({
  grant: 'agents:write',
  work: async (tx, { caller, home }, address) => endAgent(tx, home, await lockedAgent(tx, caller, address)),
  record: (agent) => ({ event: 'agent.deleted', target: agent.id, agentId: agent.id, details: { slug: agent.slug } }),
});
