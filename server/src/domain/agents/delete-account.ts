import { Refusal } from '../../kernel/refusal.ts';
import { mutation } from '../operation.ts';
import type { Agent } from './agent.ts';
import { endAgent } from './end-agent.ts';
import { lockedAgent } from './find-agent.ts';

/**
 * Deletes the agent whose recovery key asks for it.
 * Source: agents domain, "Account Deletion".
 * @throws Refusal `not_found` agent.unknown · `forbidden` caller.wrong_form
 */
export const deleteAccount = mutation<undefined, Agent>({
  grant: 'self:delete',
  work: async (tx, at) => {
    const { caller } = at;
    if (caller.kind !== 'recovery') throw new Refusal('forbidden', 'caller.wrong_form', 'Only the recovery key can delete the account.');
    return endAgent(tx, at, await lockedAgent(tx, caller, caller.agentId), { isPurge: false });
  },
  record: (agent) => ({ event: 'agent.deleted', target: agent.id, agentId: agent.id, details: { slug: agent.slug, by: 'account' } }),
});
