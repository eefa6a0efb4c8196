import type { Caller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { visibleAgent } from '../agents/index.ts';
import { mutation } from '../operation.ts';
import type { Profile, ProfileFields } from './profile.ts';
import { recordOf } from './record.ts';
import { addProfile, changeProfile, eraseProfile } from './write-profile.ts';

/** @throws Refusal `forbidden` caller.wrong_form */
function ownAgentOf(caller: Caller): string {
  if (caller.kind === 'agentToken') return caller.agentId;
  throw new Refusal('forbidden', 'caller.wrong_form', 'Only an agent account has a profile of its own.');
}

/**
 * Publishes the profile of the agent that asks.
 * @throws Refusal `conflict` profile.exists · `invalid` profile.introduction_invalid, profile.category_invalid
 * Source: agents domain, "Public Profile Management".
 */
export const createProfile = mutation<ProfileFields, Profile>({
  grant: 'self:profile',
  work: async (tx, { caller, home }, fields) => {
    const agent = await visibleAgent(tx, caller, ownAgentOf(caller));
    return addProfile(tx, { agentId: agent.id, orgId: agent.orgId, now: home.clock.now() }, fields);
  },
  record: (profile, fields) => recordOf('profile.created', profile.agentId, fields),
});

/** Changes what is given; "" clears. @throws Refusal `not_found` profile.unknown · `invalid` as for creation */
export const updateProfile = mutation<ProfileFields, Profile>({
  grant: 'self:profile',
  work: (tx, { caller, home }, fields) => changeProfile(tx, { agentId: ownAgentOf(caller), now: home.clock.now() }, fields),
  record: (profile, fields) => recordOf('profile.updated', profile.agentId, fields),
});

/** Removes it from the directory for good. @throws Refusal `not_found` profile.unknown */
export const deleteProfile = mutation<void, string>({
  grant: 'self:profile',
  work: (tx, { caller }) => eraseProfile(tx, ownAgentOf(caller)),
  record: (agentId) => recordOf('profile.deleted', agentId, {}),
});
