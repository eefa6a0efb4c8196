import type { Forgeyard, Team, TeamMember } from '@forgeyard/sdk';
import { CommandFailure, exitCode } from '../program/failure.ts';

/** The team of this name, compared without case, or id. @throws CommandFailure `TEAM_NOT_FOUND` */
export async function findTeam(forge: Forgeyard, wanted: string): Promise<Team> {
  const key = wanted.toLowerCase();
  for await (const team of forge.teams.list()) if (team.id === key || team.name.toLowerCase() === key) return team;
  throw new CommandFailure('TEAM_NOT_FOUND', `There is no team ${wanted}`, { exit: exitCode.notFound });
}

/** The member of a team with this e-mail address. @throws CommandFailure `MEMBER_NOT_FOUND` */
export async function findTeamMember(forge: Forgeyard, team: Team, email: string): Promise<TeamMember> {
  const { members } = await forge.teams.get(team.id);
  const found = members.find((member) => member.email === email.toLowerCase());
  if (found !== undefined) return found;
  throw new CommandFailure('MEMBER_NOT_FOUND', `${team.name} has no member with the address ${email}`, { exit: exitCode.notFound });
}
