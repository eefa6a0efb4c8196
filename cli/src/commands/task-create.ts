import type { TaskCreate, TaskPriority } from '@forgeyard/sdk';
import type { Command, Context } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';
import { readChoice, readObject, readText } from '../program/value.ts';
import { priorities, showTask } from './show-task.ts';

export const taskCreate: Command = {
  path: ['task', 'create'],
  about: 'Make a task, for an agent, a person or the pool',
  args: [{ name: 'title', about: 'what it is about' }],
  options: [
    { name: 'description', value: '<text|@file|->', about: 'what exactly is to be done' },
    { name: 'assignee', value: '<agent>', about: 'who gets it; auto for whom routing finds, me for yourself; default the pool' },
    { name: 'project', value: '<project>', about: 'number or uuid' },
    { name: 'priority', value: '<priority>', about: `${priorities.join(', ')}; default high` },
    { name: 'tag', value: '<tag>', isRepeatable: true, about: 'word to route and to find it by' },
    { name: 'capability', value: '<word>', isRepeatable: true, about: 'what an agent of the pool must be capable of' },
    { name: 'type', value: '<type>', about: 'kind of task, for routing rules' },
    { name: 'context', value: '<json|@file|->', about: 'JSON object handed to whoever works on it' },
    { name: 'due', value: '<time>', about: 'such as 2027-01-15 or 2027-01-15T12:00:00Z' },
  ],
  examples: [
    'forgeyard task create "Compare suppliers" --assignee auto --tag research --priority critical',
    'forgeyard task create "Write the report" --assignee writer --description @brief.md',
  ],
  run: async (context) => {
    const task = await context.forge().tasks.create(await fieldsOf(context));
    showTask(context.out, task);
    if (task.assignee === null) context.out.note(`It waits in the pool. Why nobody takes it: forgeyard task show ${task.number}`);
    return exitCode.ok;
  },
};

async function fieldsOf({ world, input }: Context): Promise<TaskCreate> {
  const [description, context, priority, due] = [
    input.text('description'),
    input.text('context'),
    input.text('priority'),
    input.text('due'),
  ];
  return {
    title: input.need(0),
    description: description === undefined ? undefined : await readText(world, 'description', description),
    assignee: input.text('assignee'),
    project: input.text('project'),
    priority: priority === undefined ? undefined : readPriority(priority),
    tags: input.has('tag') ? input.texts('tag') : undefined,
    required_capabilities: input.has('capability') ? input.texts('capability') : undefined,
    type: input.text('type'),
    context: context === undefined ? undefined : await readObject(world, 'context', context),
    due_at: due === undefined ? undefined : readTime(due),
  };
}

const numberOf: { readonly [P in (typeof priorities)[number]]: TaskPriority } = { critical: 1, high: 2, medium: 3, low: 4 };

function readPriority(given: string): TaskPriority {
  return numberOf[readChoice('priority', given, priorities)];
}

function readTime(given: string): string {
  const at = /^\d{4}-\d\d-\d\d/.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(at)) throw usageFailure(`--due needs a time such as 2027-01-15T12:00:00Z, not ${given}`);
  return new Date(at).toISOString();
}
