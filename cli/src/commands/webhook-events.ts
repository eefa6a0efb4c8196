import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';

export const webhookEvents: Command = {
  path: ['webhook', 'events'],
  about: 'List the events that webhooks are told of',
  notes: ['With --json every event comes with an example of its data.'],
  run: async ({ out, forge }) => {
    const events = await forge().webhooks.events();
    if (out.isJson) out.json(events);
    else
      out.table(
        ['EVENT', 'MEANS'],
        events.map(({ name, description }) => [name, description]),
      );
    return exitCode.ok;
  },
};
