import type { AgentUpdate } from '@forgeyard/sdk';
import type { Command } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';
import { readChoice, readInteger } from '../program/value.ts';
import { agentOptions, readAgentFields } from './agent-fields.ts';
import { showAgent } from './show-agent.ts';

const statuses = ['active', 'paused', 'inactive', 'disabled'] as const;

export const agentUpdate: Command = {
  path: ['agent', 'update'],
  about: 'Change an agent; makes a new version',
  args: [{ name: 'agent', about: 'slug, number, agt_… or uuid' }],
  options: [
    { name: 'status', value: '<status>', about: statuses.join(', ') },
    { name: 'if-version', value: '<n>', about: 'refuse when the agent is at another version' },
    ...agentOptions,
  ],
  run: async (context) => {
    const { input, out, forge } = context;
    const [status, version] = [input.text('status'), input.text('if-version')];
    const fields: AgentUpdate = {
      ...(await readAgentFields(context)),
      status: status === undefined ? undefined : readChoice('status', status, statuses),
    };
    if (Object.values(fields).every((value) => value === undefined)) throw usageFailure('Nothing to change: give at least one option');
    const ifVersion = version === undefined ? undefined : readInteger('if-version', version);
    showAgent(out, await forge().agents.update(input.need(0), fields, { ifVersion }));
    return exitCode.ok;
  },
};
