import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { findMember } from './find-member.ts';
import { showInteraction } from './show-interaction.ts';

export const inboxAssign: Command = {
  path: ['inbox', 'assign'],
  about: 'Give a question to a person, or back to everybody',
  args: [
    { name: 'id', about: 'as forgeyard inbox list prints it' },
    { name: 'member', about: 'e-mail address or user id; everybody to take it from whoever has it' },
  ],
  options: [{ name: 'note', value: '<text>', about: 'why them' }],
  examples: ['forgeyard inbox assign 0199… ana@example.com --note "You know these numbers"', 'forgeyard inbox assign 0199… everybody'],
  run: async ({ input, out, forge }) => {
    const client = forge();
    const to = input.need(1);
    const userId = to === 'everybody' ? null : await findMember(client, to);
    showInteraction(out, await client.interactions.assign(input.need(0), { user_id: userId, note: input.text('note') }));
    return exitCode.ok;
  },
};
