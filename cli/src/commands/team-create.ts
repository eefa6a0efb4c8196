import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';

export const teamCreate: Command = {
  path: ['team', 'create'],
  about: 'Make a team, with whom sessions are shared at once',
  args: [{ name: 'name', about: 'no other team of the organization is called so' }],
  examples: ['forgeyard team create "Release crew"'],
  run: async ({ input, out, forge }) => {
    const team = await forge().teams.create(input.need(0));
    if (out.isJson) out.json(team);
    else out.note(`Made ${team.name} (${team.id})`);
    return exitCode.ok;
  },
};
