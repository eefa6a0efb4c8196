import type { AgentRef } from './agent.ts';
import type { JsonObject, JsonValue, Timestamp } from './json.ts';

export interface NamedRef {
  readonly id: string;
  readonly name: string;
}

export interface Session {
  readonly id: string;
  readonly name: string;
  readonly agent: AgentRef;
  /** `ACTIVE`, `AWAITING_INPUT`, `COMPLETED`, `FAILED` and others. */
  readonly status: string;
  readonly origin: 'api_key' | 'ui' | 'runner';
  readonly credential: NamedRef | null;
  readonly user: NamedRef | null;
  readonly started_at: Timestamp;
  readonly ended_at: Timestamp | null;
  readonly runs_count: number;
  readonly tokens: { readonly input: number; readonly output: number };
  readonly last_error: string | null;
  readonly last_seq: number;
}

export interface SessionQuery {
  readonly agent?: string | undefined;
  readonly status?: string | undefined;
  readonly origin?: Session['origin'] | undefined;
  readonly q?: string | undefined;
}

/** A question that a run waits on until a person answers. */
export interface Interaction {
  readonly id: string;
  readonly kind: 'approval';
  readonly state: 'open' | 'resolved' | 'canceled';
  readonly run_id: string;
  readonly session_id: string;
  readonly agent: AgentRef;
  readonly tool: string;
  readonly action: string;
  readonly input: JsonValue;
  readonly question: string;
  readonly decision: Resolution['decision'] | null;
  readonly resolved_by: string | null;
  readonly created_at: Timestamp;
  readonly resolved_at: Timestamp | null;
}

/** `edit` needs `input` (the arguments to use instead); `respond` needs `message` (the answer given in the tool's place). */
export interface Resolution {
  readonly decision: 'approve' | 'edit' | 'reject' | 'respond';
  readonly input?: JsonObject | undefined;
  readonly message?: string | undefined;
}
