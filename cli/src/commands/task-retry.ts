import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { showTask } from './show-task.ts';

export const taskRetry: Command = {
  path: ['task', 'retry'],
  about: 'Forget why the last execution of a task failed, so that the next may begin at once',
  args: [{ name: 'task', about: 'number or uuid' }],
  run: async ({ input, out, forge }) => {
    showTask(out, await forge().tasks.retry(input.need(0)));
    return exitCode.ok;
  },
};
