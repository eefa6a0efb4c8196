import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { readChoice } from '../program/value.ts';
import { showSession } from './show-session.ts';

const endings = ['COMPLETED', 'FAILED', 'KILLED'] as const;

export const sessionEnd: Command = {
  path: ['session', 'end'],
  about: 'End a session; a run that still goes on is cancelled',
  args: [{ name: 'session', about: 'id of the session' }],
  options: [{ name: 'as', value: '<status>', about: `${endings.join(', ')}; default COMPLETED` }],
  run: async ({ input, out, forge }) => {
    const as = input.text('as');
    const status = as === undefined ? undefined : readChoice('as', as.toUpperCase(), endings);
    showSession(out, await forge().sessions.end(input.need(0), status));
    return exitCode.ok;
  },
};
