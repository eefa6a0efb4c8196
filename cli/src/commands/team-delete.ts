import type { Command } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';
import { findTeam } from './find-team.ts';

export const teamDelete: Command = {
  path: ['team', 'delete'],
  about: 'Delete a team; what was shared with it is not any more',
  args: [{ name: 'team', about: 'name or id' }],
  options: [{ name: 'yes', about: 'really do it' }],
  examples: ['forgeyard team delete "Release crew" --yes'],
  run: async ({ input, out, forge }) => {
    const client = forge();
    const team = await findTeam(client, input.need(0));
    if (!input.has('yes')) throw usageFailure(`This ends what is shared with ${team.name}; repeat it with --yes`);
    await client.teams.delete(team.id);
    if (out.isJson) out.json({ deleted: team.id, name: team.name });
    else out.note(`Deleted ${team.name} (${team.id})`);
    return exitCode.ok;
  },
};
