import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { oneLine } from '../output/printable.ts';
import { showSession } from './show-session.ts';

export const sessionShow: Command = {
  path: ['session', 'show'],
  about: 'Show one session, and what it waits for',
  args: [{ name: 'session', about: 'id of the session' }],
  options: [{ name: 'diff', about: 'print only what the agent changed in its working tree' }],
  examples: ['forgeyard session show 0199…', 'forgeyard session show 0199… --diff | git apply --check'],
  run: async ({ input, out, forge }) => {
    const session = await forge().sessions.get(input.need(0));
    if (input.has('diff') && !out.isJson) {
      if (session.git_diff === null) out.note('The agent has sent no diff.');
      else out.piece(session.git_diff.endsWith('\n') ? session.git_diff : `${session.git_diff}\n`);
      return exitCode.ok;
    }
    showSession(out, session);
    const { open_interaction: open } = session;
    if (!out.isJson && open !== null) {
      out.note(`waits for people: ${oneLine(open.question, 200)}`);
      out.note(`Answer with: forgeyard inbox answer ${open.id}`);
    }
    return exitCode.ok;
  },
};
