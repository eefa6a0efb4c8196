import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { holdAgent, runnableAgent } from '../agents/index.ts';
import { deliverableOfRun } from '../deliverables/index.ts';
import type { Deliverable } from '../deliverables/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { awaitRun, launchRun, openRunOfTask } from '../runs/index.ts';
import type { AcceptedRun, RunReport, StartedRun } from '../runs/index.ts';
import { lockedTask, moveTask, visibleTask } from '../tasks/index.ts';
import type { Task } from '../tasks/index.ts';
import { beginExecution } from './begin-execution.ts';
import { categoryOf } from './error-category.ts';
import type { ErrorCategory } from './error-category.ts';

export interface ExecuteTask {
  /** UUID or number. */
  readonly task: string;
  /** Whose task it has to be; whoever has it when left out. */
  readonly agent?: string | undefined;
}

interface Begun {
  readonly run: AcceptedRun;
  readonly taskId: string;
}

const begin = mutation<ExecuteTask, Begun>({
  grant: 'tasks:manage',
  work: async (tx, at, { task: address, agent: agentAddress }) => {
    const named = agentAddress === undefined ? undefined : await runnableAgent(tx, at.caller, agentAddress);
    const task = await visibleTask(tx, at.caller, address);
    if (named !== undefined && task.assignee?.id !== named.id) {
      throw new Refusal('not_found', 'task.unknown', 'The agent has no such task.');
    }
    if (task.assignee === null) throw new Refusal('conflict', 'task.unassigned', 'Nobody has the task yet.');
    const agent = named ?? (await runnableAgent(tx, at.caller, task.assignee.id));
    // The agent before the task: the order in which everybody takes them.
    await holdAgent(tx, agent.id);
    await takeBack(tx, at, await lockedTask(tx, at, task.id));
    return { run: await beginExecution(tx, at, agent, task.id), taskId: task.id };
  },
  record: 'log',
});

/** A task that somebody set in progress without working on it may still be executed; one that is worked on may not. */
async function takeBack(tx: Tx, at: At, task: Task): Promise<void> {
  if (task.status !== 'in_progress') return;
  if ((await tx.first(openRunOfTask, { task: task.id })) !== undefined) {
    throw new Refusal('conflict', 'task.executing', 'The task is being executed already.');
  }
  if (task.leaseUntil !== null) throw new Refusal('conflict', 'task.taken', 'The agent works on the task under a lease.');
  await moveTask(tx, at, task, { to: 'assigned' });
}

export interface StartedExecution {
  readonly run: StartedRun;
  readonly taskId: string;
}

/**
 * Starts a run of the agent on a task that it has; the run's end hands in what it made.
 * Source: agents API, "Execute Task".
 * @throws Refusal `not_found` task.unknown, agent.unknown · `invalid` agent.no_provider · `forbidden` task.out_of_scope, agent.out_of_scope ·
 * `conflict` task.unassigned, task.executing, task.taken, agent.not_active, agent.is_person, agent.at_limit · `unprocessable` task.not_claimable
 */
export async function executeTask(at: At, input: ExecuteTask): Promise<StartedExecution> {
  const { run, taskId } = await begin(at, input);
  return { run: launchRun(at.home, run), taskId };
}

executeTask.grant = begin.grant ?? null;

export type ExecutionEnd =
  | { readonly state: 'completed'; readonly deliverable: Deliverable; readonly report: RunReport }
  | { readonly state: 'waiting'; readonly report: RunReport }
  | { readonly state: 'failed'; readonly category: ErrorCategory | null; readonly message: string; readonly report: RunReport };

/** Waits until an execution has come to something, or until the client has gone (then null). */
export async function awaitExecution(at: At, { run }: StartedExecution, closed: () => AbortSignal): Promise<ExecutionEnd | null> {
  const report = await awaitRun(at, run, closed);
  if (report === null) return null;
  if (report.state === 'waiting') return { state: 'waiting', report };
  const { error } = report;
  if (error !== null) {
    const category = report.state === 'cancelled' ? null : categoryOf(error);
    return { state: 'failed', category, message: error.message, report };
  }
  const deliverable = await at.home.read((tx) => deliverableOfRun(tx, run.runId));
  if (deliverable !== undefined) return { state: 'completed', deliverable, report };
  return {
    state: 'failed',
    category: 'unknown',
    message: 'The answer could not be handed in: it was empty, or the task was taken away.',
    report,
  };
}
