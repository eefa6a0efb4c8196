import { refusePerson, visibleAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import { mutation, query } from '../operation.ts';
import type { Profile, ProfileFields } from './profile.ts';
import { unknownProfile } from './profile.ts';
import { profileOf } from './profile-queries.ts';
import { recordOf } from './record.ts';
import { addProfile, changeProfile, eraseProfile } from './write-profile.ts';

export interface AgentProfile {
  readonly profile: Profile;
  readonly agent: Agent;
}

export interface WrittenProfile extends AgentProfile {
  readonly isNew: boolean;
}

/** The profile of one of the organisation's agents. @throws Refusal `not_found` agent.unknown, profile.unknown */
export const getAgentProfile = query<string, AgentProfile>({
  grant: 'agents:read',
  work: async (tx, { caller }, address) => {
    const agent = await visibleAgent(tx, caller, address);
    const profile = await profileOf(tx, agent.id);
    if (profile === undefined) throw unknownProfile();
    return { profile, agent };
  },
});

/**
 * Publishes or changes the profile of one of the organisation's agents. Members that are left out keep what is stored.
 * @throws Refusal `not_found` agent.unknown · `invalid` profile.introduction_invalid (a new profile needs one), profile.category_invalid ·
 * `conflict` agent.is_person
 */
export const putAgentProfile = mutation<{ readonly address: string; readonly fields: ProfileFields }, WrittenProfile>({
  grant: 'profiles:write',
  work: async (tx, { caller, home }, { address, fields }) => {
    const agent = await visibleAgent(tx, caller, address);
    refusePerson(agent);
    const owner = { agentId: agent.id, orgId: agent.orgId, now: home.clock.now() };
    const isNew = (await profileOf(tx, agent.id)) === undefined;
    return { profile: isNew ? await addProfile(tx, owner, fields) : await changeProfile(tx, owner, fields), agent, isNew };
  },
  record: ({ profile, isNew }, { fields }) => recordOf(isNew ? 'profile.created' : 'profile.updated', profile.agentId, fields),
});

/** @throws Refusal `not_found` agent.unknown, profile.unknown */
export const removeAgentProfile = mutation<string, string>({
  grant: 'profiles:write',
  work: async (tx, { caller }, address) => eraseProfile(tx, (await visibleAgent(tx, caller, address)).id),
  record: (agentId) => recordOf('profile.deleted', agentId, {}),
});
