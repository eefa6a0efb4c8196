import type { Command } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';

export const agentDelete: Command = {
  path: ['agent', 'delete'],
  about: 'Delete an agent',
  args: [{ name: 'agent', about: 'slug, number, agt_… or uuid' }],
  options: [{ name: 'yes', about: 'really delete' }],
  run: async ({ input, out, forge }) => {
    const agent = input.need(0);
    if (!input.has('yes')) throw usageFailure(`Deleting ${agent} cannot be undone`, `Say so: forgeyard agent delete ${agent} --yes`);
    await forge().agents.delete(agent);
    if (out.isJson) out.json({ deleted: agent });
    else out.note(`Deleted ${agent}`);
    return exitCode.ok;
  },
};
