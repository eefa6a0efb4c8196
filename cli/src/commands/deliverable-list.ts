import { oneLine } from '../output/printable.ts';
import { ago } from '../output/time.ts';
import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { readChoice, readInteger } from '../program/value.ts';
import { workerWord } from './show-task.ts';

const statuses = ['pending', 'approved', 'revision_requested', 'revised', 'rejected'] as const;
const shownDefault = 50;

export const deliverableList: Command = {
  path: ['deliverable', 'list'],
  about: 'List deliverables, newest first',
  options: [
    { name: 'status', value: '<status>', isRepeatable: true, about: statuses.join(', ') },
    { name: 'task', value: '<task>', about: 'handed in for this task' },
    { name: 'agent', value: '<agent>', about: 'handed in by this agent' },
    { name: 'project', value: '<project>', about: 'number or uuid' },
    { name: 'mine', about: 'only what you made, or agents that act for you' },
    { name: 'limit', value: '<n>', about: `deliverables at most; default ${shownDefault}` },
  ],
  examples: ['forgeyard deliverable list --status pending'],
  run: async ({ input, out, forge, world }) => {
    const limit = input.text('limit');
    const query = {
      status: input.texts('status').map((word) => readChoice('status', word, statuses)),
      task: input.text('task'),
      agent: input.text('agent'),
      project: input.text('project'),
      mine: input.has('mine') || undefined,
    };
    const found = await forge()
      .deliverables.list(query)
      .all(limit === undefined ? shownDefault : readInteger('limit', limit));
    if (out.isJson) out.json(found);
    else if (found.length === 0) out.note('No deliverables.');
    else {
      const nowMs = world.nowMs();
      out.table(
        ['NO', 'STATUS', 'VERSION', 'TITLE', 'TASK', 'BY', 'MADE'],
        found.map((one) => [
          String(one.number),
          one.status,
          String(one.version),
          oneLine(one.title, 60),
          one.task === null ? '-' : String(one.task.number),
          one.agent === null ? (one.submitted_by?.name ?? '-') : workerWord(one.agent),
          ago(one.created_at, nowMs),
        ]),
      );
    }
    return exitCode.ok;
  },
};
