import type { LoggedEvent } from '../../kernel/event.ts';
import { RunFold } from './run-fold.ts';
import type { Span } from './span.ts';
import type { RunSpanOptions, TracedRun } from './traced-run.ts';

/**
 * The spans of our own runs, read from a session's log: the run itself, its time in the queue, every attempt at a step, and its waiting for
 * people. Ids are made of the run and the step, so that every reader finds the same ones. In the order of `seq`.
 */
export function spansOfRuns(
  events: readonly LoggedEvent[],
  runs: ReadonlyMap<string, TracedRun>,
  options: RunSpanOptions,
): readonly Span[] {
  const folds = new Map<string, RunFold>();
  for (const event of events) {
    const run = event.runId === null ? undefined : runs.get(event.runId);
    if (run === undefined) continue;
    const fold = folds.get(run.id) ?? new RunFold(run, event, options);
    folds.set(run.id, fold);
    fold.take(event);
  }
  return [...folds.values()].flatMap((fold) => fold.spans).sort((left, right) => left.seq - right.seq);
}
