import { requirePerson } from '../../kernel/caller.ts';
import type { Role } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { writeAuditEntry } from '../audit/index.ts';
import { touchAuthority } from '../counter.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { lockMembers, orgsOf, setMemberActive } from '../orgs/index.ts';
import { authorityOver } from './authority-over.ts';
import { giveRole } from './change-member-role.ts';
import { endActing } from './end-membership.ts';
import { renamePerson } from './person.ts';
import { findListedMember } from './read-members.ts';
import type { ListedMember } from './read-members.ts';

export interface UserChanges {
  readonly name?: string | undefined;
  /** An owner who is asked to be an administrator stays an owner, whom contract 2 calls so. */
  readonly role?: Exclude<Role, 'owner'> | undefined;
  /** False keeps them from acting in this organisation: browsers and own keys stop within a second, the account and its other places stay. */
  readonly isActive?: boolean | undefined;
}

/**
 * Changes a member, named by UUID or number. The name of a person who belongs to other organisations too is theirs alone to change.
 * @throws Refusal `not_found` member.unknown · `forbidden` member.owners_only · `conflict` member.last_owner, member.is_yourself, user.other_orgs
 */
export const updateUser = mutation<{ readonly address: string; readonly changes: UserChanges }, ListedMember>({
  grant: 'members:write',
  work: async (tx, at, { address, changes }) => {
    const person = requirePerson(at.caller);
    const { orgId } = person;
    await lockMembers(tx, orgId);
    const authority = await authorityOver(tx, person);
    const member = await findListedMember(tx, orgId, address);
    authority.requireTouching(member.role);
    const { name, role, isActive } = changes;
    if (name !== undefined && name !== member.name) await renameMember(tx, at, member, name);
    const isOther = role !== undefined && role !== member.role && !(role === 'admin' && member.role === 'owner');
    if (isOther) {
      await giveRole(tx, { person, home: at.home, authority }, member, role);
      await writeAuditEntry(tx, at, { event: 'member.role_changed', target: member.userId, details: { from: member.role, to: role } });
    }
    if (isActive !== undefined && isActive !== member.isActive) await letAct(tx, at, member, isActive);
    return findListedMember(tx, orgId, member.userId);
  },
  record: 'log',
});

async function renameMember(tx: Tx, at: At, { userId }: ListedMember, name: string): Promise<void> {
  const isOwn = at.caller.kind === 'person' && at.caller.userId === userId;
  if (!isOwn && (await orgsOf(tx, userId)).length > 1) {
    throw new Refusal('conflict', 'user.other_orgs', 'This person belongs to other organizations too and changes their name themselves.');
  }
  await renamePerson(tx, at.home, userId, name);
  await writeAuditEntry(tx, at, { event: 'person.updated', target: userId, details: { changed: ['name'] } });
}

async function letAct(tx: Tx, at: At, { userId }: ListedMember, isActive: boolean): Promise<void> {
  const { home, caller } = at;
  const { orgId } = caller;
  const now = home.clock.now();
  if (caller.kind === 'person' && caller.userId === userId) {
    throw new Refusal('conflict', 'member.is_yourself', 'Ask another administrator to deactivate you, or leave the organization.');
  }
  await setMemberActive(tx, { orgId, userId, isActive }, now);
  if (!isActive) await endActing(tx, { orgId, userId, now });
  for (const follow of home.memberChanges) await follow(tx, { userId, change: { orgId, isActive }, now });
  await touchAuthority(tx);
  await writeAuditEntry(tx, at, { event: isActive ? 'member.reactivated' : 'member.deactivated', target: userId, details: {} });
}
