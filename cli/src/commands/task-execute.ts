import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';

export const taskExecute: Command = {
  path: ['task', 'execute'],
  about: 'Start a run of the assignee on a task; its end hands in the deliverable',
  args: [{ name: 'task', about: 'number or uuid' }],
  notes: ['Prints the id of the run. Follow it with: forgeyard tail <id>'],
  examples: ['forgeyard tail $(forgeyard task execute 12)'],
  run: async ({ input, out, forge }) => {
    const execution = await forge().tasks.execute(input.need(0));
    if (out.isJson) out.json(execution);
    else {
      out.line(execution.run_id);
      out.note(`Follow it with: forgeyard tail ${execution.run_id}`);
    }
    return exitCode.ok;
  },
};
