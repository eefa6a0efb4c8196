import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { agentOptions, readAgentFields } from './agent-fields.ts';
import { showAgent } from './show-agent.ts';

export const agentCreate: Command = {
  path: ['agent', 'create'],
  about: 'Create an agent',
  args: [{ name: 'slug', about: 'letter first, then letters, digits and hyphens' }],
  options: [{ name: 'template', value: '<template>', about: 'start from a ready-made agent' }, ...agentOptions],
  examples: [
    'forgeyard agent create sums --template data-cleanup',
    'forgeyard agent create helper --model claude-sonnet-4-5 --system-prompt @prompt.md --tool json-utils',
  ],
  run: async (context) => {
    const fields = await readAgentFields(context);
    const agent = await context.forge().agents.create({ ...fields, slug: context.input.need(0), template: context.input.text('template') });
    showAgent(context.out, agent);
    return exitCode.ok;
  },
};
