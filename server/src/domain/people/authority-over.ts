import { grantsOfRole } from '../../kernel/caller.ts';
import type { PersonCaller, Role } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { roleOf } from '../orgs/index.ts';

/** What a person may do to members of their organisation, by the role they have in this transaction. */
export interface Authority {
  /** @throws Refusal `forbidden` member.owners_only when the role is `owner` and the person is none */
  requireGiving(role: Role): void;
  /** @throws Refusal `forbidden` member.owners_only when the member is an owner and the person is none */
  requireTouching(memberRole: Role): void;
}

/**
 * Reads the role again, because the caller was recognised before the members were locked.
 * @throws Refusal `forbidden` caller.lacks_grant when the person may not manage members any more
 */
export async function authorityOver(tx: Tx, caller: PersonCaller): Promise<Authority> {
  const role = await roleOf(tx, caller.orgId, caller.userId);
  if (role === undefined || !grantsOfRole[role].has('members:write')) {
    throw new Refusal('forbidden', 'caller.lacks_grant', 'You may not manage members here.');
  }
  const ownersOnly = (): Refusal => new Refusal('forbidden', 'member.owners_only', 'Only an owner can do this.');
  return {
    requireGiving: (given) => {
      if (given === 'owner' && role !== 'owner') throw ownersOnly();
    },
    requireTouching: (memberRole) => {
      if (memberRole === 'owner' && role !== 'owner') throw ownersOnly();
    },
  };
}
