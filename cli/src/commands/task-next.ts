import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { claimOptions, readLease, showClaimed } from './task-claim.ts';

export const taskNext: Command = {
  path: ['task', 'next'],
  about: 'Take the next task of an agent and begin it under a lease',
  options: claimOptions,
  notes: [
    'The lease lasts 60s when none is given. Of several workers each gets another task.',
    'Exits 4 when there is nothing to do, so that loops end: while forgeyard task next --agent writer --json > task.json; do …; done',
  ],
  run: async ({ input, out, forge }) => {
    const next = await forge().tasks.next({ agent: input.text('agent'), lease_seconds: readLease(input) });
    if (next.task === null) {
      if (out.isJson) out.json(next);
      else out.note(next.message);
      return exitCode.notFound;
    }
    showClaimed(out, next.task);
    return exitCode.ok;
  },
};
