import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';

export const teamList: Command = {
  path: ['team', 'list'],
  about: 'List the teams of the organization',
  examples: ['forgeyard team list'],
  run: async ({ out, forge }) => {
    const teams = await forge().teams.list().all();
    if (out.isJson) out.json(teams);
    else {
      out.table(
        ['NAME', 'MEMBERS', 'YOUR ROLE', 'ID'],
        teams.map((team) => [team.name, String(team.members_count), team.role ?? '-', team.id]),
      );
    }
    return exitCode.ok;
  },
};
