import type { AgentRef } from './agent.ts';
import type { JsonObject, JsonValue, Timestamp } from './json.ts';

export type RunStatus = 'queued' | 'running' | 'waiting' | 'cancelling' | 'completed' | 'failed' | 'timeout' | 'cancelled';

export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** One model call or one tool call of a run. `number` counts both, from 1. */
export interface Step {
  readonly number: number;
  readonly kind: 'model' | 'tool';
  /** Counts tool calls only, from 1; null for model calls. */
  readonly step_number: number | null;
  readonly tool: string | null;
  readonly action: string | null;
  readonly input: JsonValue;
  readonly output: JsonValue;
  readonly error: Failure | null;
  readonly status: 'running' | 'completed' | 'failed' | 'waiting';
  readonly started_at: Timestamp;
  readonly ended_at: Timestamp | null;
  readonly duration_ms: number | null;
  readonly usage: Usage | null;
  readonly attempt: number;
}

/** One piece of work handed to an agent. */
export interface Run {
  readonly id: string;
  readonly agent: AgentRef;
  readonly session_id: string;
  readonly agent_version: number;
  readonly status: RunStatus;
  readonly input: string;
  /** Null in lists and until the run has ended. */
  readonly output: string | null;
  readonly result: JsonValue;
  readonly error: Failure | null;
  readonly usage: Usage;
  readonly steps_count: number;
  readonly attempt: number;
  readonly duration_ms: number | null;
  readonly trigger: { readonly kind: 'person' | 'api_key' | 'system'; readonly id: string | null; readonly name: string | null };
  readonly created_at: Timestamp;
  readonly started_at: Timestamp | null;
  readonly ended_at: Timestamp | null;
  readonly model: string;
}

export interface RunWithSteps extends Run {
  readonly data: JsonObject | null;
  readonly steps: readonly Step[];
}

/** The work to hand over. */
export interface RunInput {
  readonly input: string;
  readonly data?: JsonObject | undefined;
  /** Continues that session instead of opening a new one. */
  readonly session_id?: string | undefined;
  readonly config_override?:
    | {
        readonly max_steps?: number | undefined;
        readonly timeout_ms?: number | undefined;
        readonly temperature?: number | undefined;
        readonly max_tokens?: number | undefined;
      }
    | undefined;
  /** What the server does when the caller's connection ends first; default `continue`. */
  readonly on_disconnect?: 'continue' | 'cancel' | undefined;
}

export interface RunQuery {
  readonly agent?: string | undefined;
  readonly session?: string | undefined;
  readonly status?: RunStatus | undefined;
}
