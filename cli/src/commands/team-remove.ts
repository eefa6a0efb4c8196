import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { findTeam, findTeamMember } from './find-team.ts';

export const teamRemove: Command = {
  path: ['team', 'remove'],
  about: 'Take a person out of a team',
  args: [
    { name: 'team', about: 'name or id' },
    { name: 'email', about: 'as forgeyard team show prints it' },
  ],
  examples: ['forgeyard team remove "Release crew" ana@example.com'],
  run: async ({ input, out, forge }) => {
    const client = forge();
    const team = await findTeam(client, input.need(0));
    const member = await findTeamMember(client, team, input.need(1));
    await client.teams.removeMember(team.id, member.id);
    if (out.isJson) out.json({ removed: member.id, email: member.email });
    else out.note(`${member.email} is not in ${team.name} any more`);
    return exitCode.ok;
  },
};
