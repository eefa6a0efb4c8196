import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { showSent } from './webhook-test.ts';

export const webhookResend: Command = {
  path: ['webhook', 'resend'],
  about: 'Send a delivery again, under the same id',
  args: [
    { name: 'webhook', about: 'number or uuid' },
    { name: 'delivery', about: 'msg_…' },
  ],
  run: async ({ input, out, forge }) => {
    showSent(out, await forge().webhooks.deliveries.resend(input.need(0), input.need(1)));
    return exitCode.ok;
  },
};
