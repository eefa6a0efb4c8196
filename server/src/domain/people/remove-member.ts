import { requirePerson } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { mutation } from '../operation.ts';
import { lockMembers } from '../orgs/index.ts';
import { authorityOver } from './authority-over.ts';
import { endMembership } from './end-membership.ts';
import { findListedMember } from './read-members.ts';
import type { ListedMember } from './read-members.ts';

/**
 * Takes a member, named by UUID or number, out of the organisation: their browsers and keys here stop working within a second, their account stays.
 * @throws Refusal `not_found` member.unknown · `forbidden` member.owners_only · `conflict` member.is_yourself, member.last_owner
 */
export const removeMember = mutation<string, ListedMember>({
  grant: 'members:write',
  work: async (tx, { caller, home }, address) => {
    const person = requirePerson(caller);
    await lockMembers(tx, person.orgId);
    const authority = await authorityOver(tx, person);
    const member = await findListedMember(tx, person.orgId, address);
    const { userId } = member;
    authority.requireTouching(member.role);
    if (userId === person.userId)
      throw new Refusal('conflict', 'member.is_yourself', 'Leave the organization instead of removing yourself.');
    await endMembership(tx, home, { orgId: person.orgId, userId });
    return member;
  },
  record: ({ userId, role }) => ({ event: 'member.removed', target: userId, details: { role } }),
});
