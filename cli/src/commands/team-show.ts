import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { findTeam } from './find-team.ts';

export const teamShow: Command = {
  path: ['team', 'show'],
  about: 'Show who is in a team',
  args: [{ name: 'team', about: 'name or id' }],
  examples: ['forgeyard team show "Release crew"'],
  run: async ({ input, out, forge }) => {
    const client = forge();
    const team = await client.teams.get((await findTeam(client, input.need(0))).id);
    if (out.isJson) out.json(team);
    else {
      out.table(
        ['E-MAIL', 'NAME', 'ROLE'],
        team.members.map(({ email, user, role }) => [email, user?.name ?? '(from outside)', role]),
      );
    }
    return exitCode.ok;
  },
};
