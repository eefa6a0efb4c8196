import type { JsonObject, JsonValue, Timestamp } from './json.ts';

export type SpanKind = 'agent' | 'model' | 'tool' | 'wait' | 'queue' | 'retrieval' | 'other';
export type SpanStatus = 'running' | 'ok' | 'error' | 'unset';

/** One step of a trace. */
export interface Span {
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id: string | null;
  /** Its place in the order in which spans came to the server. */
  readonly seq: number;
  readonly run_id: string | null;
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly status_message: string | null;
  readonly started_at: Timestamp;
  /** Null while it goes on. */
  readonly ended_at: Timestamp | null;
  /** Microseconds since the epoch. */
  readonly started_us: number;
  readonly duration_ms: number | null;
  readonly model: string | null;
  readonly tool: string | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly attributes: JsonObject;
  readonly events: readonly JsonValue[];
  /** Attributes and events were left out because they are large: ask for the span alone. */
  readonly truncated?: boolean | undefined;
}

export interface SpanQuery {
  /** Spans that came behind this place. */
  readonly after?: number | undefined;
  /** 1..5000 */
  readonly limit?: number | undefined;
}
