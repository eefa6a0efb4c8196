import { ApiError, ForgeyardError } from '../errors.ts';
import type { Tasks } from '../resources/tasks.ts';
import type { Environment } from '../transport/environment.ts';
import type { Lease, Task } from '../types.ts';

/** Holds the lease on one task. */
export interface Keeper {
  /** Aborts when the lease is lost. */
  readonly signal: AbortSignal;
  readonly isLost: () => boolean;
  /** Somebody else found out that the lease is lost. */
  readonly lose: (reason: unknown) => void;
  readonly stop: () => void;
}

interface Holding {
  readonly tasks: Pick<Tasks, 'extend'>;
  readonly environment: Environment;
  readonly leaseSeconds: number;
}

/** Extends a lease three times in its length until it is stopped, is refused, or could not be extended for a whole lease. */
export function keepLease({ tasks, environment, leaseSeconds }: Holding, task: Task, { fence }: Lease): Keeper {
  const [lost, stopped] = [new AbortController(), new AbortController()];
  const lose = (reason: unknown): void => {
    if (!stopped.signal.aborted) lost.abort(reason);
    stopped.abort();
  };
  const everyMs = (leaseSeconds * 1_000) / 3;
  const keep = async (): Promise<void> => {
    let heldSince = environment.nowMs();
    while (!stopped.signal.aborted) {
      await environment.sleep(everyMs, stopped.signal);
      const askedAt = environment.nowMs();
      try {
        await tasks.extend(task.id, { fence, lease_seconds: leaseSeconds }, { signal: stopped.signal, timeoutMs: everyMs });
        heldSince = askedAt;
      } catch (error) {
        if (isLoss(error)) lose(error);
        else if (environment.nowMs() - heldSince >= leaseSeconds * 1_000)
          lose(new ForgeyardError('The lease could not be extended in time', 'LEASE_LOST'));
      }
    }
  };
  // Its only rejection is that of the sleep which stopping cuts short.
  void keep().catch(() => undefined);
  return { signal: lost.signal, isLost: () => lost.signal.aborted, lose, stop: () => stopped.abort() };
}

const codesOfLoss: ReadonlySet<string> = new Set(['TASK_LEASE_STALE', 'TASK_ANOTHERS', 'TASK_OUT_OF_SCOPE', 'TASK_UNKNOWN']);

/** Whether the server says that the task is in other hands, or gone. */
export function isLoss(error: unknown): boolean {
  return error instanceof ApiError && codesOfLoss.has(error.code);
}
