import { ForgeyardError, InvalidRequestError } from '../errors.ts';
import type { Deliverables } from '../resources/deliverables.ts';
import type { Tasks } from '../resources/tasks.ts';
import { isPassing, retryDelayMs } from '../transport/backoff.ts';
import type { Environment } from '../transport/environment.ts';
import type { DeliverableContent, Lease, Task, TaskContext } from '../types.ts';
import { isLoss, keepLease } from './keep-lease.ts';
import type { Keeper } from './keep-lease.ts';

/** A task in the hands of a handler. */
export interface Job {
  readonly task: Task;
  /** Of this claim; writes that carry it are refused once the task was taken back. */
  readonly fence: number;
  /** Aborts when the lease is lost and when the work is told to end. What the handler does afterwards is for nothing. */
  readonly signal: AbortSignal;
  /** Tells how it goes. @throws ApiError when the lease is lost */
  readonly progress: (message: string, percent?: number) => Promise<void>;
  /** Everything one should know: project, knowledge, earlier versions with their feedback. */
  readonly context: () => Promise<TaskContext>;
}

/** Does the work and returns what is handed in; null gives the task back to the pool. */
export type Handler = (job: Job) => Promise<DeliverableContent | null> | DeliverableContent | null;

/** What became of a task: handed in, given back by its handler, given back after an error, or taken away. */
export type Outcome = 'done' | 'givenBack' | 'failed' | 'lost';

/** What every job of a worker has in common. */
export interface Bench {
  readonly tasks: Tasks;
  readonly deliverables: Deliverables;
  readonly environment: Environment;
  readonly handle: Handler;
  readonly leaseSeconds: number;
  /** How long a handler may go on after its signal aborted. */
  readonly graceMs: number;
  readonly signal: AbortSignal;
  readonly onError: (error: unknown, task: Task | null) => void;
}

const submitsMax = 4;

/** Has a claimed task handled under its lease, and hands in the result. Never throws. */
export async function doJob(bench: Bench, task: Task, lease: Lease): Promise<Outcome> {
  const keeper = keepLease(bench, task, lease);
  try {
    const result = await handled(bench, jobOf(bench, { task, lease, keeper }));
    if (keeper.isLost()) return 'lost';
    if (result === null) return await givenBack(bench, task, lease, 'givenBack');
    await handIn(bench, { task: task.id, fence: lease.fence, ...result });
    return 'done';
  } catch (error) {
    bench.onError(error, task);
    return keeper.isLost() || isLoss(error) ? 'lost' : await givenBack(bench, task, lease, 'failed');
  } finally {
    keeper.stop();
  }
}

function jobOf({ tasks, signal }: Bench, { task, lease, keeper }: { task: Task; lease: Lease; keeper: Keeper }): Job {
  const { fence } = lease;
  return {
    task,
    fence,
    signal: AbortSignal.any([keeper.signal, signal]),
    context: () => tasks.context(task.id),
    progress: async (message, percent) => {
      try {
        await tasks.progress(task.id, { message, percent, fence });
      } catch (error) {
        if (isLoss(error)) keeper.lose(error);
        throw error;
      }
    },
  };
}

/** The handler's result. @throws what the handler throws; ForgeyardError `WORK_ABANDONED` when it goes on too long after its signal aborted. */
async function handled({ handle, environment, graceMs }: Bench, job: Job): Promise<DeliverableContent | null> {
  const ended = new AbortController();
  const abandoned = async (): Promise<never> => {
    await aborted(job.signal);
    await environment.sleep(graceMs, ended.signal);
    throw new ForgeyardError('The handler did not end in time after it was told to', 'WORK_ABANDONED');
  };
  try {
    return await Promise.race([(async () => handle(job))(), abandoned()]);
  } finally {
    ended.abort();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Sends a result, again after a cut. A cut one that had arrived is refused the second time, and that is as good as done. */
async function handIn({ deliverables, environment }: Bench, work: Parameters<Deliverables['submit']>[0]): Promise<void> {
  let wasCut = false;
  for (let failures = 0; ; failures += 1) {
    try {
      await deliverables.submit(work);
      return;
    } catch (error) {
      if (wasCut && error instanceof InvalidRequestError && error.code === 'TASK_ILLEGAL_MOVE') return;
      const delayMs = failures + 1 < submitsMax && isPassing(error) ? retryDelayMs(error, failures, environment) : null;
      if (delayMs === null) throw error;
      wasCut = true;
      await environment.sleep(delayMs);
    }
  }
}

/** Gives a task back so that another may take it at once. When that fails too, the end of the lease does it. */
async function givenBack({ tasks, onError }: Bench, task: Task, { fence }: Lease, outcome: Outcome): Promise<Outcome> {
  try {
    await tasks.release(task.id, fence);
  } catch (error) {
    if (!isLoss(error)) onError(error, task);
  }
  return outcome;
}
