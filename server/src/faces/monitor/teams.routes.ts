import { Type } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import {
  addTeamMember,
  changeTeamMember,
  createTeam,
  deleteTeam,
  getTeam,
  listTeams,
  removeTeamMember,
  renameTeam,
  teamRoles,
} from '../../domain/teams/index.ts';
import type { Team, TeamDetails, TeamMember, TeamRole } from '../../domain/teams/index.ts';
import { nullable, oneOf, plainText, route, timestamp } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { done, refusals, uuid } from './wire.ts';

/** Teams as clients of the dashboard backend know them; one sees one's own, and all of them as somebody who runs the organisation. */
const shared = { tag: 'Dashboard teams' } as const;
const strict = { additionalProperties: false } as const;
const params = Type.Object({ id: uuid });
const memberParams = Type.Object({ id: uuid, member_id: uuid });
const role = oneOf(teamRoles);
const times = { created_at: timestamp, updated_at: timestamp };
const name = Type.Object({ name: plainText(100, 1) }, strict);

const summary = Type.Object({ id: uuid, name: Type.String(), role, member_count: Type.Integer(), ...times });
const member = Type.Object({
  id: uuid,
  role,
  user_id: nullable(uuid),
  email: Type.String(),
  display_name: nullable(Type.String()),
  invited: Type.Boolean({ description: 'Nobody of the organization has this address' }),
  ...times,
});
const details = Type.Object({ id: uuid, name: Type.String(), role, members: Type.Array(member), ...times });

/** Who runs the organisation is an OWNER of every team, whatever their place in it. */
function roleIn({ role: own, canOwn }: Team): TeamRole {
  return canOwn ? 'OWNER' : (own ?? 'MEMBER');
}

function showTeam(team: Team) {
  const { id, createdAt, updatedAt } = team;
  return { id, name: team.name, role: roleIn(team), created_at: toRfc3339(createdAt), updated_at: toRfc3339(updatedAt) };
}

function showSummary(team: Team) {
  return { ...showTeam(team), member_count: team.membersCount };
}

function showMember({ id, role: given, email, user, createdAt, updatedAt }: TeamMember) {
  return {
    id,
    role: given,
    user_id: user?.id ?? null,
    email,
    display_name: user?.name ?? null,
    invited: user === null,
    created_at: toRfc3339(createdAt),
    updated_at: toRfc3339(updatedAt),
  };
}

function showDetails(team: TeamDetails) {
  return { ...showTeam(team), members: team.members.map(showMember) };
}

const list = route({
  ...shared,
  method: 'GET',
  path: '/api/v1/teams',
  operationId: 'monitorListTeams',
  summary: 'List your teams by name',
  answers: { 200: { description: 'Teams', schema: Type.Array(summary) }, ...refusals(403) },
  operation: listTeams,
  read: () => undefined,
  show: (teams) => teams.filter((team) => team.role !== null || team.canOwn).map(showSummary),
});

const create = route({
  ...shared,
  method: 'POST',
  path: '/api/v1/teams',
  operationId: 'monitorCreateTeam',
  summary: 'Make a team; you are its OWNER',
  body: name,
  bodyExample: { name: 'Release crew' },
  status: 201,
  answers: { 201: { description: 'The team', schema: details }, ...refusals(400, 403, 409) },
  operation: createTeam,
  read: ({ body }) => body,
  show: showDetails,
});

const get = route({
  ...shared,
  method: 'GET',
  path: '/api/v1/teams/:id',
  operationId: 'monitorGetTeam',
  summary: 'Get a team with its members',
  params,
  answers: { 200: { description: 'The team', schema: details }, ...refusals(403, 404) },
  operation: getTeam,
  read: (wire) => wire.params.id,
  show: showDetails,
});

const rename = route({
  ...shared,
  method: 'PATCH',
  path: '/api/v1/teams/:id',
  operationId: 'monitorRenameTeam',
  summary: 'Give a team another name',
  params,
  body: name,
  bodyExample: { name: 'Release crew' },
  answers: { 200: { description: 'The team', schema: details }, ...refusals(400, 403, 404, 409) },
  operation: renameTeam,
  read: (wire) => ({ id: wire.params.id, name: wire.body.name }),
  show: showDetails,
});

const remove = route({
  ...shared,
  method: 'DELETE',
  path: '/api/v1/teams/:id',
  operationId: 'monitorDeleteTeam',
  summary: 'Delete a team; what was shared with it is not any more',
  params,
  answers: { 200: { description: 'Deleted', schema: done }, ...refusals(403, 404) },
  operation: deleteTeam,
  read: (wire) => wire.params.id,
  show: () => ({ success: true }),
});

const add = route({
  ...shared,
  method: 'POST',
  path: '/api/v1/teams/:id/members',
  operationId: 'monitorAddTeamMember',
  summary: 'Add a person by e-mail address, who need not have an account yet',
  params,
  body: Type.Object({ email: Type.String({ format: 'email', maxLength: 320 }), role: Type.Optional(nullable(role)) }, strict),
  bodyExample: { email: 'robin@example.com', role: 'MEMBER' },
  status: 201,
  answers: { 201: { description: 'The member', schema: member }, ...refusals(400, 403, 404, 409) },
  operation: addTeamMember,
  read: (wire) => ({ teamId: wire.params.id, email: wire.body.email, role: wire.body.role ?? 'MEMBER' }),
  show: showMember,
});

const change = route({
  ...shared,
  method: 'PATCH',
  path: '/api/v1/teams/:id/members/:member_id',
  operationId: 'monitorChangeTeamMember',
  summary: 'Give a member another role',
  params: memberParams,
  body: Type.Object({ role }, strict),
  bodyExample: { role: 'ADMIN' },
  answers: { 200: { description: 'The member', schema: member }, ...refusals(400, 403, 404, 409) },
  operation: changeTeamMember,
  read: (wire) => ({ teamId: wire.params.id, memberId: wire.params.member_id, role: wire.body.role }),
  show: (changed) => showMember(changed.member),
});

const drop = route({
  ...shared,
  method: 'DELETE',
  path: '/api/v1/teams/:id/members/:member_id',
  operationId: 'monitorRemoveTeamMember',
  summary: 'Take somebody out of a team, or leave it',
  params: memberParams,
  answers: { 200: { description: 'Removed', schema: done }, ...refusals(403, 404, 409) },
  operation: removeTeamMember,
  read: (wire) => ({ teamId: wire.params.id, memberId: wire.params.member_id }),
  show: () => ({ success: true }),
});

export const teamRoutes: readonly RouteDraft[] = [list, create, get, rename, remove, add, change, drop];
