import { oneLine } from '../output/printable.ts';
import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { showTask, workerWord } from './show-task.ts';

export const taskShow: Command = {
  path: ['task', 'show'],
  about: 'Show one task, and why nobody works on it yet',
  args: [{ name: 'task', about: 'number or uuid' }],
  run: async ({ input, out, forge }) => {
    const { tasks } = forge();
    const task = await tasks.get(input.need(0));
    showTask(out, task);
    if (out.isJson || (task.status !== 'pending' && task.status !== 'assigned')) return exitCode.ok;
    const { state, reasons } = await tasks.explain(task.id);
    if (state === 'pickable') out.note('It can be begun at once.');
    for (const { message, agent } of state === 'waiting' ? reasons : [])
      out.note(`waits: ${oneLine(message, 200)}${agent === undefined || agent === null ? '' : ` (${workerWord(agent)})`}`);
    return exitCode.ok;
  },
};
