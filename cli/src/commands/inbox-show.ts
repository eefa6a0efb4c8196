import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { showContext, showInteraction } from './show-interaction.ts';

export const inboxShow: Command = {
  path: ['inbox', 'show'],
  about: 'Show what is asked, which answers there are, and the last steps before it',
  args: [{ name: 'id', about: 'as forgeyard inbox list prints it' }],
  run: async ({ input, out, forge }) => {
    const found = await forge().interactions.get(input.need(0));
    showInteraction(out, found);
    if (!out.isJson) showContext(out, found);
    return exitCode.ok;
  },
};
