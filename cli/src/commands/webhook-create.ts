import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { readChoice } from '../program/value.ts';

const styles = ['standard', 'cavendo'] as const;

export const webhookCreate: Command = {
  path: ['webhook', 'create'],
  about: 'Make a webhook; its secret is printed once',
  args: [{ name: 'url', about: 'a public address, http or https' }],
  options: [
    { name: 'event', value: '<event>', isRepeatable: true, about: 'name, or noun.* for all of a noun; default all events' },
    { name: 'description', value: '<text>', about: 'what it is for' },
    { name: 'style', value: '<style>', about: `${styles.join(', ')}; default standard` },
    { name: 'agent', value: '<agent>', about: 'make it the webhook of this agent' },
  ],
  notes: [
    'Without --json the secret is the only thing on standard output: SECRET=$(forgeyard webhook create https://hooks.example.com/)',
    'The events: forgeyard webhook events',
  ],
  examples: ['forgeyard webhook create https://hooks.example.com/forgeyard --event "task.*" --event deliverable.submitted'],
  run: async ({ input, out, forge }) => {
    const style = input.text('style');
    const created = await forge().webhooks.create({
      url: input.need(0),
      events: input.has('event') ? input.texts('event') : undefined,
      description: input.text('description'),
      style: style === undefined ? undefined : readChoice('style', style, styles),
      agent: input.text('agent'),
    });
    if (out.isJson) out.json(created);
    else {
      out.line(created.secret);
      out.note(
        `Webhook ${created.number}. Save its secret now; it is not shown again. Try it with: forgeyard webhook test ${created.number}`,
      );
    }
    return exitCode.ok;
  },
};
