import type { Member, Role, User } from '@forgeyard/sdk';
import { isManager, rolesGivenBy } from './role-words.ts';

/** What a person is called: the name, or the address where there is none. */
export function personName(user: { readonly name: string | null; readonly email: string }): string {
  return user.name === null || user.name === '' ? user.email : user.name;
}

/** What the viewer of the page may do to a member; the server judges again. */
export interface MayDo {
  readonly roles: readonly Role[];
  readonly mayRemove: boolean;
  readonly mayReset: boolean;
  /** Why the role is fixed; null when it is not, or when nobody would expect otherwise. */
  readonly fixedBecause: string | null;
}

/** Whether this member is an owner and there is no second one. */
export function isLastOwner(members: readonly Member[], member: Member): boolean {
  return member.role === 'owner' && members.filter(({ role }) => role === 'owner').length === 1;
}

/** Which controls a member's row has for this viewer. */
export function mayDo(viewer: User, member: Member, members: readonly Member[]): MayDo {
  const isSelf = member.user.id === viewer.id;
  const none = { roles: [], mayRemove: false, mayReset: false };
  if (!isManager(viewer.role)) return { ...none, fixedBecause: null };
  if (isLastOwner(members, member)) {
    return { ...none, mayReset: !isSelf && viewer.role === 'owner', fixedBecause: 'The only owner: make somebody else owner first.' };
  }
  if (member.role === 'owner' && viewer.role !== 'owner') return { ...none, fixedBecause: 'Only owners change owners.' };
  return { roles: rolesGivenBy(viewer.role), mayRemove: !isSelf, mayReset: !isSelf, fixedBecause: null };
}
