import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { findWebhook } from './find-webhook.ts';
import { showSent } from './webhook-test.ts';

export const trigger: Command = {
  path: ['trigger'],
  about: 'Send an example of an event, to try what receives it',
  args: [{ name: 'event', about: 'task.assigned and the like' }],
  options: [{ name: 'webhook', value: '<webhook>', about: 'number or uuid; not needed while there is only one' }],
  notes: ['Nothing happens to any task: the example is made up, and its data says "test": true. The events: forgeyard webhook events'],
  examples: ['forgeyard trigger deliverable.submitted'],
  run: async ({ input, out, forge }) => {
    const { webhooks } = forge();
    const { id } = await findWebhook(forge(), input.text('webhook'));
    showSent(out, await webhooks.test(id, input.need(0)));
    return exitCode.ok;
  },
};
