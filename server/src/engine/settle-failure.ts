import { ModelError } from '../kernel/model.ts';
import type { Outcome } from '../domain/runs/index.ts';
import { CancelRequested, DeadlineReached } from './stop.ts';

/** What a run that threw has come to; null when the fault is not the run's own and must be reported. */
export function outcomeOf(error: unknown): Outcome | null {
  if (error instanceof DeadlineReached) return { state: 'timeout', code: 'TIMEOUT', message: 'The run exceeded its time limit.' };
  if (error instanceof CancelRequested) return { state: 'cancelled', code: 'CANCELLED', message: 'The run was cancelled.' };
  if (!(error instanceof ModelError)) return null;
  if (error.errorClass === 'step_failed') return { state: 'failed', code: 'TOOL_FAILED', message: error.message };
  return { state: 'failed', code: `MODEL_${error.errorClass.toUpperCase()}`, message: error.message };
}

export const engineFault: Outcome = { state: 'failed', code: 'RUNTIME_ERROR', message: 'Agent execution failed.' };
