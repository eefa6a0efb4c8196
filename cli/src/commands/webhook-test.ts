import type { Delivery } from '@forgeyard/sdk';
import type { Output } from '../output/output.ts';
import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';

export const webhookTest: Command = {
  path: ['webhook', 'test'],
  about: 'Send an example of an event to a webhook',
  args: [
    { name: 'webhook', about: 'number or uuid' },
    { name: 'event', isOptional: true, about: 'name of an event; default webhook.test' },
  ],
  examples: ['forgeyard webhook test 3', 'forgeyard webhook test 3 deliverable.approved'],
  run: async ({ input, out, forge }) => {
    showSent(out, await forge().webhooks.test(input.need(0), input.arg(1)));
    return exitCode.ok;
  },
};

/** Says what is on its way. */
export function showSent(out: Output, delivery: Delivery): void {
  if (out.isJson) return out.json(delivery);
  out.line(delivery.id);
  out.note(`${delivery.event} is on its way as number ${delivery.seq} of this webhook.`);
}
