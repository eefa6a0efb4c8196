import { requirePerson } from '../../kernel/caller.ts';
import type { PersonCaller, Role } from '../../kernel/caller.ts';
import type { Tx } from '../../store/index.ts';
import { touchAuthority } from '../counter.ts';
import type { Home } from '../home.ts';
import { mutation } from '../operation.ts';
import { changeRole, lockMembers } from '../orgs/index.ts';
import { authorityOver } from './authority-over.ts';
import type { Authority } from './authority-over.ts';
import { revokeInvitationsOf } from './invitation.ts';
import { findListedMember } from './read-members.ts';
import type { ListedMember } from './read-members.ts';
import { requireRecentSignIn } from './recent-sign-in.ts';
import { dropAdminResetLinks } from './reset-links.ts';

/**
 * Gives a member another role, in force on every process within a second. Only owners give or take `owner`, which also keeps anybody from
 * raising themselves, and who gives `owner` has signed in lately; the last owner stays one.
 * @throws Refusal `not_found` member.unknown · `forbidden` member.owners_only, recent_sign_in.needed · `conflict` member.last_owner
 */
export const changeMemberRole = mutation<
  { readonly userId: string; readonly role: Role },
  { readonly member: ListedMember; readonly from: Role }
>({
  grant: 'members:write',
  work: async (tx, { caller, home }, { userId, role }) => {
    const person = requirePerson(caller);
    const { orgId } = person;
    await lockMembers(tx, orgId);
    const authority = await authorityOver(tx, person);
    const member = await findListedMember(tx, orgId, userId);
    await giveRole(tx, { person, home, authority }, member, role);
    return { member: { ...member, role }, from: member.role };
  },
  record: ({ member, from }) => ({ event: 'member.role_changed', target: member.userId, details: { from, to: member.role } }),
});

/** Who gives a role, and what they may do; the members are locked. */
export interface RoleGiver {
  readonly person: PersonCaller;
  readonly home: Home;
  readonly authority: Authority;
}

/** Gives a role with all that follows from it. @throws Refusal as `changeMemberRole` */
export async function giveRole(tx: Tx, { person, home, authority }: RoleGiver, member: ListedMember, role: Role): Promise<void> {
  const { orgId } = person;
  const { userId } = member;
  const now = home.clock.now();
  authority.requireTouching(member.role);
  authority.requireGiving(role);
  if (role === 'owner') requireRecentSignIn(person, now);
  await changeRole(tx, { orgId, userId, role });
  await revokeInvitationsOf(tx, orgId, userId, { role, ms: now });
  await dropAdminResetLinks(tx, orgId);
  for (const follow of home.memberChanges) await follow(tx, { userId, change: { orgId, role }, now });
  await touchAuthority(tx);
}
