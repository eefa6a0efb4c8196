import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { readInteger } from '../program/value.ts';
import { showAgent } from './show-agent.ts';

export const agentRestore: Command = {
  path: ['agent', 'restore'],
  about: 'Make an old version the newest one',
  args: [
    { name: 'agent', about: 'slug, number, agt_… or uuid' },
    { name: 'version', about: 'number from: forgeyard agent versions' },
  ],
  run: async ({ input, out, forge }) => {
    showAgent(out, await forge().agents.restore(input.need(0), readInteger('version', input.need(1))));
    return exitCode.ok;
  },
};
