import { ModelError } from '../kernel/model.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Home } from '../domain/home.ts';
import { LeaseLost, settleRun } from '../domain/runs/index.ts';
import type { Outcome, RunWork } from '../domain/runs/index.ts';
import { CancelRequested, DeadlineReached, Draining } from './stop.ts';

/** What a run that threw has come to; null when the fault is not the run's own and must be reported. */
export function outcomeOf(error: unknown): Outcome | null {
  if (error instanceof DeadlineReached) return { state: 'timeout', code: 'TIMEOUT', message: 'The run exceeded its time limit.' };
  if (error instanceof CancelRequested) return { state: 'cancelled', code: 'CANCELLED', message: 'The run was cancelled.' };
  if (!(error instanceof ModelError)) return null;
  if (error.errorClass === 'step_failed') return { state: 'failed', code: 'TOOL_FAILED', message: error.message };
  return { state: 'failed', code: `MODEL_${error.errorClass.toUpperCase()}`, message: error.message };
}

export const engineFault: Outcome = { state: 'failed', code: 'RUNTIME_ERROR', message: 'Agent execution failed.' };

/**
 * Whether a run that threw is not over but goes on later, here or elsewhere: the server ends, the database is away, or the lease is gone. A lost
 * lease may still be ours, when a cancel got between two commits.
 */
export function goesOnLater(error: unknown): boolean {
  return error instanceof Draining || error instanceof LeaseLost || (error instanceof Refusal && error.kind === 'unavailable');
}

/** Ends a run that could not even be taken up, such as one whose definition is gone; trying again would not help. @throws LeaseLost */
export async function settleUnopened(home: Home, work: RunWork, outcome: Outcome): Promise<void> {
  const facts = { now: home.clock.now(), startedAt: work.startedAt, usage: { inputTokens: 0, outputTokens: 0 } };
  await home.transact((tx) => settleRun(tx, home, work, facts, outcome));
}
