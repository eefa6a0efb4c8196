import type { RunReport, RunWork } from './runs/index.ts';

/** The engine as operations see it: it executes runs that `startRun` has committed. */
export interface Engine {
  /** Whether a run may start here at once; otherwise it is queued. */
  hasRoom(): boolean;
  /** Whether the queue has grown past its bound, so that new work is refused. */
  isOverloaded(): boolean;
  /** Whether the server is going away, so that new work belongs elsewhere. */
  isDraining(): boolean;
  /** Takes over a run that was committed with this process's lease. */
  begin(work: RunWork): void;
  /** Says that queued work may be waiting. */
  wake(): void;
  /** Asks for a true stop of a run that this process executes; other processes see the request in the store. */
  cancel(runId: string): void;
  /** What a run that this process executes has come to, null when it goes on elsewhere; undefined when it is not executed here. Never rejects. */
  outcome(runId: string): Promise<RunReport | null> | undefined;
}
