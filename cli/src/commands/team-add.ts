import { ConflictError } from '@forgeyard/sdk';
import type { Forgeyard, Team, TeamMember, TeamRole } from '@forgeyard/sdk';
import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { readChoice } from '../program/value.ts';
import { findTeam, findTeamMember } from './find-team.ts';

const roles = ['owner', 'admin', 'member'] as const;
const wordOf: { readonly [Role in (typeof roles)[number]]: TeamRole } = { owner: 'OWNER', admin: 'ADMIN', member: 'MEMBER' };

export const teamAdd: Command = {
  path: ['team', 'add'],
  about: 'Add a person to a team, or give a member another role',
  args: [
    { name: 'team', about: 'name or id' },
    { name: 'email', about: 'of the person, who need not have an account yet' },
  ],
  options: [{ name: 'role', value: '<role>', about: `${roles.join(', ')}; default member` }],
  examples: ['forgeyard team add "Release crew" ana@example.com', 'forgeyard team add "Release crew" ana@example.com --role admin'],
  run: async ({ input, out, forge }) => {
    const client = forge();
    const team = await findTeam(client, input.need(0));
    const role = wordOf[readChoice('role', input.text('role') ?? 'member', roles)];
    const member = await place(client, team, input.need(1), role);
    if (out.isJson) out.json(member);
    else out.note(`${member.email} is ${member.role} of ${team.name}`);
    return exitCode.ok;
  },
};

async function place(client: Forgeyard, team: Team, email: string, role: TeamRole): Promise<TeamMember> {
  try {
    return await client.teams.addMember(team.id, { email, role });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.code !== 'TEAM_MEMBER_EXISTS') throw error;
    return client.teams.setRole(team.id, (await findTeamMember(client, team, email)).id, role);
  }
}
