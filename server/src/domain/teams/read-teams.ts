import type { Caller } from '../../kernel/caller.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx, TeamMemberRow, TeamRow } from '../../store/index.ts';
import { query } from '../operation.ts';
import { asTeamRole, authorityOf, personBehind, teamMembersMax, teamOf, teamsMax } from './team.ts';
import type { Team, TeamRole } from './team.ts';

export interface TeamMember {
  readonly id: string;
  readonly teamId: string;
  /** Lower case. */
  readonly email: string;
  readonly role: TeamRole;
  /** Named for people of the organisation alone, so that a team tells nobody who else has an account; null for guests. */
  readonly user: { readonly id: string; readonly name: string } | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface TeamDetails extends Team {
  readonly members: readonly TeamMember[];
}

interface TeamJoin extends TeamRow {
  readonly own_role: string | null;
  readonly members_count: number | null;
}

interface MemberJoin extends TeamMemberRow {
  readonly user_name: string | null;
}

/** `user` may be a text that nobody's id is. */
const teamsOfOrg = statement<{ org: string; user: string }, TeamJoin>((db, arg) =>
  db
    .selectFrom('teams')
    .leftJoin('team_members as own', (join) => join.onRef('own.team_id', '=', 'teams.id').on('own.user_id', '=', arg.user))
    .selectAll('teams')
    .select((eb) => [
      'own.role as own_role',
      eb
        .selectFrom('team_members')
        .select((all) => all.fn.countAll<number>().as('count'))
        .whereRef('team_members.team_id', '=', 'teams.id')
        .as('members_count'),
    ])
    .where('teams.org_id', '=', arg.org)
    .orderBy('teams.name_key')
    .orderBy('teams.id')
    .limit(teamsMax),
);
const membersOf = statement<{ team: string }, MemberJoin>((db, arg) =>
  db
    .selectFrom('team_members')
    .leftJoin('users', 'users.id', 'team_members.user_id')
    .selectAll('team_members')
    .select('users.name as user_name')
    .where('team_members.team_id', '=', arg.team)
    .orderBy('team_members.id')
    .limit(teamMembersMax),
);

const nobody = '00000000-0000-0000-0000-000000000000';

function toTeam(caller: Caller, row: TeamJoin): Team {
  return {
    id: row.id,
    name: row.name,
    ...authorityOf(caller, row.own_role === null ? null : asTeamRole(row.own_role)),
    membersCount: Number(row.members_count),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toMember(row: MemberJoin): TeamMember {
  return {
    id: row.id,
    teamId: row.team_id,
    email: row.email,
    role: asTeamRole(row.role),
    user: row.user_id === null ? null : { id: row.user_id, name: row.user_name ?? '' },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** All teams of the caller's organisation, by name. */
export async function teamsFor(tx: ReadTx, caller: Caller): Promise<readonly Team[]> {
  const rows = await tx.all(teamsOfOrg, { org: caller.orgId, user: personBehind(caller) ?? nobody });
  return rows.map((row) => toTeam(caller, row));
}

/** One team of theirs, with its members. */
export async function teamFor(tx: ReadTx, caller: Caller, id: string): Promise<TeamDetails> {
  const team = (await teamsFor(tx, caller)).find((one) => one.id === id);
  if (team === undefined) throw new Error('a team that is not in the list of its organisation');
  return { ...team, members: await membersIn(tx, id) };
}

/** Members of a team, oldest first. */
export async function membersIn(tx: ReadTx, team: string): Promise<readonly TeamMember[]> {
  return (await tx.all(membersOf, { team })).map(toMember);
}

/** The teams of the organisation, by name; at most 100. */
export const listTeams = query<void, readonly Team[]>({
  grant: 'members:read',
  work: (tx, { caller }) => teamsFor(tx, caller),
});

/** A team with its members. @throws Refusal `not_found` team.unknown */
export const getTeam = query<string, TeamDetails>({
  grant: 'members:read',
  work: async (tx, { caller }, id) => teamFor(tx, caller, (await teamOf(tx, caller.orgId, id)).id),
});
