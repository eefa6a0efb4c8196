import type { JsonValue } from './json.ts';
import type { RunStatus, Usage } from './run.ts';

/** The events of `POST /api/agents/{name}/execute`, by name: `session` comes first, `done` last. */
export interface ExecutePayloads {
  session: {
    readonly session_id: string;
    readonly session_name: string;
    readonly run_id: string;
    readonly agent: { readonly id: string; readonly name: string };
  };
  token: { readonly text: string };
  reasoning: { readonly text: string };
  tool: {
    readonly step_number: number;
    readonly tool: string;
    readonly action: string;
    readonly status: 'running' | 'completed' | 'failed';
    readonly duration_ms?: number;
    /** Only when `status` is `failed`. */
    readonly error?: { readonly code: string; readonly message: string };
  };
  interaction: { readonly id: string; readonly kind: string; readonly question: string };
  error: { readonly code: string; readonly message: string };
  done: {
    readonly run_id: string;
    readonly session_id: string;
    readonly status: RunStatus;
    readonly output: string | null;
    readonly result: JsonValue;
    readonly usage: Usage;
    readonly duration_ms: number | null;
  };
}

export type ExecuteEvent = {
  [T in keyof ExecutePayloads]: { readonly event: T; readonly data: ExecutePayloads[T]; readonly id: string | null };
}[keyof ExecutePayloads];
