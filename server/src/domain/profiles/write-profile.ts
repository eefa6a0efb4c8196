import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { indexProfile, removeTerms } from './index-profile.ts';
import type { Profile, ProfileFields } from './profile.ts';
import { applyFields, unknownProfile } from './profile.ts';
import { deleteProfileRow, lockProfile, profileInsertion, profileOf, updateProfileRow } from './profile-queries.ts';

interface Owner {
  readonly agentId: string;
  readonly orgId: string;
  readonly now: number;
}

/** @throws Refusal `conflict` profile.exists · `invalid` profile.introduction_invalid, profile.category_invalid */
export async function addProfile(tx: Tx, { agentId, orgId, now }: Owner, fields: ProfileFields): Promise<Profile> {
  const members = applyFields({ introduction: '', category: '', status: 'active' }, fields);
  if (members.introduction === '')
    throw refuseField('invalid', 'profile.introduction_invalid', '/introduction', 'An introduction is required.');
  if ((await profileOf(tx, agentId)) !== undefined) throw new Refusal('conflict', 'profile.exists', 'The agent has a profile already.');
  const profile: Profile = { agentId, orgId, ...members, createdAt: now, updatedAt: now };
  await tx.insert(profileInsertion, [
    {
      agent_id: agentId,
      org_id: orgId,
      introduction: profile.introduction,
      category: profile.category,
      status: profile.status,
      created_at: now,
      updated_at: now,
    },
  ]);
  await indexProfile(tx, profile);
  return profile;
}

/** @throws Refusal `not_found` profile.unknown · `invalid` as for creation */
export async function changeProfile(tx: Tx, { agentId, now }: Pick<Owner, 'agentId' | 'now'>, fields: ProfileFields): Promise<Profile> {
  await tx.run(lockProfile, { agent: agentId });
  const before = await profileOf(tx, agentId);
  if (before === undefined) throw unknownProfile();
  const after: Profile = { ...before, ...applyFields(before, fields), updatedAt: now };
  const { introduction, category, status } = after;
  await tx.run(updateProfileRow, { agent_id: agentId, introduction, category, status, updated_at: now });
  await indexProfile(tx, after);
  return after;
}

/** @throws Refusal `not_found` profile.unknown */
export async function eraseProfile(tx: Tx, agentId: string): Promise<string> {
  if ((await tx.run(deleteProfileRow, { agent: agentId })) === 0) throw unknownProfile();
  await removeTerms(tx, agentId);
  return agentId;
}

/** Removes an agent's profile, if it has one, with the agent itself. */
export async function dropProfile(tx: Tx, { agentId }: { readonly agentId: string }): Promise<void> {
  // The row first: a change of the profile that is under way ends before its terms are removed.
  await tx.run(deleteProfileRow, { agent: agentId });
  await removeTerms(tx, agentId);
}
