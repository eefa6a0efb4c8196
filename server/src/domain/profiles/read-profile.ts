import type { Caller } from '../../kernel/caller.ts';
import { reachesAgent } from '../../kernel/caller.ts';
import { shapeOf, uuidOfAgt } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { query } from '../operation.ts';
import type { Profile } from './profile.ts';
import { unknownProfile } from './profile.ts';
import { agentStateOf, profileOf } from './profile-queries.ts';

/**
 * Any organisation's listed profile; one that is not listed only for its own agent and the callers who reach that agent.
 * @throws Refusal `invalid` agent.id_invalid · `not_found` profile.unknown
 * Source: agents domain, "GET /api/agents/profile/{agent_id}".
 */
export const getProfile = query<string, Profile>({
  grant: null,
  work: async (tx, { caller }, agt) => {
    if (shapeOf(agt) !== 'agt') throw new Refusal('invalid', 'agent.id_invalid', 'An agent id is agt_ and 32 hexadecimal digits.');
    const agentId = uuidOfAgt(agt);
    const [profile, state] = [await profileOf(tx, agentId), await agentStateOf(tx, agentId)];
    if (profile === undefined || state === undefined) throw unknownProfile();
    const isListed = profile.status === 'active' && state.isActive;
    if (!isListed && !isOwn(caller, profile)) throw unknownProfile();
    return profile;
  },
});

function isOwn(caller: Caller, profile: Profile): boolean {
  return caller.orgId === profile.orgId && reachesAgent(caller, profile.agentId);
}
