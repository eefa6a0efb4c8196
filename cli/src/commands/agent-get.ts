import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { showAgent } from './show-agent.ts';

export const agentGet: Command = {
  path: ['agent', 'get'],
  about: 'Show one agent',
  args: [{ name: 'agent', about: 'slug, number, agt_… or uuid' }],
  run: async ({ input, out, forge }) => {
    showAgent(out, await forge().agents.get(input.need(0)));
    return exitCode.ok;
  },
};
