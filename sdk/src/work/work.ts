import { ConflictError, ServerError } from '../errors.ts';
import type { Deliverables } from '../resources/deliverables.ts';
import type { Tasks } from '../resources/tasks.ts';
import { isPassing } from '../transport/backoff.ts';
import type { Environment } from '../transport/environment.ts';
import type { NextTask, Task } from '../types.ts';
import { doJob } from './job.ts';
import type { Bench, Handler, Outcome } from './job.ts';

export interface WorkOptions {
  /** Whom to work for; needed unless the key acts as one agent. */
  readonly agent?: string | undefined;
  readonly handle: Handler;
  /** Tasks at once, 1..32; default 1. The agent's own limit holds as well. */
  readonly concurrency?: number | undefined;
  /** 10..3600; default 60. Extended while the handler works, so it says how soon others get the task of a worker that died. */
  readonly leaseSeconds?: number | undefined;
  /** Longest pause between looks while there is nothing to do; default 15000. */
  readonly idleMs?: number | undefined;
  /** How long a handler may go on after its signal aborted; default 10000. */
  readonly graceMs?: number | undefined;
  /** Ends when there is nothing to do, and throws passing trouble with the server, instead of waiting. */
  readonly once?: boolean | undefined;
  /** Ends the work: handlers are told, and what they do not finish in time is given back. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of handlers that threw, lost leases, and passing trouble with the server (`task` is null). */
  readonly onError?: ((error: unknown, task: Task | null) => void) | undefined;
}

/** How many tasks came to which end. */
export type WorkSummary = Readonly<Record<Outcome, number>>;

export interface WorkPlace {
  readonly tasks: Tasks;
  readonly deliverables: Deliverables;
  readonly environment: Environment;
}

const pauseMs = 1_000;
const concurrencyMax = 32;

/**
 * Takes tasks and has them handled until `signal` aborts: at most `concurrency` at once, each under a lease that is kept alive, its result handed
 * in, its failure given back to the pool. With nothing to do it looks again after 1 s, then twice as long, up to `idleMs`; after failures likewise.
 *
 * @throws RangeError for limits out of bounds; what the server refuses for good, such as AuthenticationError, once running handlers have ended
 */
export async function work(place: WorkPlace, options: WorkOptions): Promise<WorkSummary> {
  const { concurrency = 1, leaseSeconds = 60 } = options;
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > concurrencyMax) throw new RangeError('concurrency is 1 to 32');
  if (!Number.isInteger(leaseSeconds) || leaseSeconds < 10 || leaseSeconds > 3_600) throw new RangeError('leaseSeconds is 10 to 3600');
  const ended = new AbortController();
  const signal = options.signal === undefined ? ended.signal : AbortSignal.any([ended.signal, options.signal]);
  const { onError = () => undefined, handle, graceMs = 10_000 } = options;
  const shift: Shift = {
    bench: { ...place, handle, leaseSeconds, graceMs, signal, onError },
    options,
    concurrency,
    running: new Set(),
    count: { done: 0, givenBack: 0, failed: 0, lost: 0 },
    vain: 0,
  };
  try {
    await takeAndDo(shift);
  } catch (error) {
    ended.abort(error);
    throw error;
  } finally {
    await Promise.all(shift.running);
  }
  return shift.count;
}

interface Shift {
  readonly bench: Bench;
  readonly options: WorkOptions;
  readonly concurrency: number;
  readonly running: Set<Promise<void>>;
  readonly count: Record<Outcome, number>;
  /** Looks in a row that found nothing, and failures in a row. */
  vain: number;
}

async function takeAndDo(shift: Shift): Promise<void> {
  const { bench, running, concurrency, options } = shift;
  while (!bench.signal.aborted) {
    if (running.size >= concurrency) {
      await Promise.race(running);
      continue;
    }
    if (shift.vain > 0) await pause(shift);
    if (bench.signal.aborted) return;
    const next = await look(shift);
    if (next !== null && next.task !== null) begin(shift, next);
    else if (options.once === true && running.size === 0) return;
    else shift.vain += 1;
  }
}

/** What the server has to do; null after trouble that may pass. */
async function look({ bench, options }: Shift): Promise<NextTask | null> {
  try {
    return await bench.tasks.next({ agent: options.agent, lease_seconds: bench.leaseSeconds });
  } catch (error) {
    if (options.once === true || !mayPass(error)) throw error;
    bench.onError(error, null);
    return null;
  }
}

/** An agent that is paused is put to work again, and a server that fails is repaired. */
function mayPass(error: unknown): boolean {
  return isPassing(error) || error instanceof ServerError || error instanceof ConflictError;
}

function begin(shift: Shift, { task, lease }: NextTask & { readonly task: Task }): void {
  shift.vain = 0;
  const job = doJob(shift.bench, task, lease).then((outcome) => {
    shift.count[outcome] += 1;
    if (outcome !== 'done') shift.vain += 1;
    shift.running.delete(job);
  });
  shift.running.add(job);
}

/** Waits longer the more was in vain, less when a job ends meanwhile, and not at all once the work has ended. */
async function pause({ bench, options, running, vain }: Shift): Promise<void> {
  const ceiling = Math.min(options.idleMs ?? 15_000, pauseMs * 2 ** Math.min(vain - 1, 10));
  const woken = new AbortController();
  const waiting = bench.environment.sleep(ceiling * (0.5 + bench.environment.random() / 2), AbortSignal.any([woken.signal, bench.signal]));
  await Promise.race([waiting, ...running]).catch(() => undefined);
  woken.abort();
}
