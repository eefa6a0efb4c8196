import type { TaskQuery } from '@forgeyard/sdk';
import { oneLine } from '../output/printable.ts';
import { ago } from '../output/time.ts';
import type { Command, Input } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { readChoice, readInteger } from '../program/value.ts';
import { priorityWord, taskStatuses, workerWord } from './show-task.ts';

const shownDefault = 50;

export const taskList: Command = {
  path: ['task', 'list'],
  about: 'List tasks, newest first',
  options: [
    { name: 'status', value: '<status>', isRepeatable: true, about: taskStatuses.join(', ') },
    { name: 'agent', value: '<agent>', about: 'whose tasks; none for those of the pool' },
    { name: 'project', value: '<project>', about: 'number or uuid' },
    { name: 'tag', value: '<tag>', about: 'only with this tag' },
    { name: 'search', value: '<words>', about: 'part of the title' },
    { name: 'mine', about: 'only your own' },
    { name: 'urgent-first', about: 'by priority, then oldest first' },
    { name: 'limit', value: '<n>', about: `tasks at most; default ${shownDefault}` },
  ],
  examples: ['forgeyard task list --status pending --urgent-first', 'forgeyard task list --agent writer --json'],
  run: async ({ input, out, forge, world }) => {
    const limit = input.text('limit');
    const tasks = await forge()
      .tasks.list(queryOf(input))
      .all(limit === undefined ? shownDefault : readInteger('limit', limit));
    if (out.isJson) out.json(tasks);
    else if (tasks.length === 0) out.note('No tasks. Make one with: forgeyard task create <title>');
    else {
      const nowMs = world.nowMs();
      out.table(
        ['NO', 'STATUS', 'PRIORITY', 'TITLE', 'ASSIGNEE', 'PROJECT', 'MADE'],
        tasks.map((task) => [
          String(task.number),
          task.status,
          priorityWord(task.priority),
          oneLine(task.title, 60),
          workerWord(task.assignee),
          oneLine(task.project?.name ?? '-', 30),
          ago(task.created_at, nowMs),
        ]),
      );
    }
    return exitCode.ok;
  },
};

function queryOf(input: Input): TaskQuery {
  return {
    status: input.texts('status').map((word) => readChoice('status', word, taskStatuses)),
    agent: input.text('agent'),
    project: input.text('project'),
    tag: input.text('tag'),
    text: input.text('search'),
    mine: input.has('mine') || undefined,
    sort: input.has('urgent-first') ? 'priority' : undefined,
  };
}
