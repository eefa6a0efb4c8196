export { getTeam, listTeams } from './read-teams.ts';
export type { TeamDetails, TeamMember } from './read-teams.ts';
export { holdTeam, teamRoles } from './team.ts';
export type { Team, TeamRole } from './team.ts';
export { addTeamMember, changeTeamMember, joinTeams, leaveTeams, removeTeamMember } from './team-members.ts';
export { teamsOfPerson } from './teams-of-person.ts';
export { createTeam, deleteTeam, renameTeam } from './write-teams.ts';
