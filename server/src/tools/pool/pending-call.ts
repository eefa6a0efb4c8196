import type { Json } from '../../kernel/json.ts';
import type { WorkerCall } from './messages.ts';

/** A call between its submission and its one settlement. */
export interface PendingCall {
  readonly id: number;
  readonly call: WorkerCall;
  /** Size of the input, about what it weighs as JSON text. */
  readonly bytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Monotonic milliseconds. */
  readonly submittedAt: number;
  /** Settling twice has no effect, as with any promise. */
  readonly resolve: (value: Json) => void;
  readonly reject: (failure: Error) => void;
}
