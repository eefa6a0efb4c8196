import type { TeamRole } from '@forgeyard/sdk';

export const rolesInOrder: readonly TeamRole[] = ['OWNER', 'ADMIN', 'MEMBER'];

/** What each place in a team is called and what it gives. */
export const roleWords: Readonly<Record<TeamRole, string>> = { OWNER: 'Owner', ADMIN: 'Admin', MEMBER: 'Member' };

/** How many belong to a team, in words. */
export function sizeOf(members: number): string {
  return members === 1 ? '1 member' : `${members} members`;
}
