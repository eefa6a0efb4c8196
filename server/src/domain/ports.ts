import type { Tx } from '../store/index.ts';
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

/** What else ends with an agent, in the transaction of its deletion; nouns after `agents` in the order hand theirs to compose.ts. */
export type AgentEnding = (tx: Tx, ended: { readonly orgId: string; readonly agentId: string; readonly now: number }) => Promise<void>;

/** A membership that is over, for what has to end with it. */
export interface EndedMembership {
  readonly orgId: string;
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Ends what a later noun keeps for a member, in the transaction that ends the membership. */
export type MemberEnding = (tx: Tx, ended: EndedMembership) => Promise<void>;
