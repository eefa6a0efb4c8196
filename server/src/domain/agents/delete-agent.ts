import type { Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import type { Agent } from './agent.ts';
import { endAgent } from './end-agent.ts';
import type { EndingManner } from './end-agent.ts';
import { lockedAgent, refusePerson } from './find-agent.ts';

/**
 * Deletes an agent for good: its slug is free again, its own credentials and tokens end, other keys lose it from their reach, its open runs are
 * asked to stop, and its profile leaves the directory.
 * @throws Refusal `not_found` agent.unknown · `conflict` agent.is_person
 */
export const deleteAgent = mutation<string, Agent>({
  grant: 'agents:write',
  work: (tx, at, address) => end(tx, at, address, { isPurge: false }),
  record: (agent) => ({ event: 'agent.deleted', target: agent.id, agentId: agent.id, details: { slug: agent.slug } }),
});

/**
 * Deletes an agent and erases what only served it: keys, prompts, provider secret, webhook. Its tasks are open again; what it did, and that it
 * was, stays.
 * Source: agents API, "Delete Agent".
 * @throws Refusal as `deleteAgent`
 */
export const purgeAgent = mutation<string, Agent>({
  grant: 'agents:write',
  work: (tx, at, address) => end(tx, at, address, { isPurge: true }),
  record: (agent) => ({ event: 'agent.deleted', target: agent.id, agentId: agent.id, details: { slug: agent.slug, purged: true } }),
});

async function end(tx: Tx, at: At, address: string, manner: EndingManner): Promise<Agent> {
  const agent = await lockedAgent(tx, at.caller, address);
  refusePerson(agent);
  return endAgent(tx, at, agent, manner);
}
