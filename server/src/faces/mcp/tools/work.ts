import { Type } from 'typebox';
import { requireGrant } from '../../../kernel/caller.ts';
import { readTaskContext } from '../../../domain/execution/index.ts';
import { claimNextTask, claimTask, peekNextTask, reportTaskProgress, setTaskStatus, taskStatuses } from '../../../domain/tasks/index.ts';
import { anyAddress, anyAgent, asJsonObject, jsonObject, nullable, oneOf, readAddress, taskMembers } from '../../kit/index.ts';
import { tool } from '../tool.ts';
import type { Tool } from '../tool.ts';
import { deliverableWithContent, showWithContent } from './deliverable-shape.ts';
import { showHeldTask, showTask, taskShape } from './task-shape.ts';

const strict = { additionalProperties: false } as const;
const taskId = { ...anyAddress, description: 'Number or UUID of the task' };
const agent = Type.Optional({ ...anyAgent, description: 'Whom to work as; only for keys that are no agent of their own' });
const lease = {
  ...taskMembers.leaseSeconds,
  description: 'Begins the task at once and holds it for so many seconds; without it the task is only assigned',
};
const fence = Type.Optional({
  ...taskMembers.fence,
  description: 'The fence of your lease, so that work on a task that was lost is refused',
});
const writes = { readOnlyHint: false, destructiveHint: false, openWorldHint: false } as const;
const reads = { readOnlyHint: true, openWorldHint: false } as const;
const oneTask = Type.Object({ task: taskShape });

const next = tool({
  name: 'get_next_task',
  title: 'Get the next task',
  description:
    'What to work on next: your most urgent task, or one of the pool that fits you. Changes nothing unless lease_seconds is given: then the ' +
    'task is taken and begun, so that of several workers each gets another one.',
  grant: 'tasks:read',
  input: Type.Object({ lease_seconds: Type.Optional(lease), agent }, strict),
  output: Type.Object({
    task: nullable(taskShape),
    reason: nullable(Type.String({ description: 'Why there is none: no_tasks or concurrent_limit_reached' })),
    message: nullable(Type.String()),
  }),
  hints: { ...writes, idempotentHint: false },
  perform: async ({ at, args }) => {
    const asked = { agent: readAddress(args.agent) };
    const leaseSeconds = args.lease_seconds;
    if (leaseSeconds !== undefined) requireGrant(at.caller, 'tasks:write');
    const found = leaseSeconds === undefined ? await peekNextTask(at, asked) : await claimNextTask(at, { ...asked, leaseSeconds });
    if (found.task === null) return { structured: { task: null, reason: found.reason, message: found.message }, text: found.message };
    const shown = leaseSeconds === undefined ? showTask(found.task) : showHeldTask(found.task);
    return { structured: { task: shown, reason: null, message: null } };
  },
});

const claim = tool({
  name: 'claim_task',
  title: 'Claim a task',
  description: 'Takes a task so that nobody else works on it; again for the same agent it changes nothing.',
  grant: 'tasks:write',
  input: Type.Object({ task_id: taskId, lease_seconds: Type.Optional(lease), agent }, strict),
  output: oneTask,
  hints: { ...writes, idempotentHint: true },
  perform: async ({ at, args }) => {
    const asked = { task: readAddress(args.task_id), agent: readAddress(args.agent), leaseSeconds: args.lease_seconds };
    return { structured: { task: showHeldTask(await claimTask(at, asked)) } };
  },
});

const context = tool({
  name: 'get_task_context',
  title: 'Get the context of a task',
  description:
    'Everything to know before work on a task begins: the task, its project and knowledge, earlier versions with their feedback, related tasks.',
  grant: 'tasks:read',
  input: Type.Object({ task_id: taskId }, strict),
  output: Type.Object({
    task: taskShape,
    project: nullable(Type.Object({ id: Type.Integer(), name: Type.String(), description: Type.String() })),
    knowledge: Type.Array(Type.Object({ title: Type.String(), content: Type.String() })),
    deliverables: Type.Array(deliverableWithContent),
    related_tasks: Type.Array(taskShape),
  }),
  hints: reads,
  perform: async ({ at, args }) => {
    const { task, project, knowledge, deliverables, relatedTasks } = await readTaskContext(at, readAddress(args.task_id));
    return {
      structured: {
        task: showTask(task),
        project: project === null ? null : { id: project.number, name: project.name, description: project.description },
        knowledge: knowledge.map(({ title, content }) => ({ title, content })),
        deliverables: deliverables.map(showWithContent),
        related_tasks: relatedTasks.map(showTask),
      },
    };
  },
});

const progress = tool({
  name: 'log_progress',
  title: 'Log progress on a task',
  description: 'Tells people how a task goes; the words are kept in its history.',
  grant: 'tasks:write',
  input: Type.Object(
    {
      task_id: taskId,
      message: taskMembers.message,
      percent_complete: Type.Optional(taskMembers.percent),
      details: Type.Optional({ ...jsonObject, description: 'At most 10,000 characters of JSON' }),
      fence,
    },
    strict,
  ),
  output: Type.Object({ task_id: taskId, logged: Type.Boolean() }),
  hints: { ...writes, idempotentHint: false },
  perform: async ({ at, args }) => {
    const { task_id: task, message, percent_complete: percent, details } = args;
    const told = { task: readAddress(task), message, percent, fence: args.fence };
    await reportTaskProgress(at, { ...told, ...(details === undefined ? {} : { details: asJsonObject(details) }) });
    return { structured: { task_id: task, logged: true }, text: 'Noted.' };
  },
});

const status = tool({
  name: 'update_task_status',
  title: 'Update the status of a task',
  description: 'Begins a task (in_progress) or hands it in for review (review); other statuses are for those who manage tasks.',
  grant: 'tasks:write',
  input: Type.Object({ task_id: taskId, status: oneOf(taskStatuses), percent_complete: Type.Optional(taskMembers.percent), fence }, strict),
  output: oneTask,
  hints: { ...writes, idempotentHint: true },
  perform: async ({ at, args }) => {
    const { task_id: task, percent_complete: percent, ...rest } = args;
    return { structured: { task: showTask(await setTaskStatus(at, { ...rest, percent, task: readAddress(task) })) } };
  },
});

/** What those do who work on tasks. Source: agents API, the tools of its MCP server. */
export const workTools: readonly Tool[] = [next, claim, context, progress, status];
