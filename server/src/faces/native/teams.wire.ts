import { Type } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import { teamRoles } from '../../domain/teams/index.ts';
import type { Team, TeamDetails, TeamMember } from '../../domain/teams/index.ts';
import { nullable, oneOf, plainText, timestamp } from '../kit/index.ts';

/** Teams as our own API shows them. */
const uuid = Type.String({ format: 'uuid' });
const role = oneOf(teamRoles);
const strict = { additionalProperties: false } as const;

export const teamParams = Type.Object({ id: Type.String() });
export const memberParams = Type.Object({ id: Type.String(), member_id: Type.String() });
export const teamBody = Type.Object({ name: plainText(100, 1) }, strict);
export const memberBody = Type.Object(
  {
    email: Type.String({ format: 'email', maxLength: 320 }),
    role: Type.Optional(role),
  },
  strict,
);
export const roleBody = Type.Object({ role }, strict);

const teamMembers = {
  id: uuid,
  name: Type.String(),
  role: nullable(role),
  can_manage: Type.Boolean({ description: 'Whether you may rename it and change its members' }),
  can_delete: Type.Boolean({ description: 'Whether you may delete it, and make and unmake OWNERs' }),
  members_count: Type.Integer(),
  created_at: timestamp,
  updated_at: timestamp,
};
export const team = Type.Object(teamMembers);
export const teamMember = Type.Object({
  id: uuid,
  email: Type.String(),
  role,
  user: nullable(Type.Object({ id: uuid, name: Type.String() })),
  invited: Type.Boolean({ description: 'Nobody of the organisation has this address' }),
  created_at: timestamp,
  updated_at: timestamp,
});
export const teamDetails = Type.Object({ ...teamMembers, members: Type.Array(teamMember, { description: 'Oldest first' }) });

export function showTeam(one: Team) {
  return {
    id: one.id,
    name: one.name,
    role: one.role,
    can_manage: one.canManage,
    can_delete: one.canOwn,
    members_count: one.membersCount,
    created_at: toRfc3339(one.createdAt),
    updated_at: toRfc3339(one.updatedAt),
  };
}

export function showTeamMember(one: TeamMember) {
  return {
    id: one.id,
    email: one.email,
    role: one.role,
    user: one.user,
    invited: one.user === null,
    created_at: toRfc3339(one.createdAt),
    updated_at: toRfc3339(one.updatedAt),
  };
}

export function showTeamDetails(one: TeamDetails) {
  return { ...showTeam(one), members: one.members.map(showTeamMember) };
}
