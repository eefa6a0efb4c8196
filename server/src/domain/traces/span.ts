import type { Json, JsonObject } from '../../kernel/json.ts';

/**
 * Terminology.
 * Span: one stretch of an agent's work with a beginning and an end: a call of a model, of a tool, the run itself. Trace: the spans that follow
 * from one request, as a tree. Root: the span of a trace that nothing of the same process asked for.
 * Foreign agents send their spans (OpenTelemetry); the spans of our own runs are read from the log and stored nowhere.
 */
export const spanKinds = ['agent', 'model', 'tool', 'wait', 'queue', 'retrieval', 'other'] as const;
/** `wait`: for a person; `queue`: for a free place. */
export type SpanKind = (typeof spanKinds)[number];

export const spanStatuses = ['running', 'ok', 'error', 'unset'] as const;
export type SpanStatus = (typeof spanStatuses)[number];

/** Something that happened at one moment of a span. */
export interface SpanEvent {
  readonly name: string;
  /** Microseconds since the epoch. */
  readonly atUs: number;
  readonly attributes: JsonObject;
}

export interface Span {
  /** 16 hex digits. */
  readonly id: string;
  /** 32 hex digits. */
  readonly traceId: string;
  readonly parentId: string | null;
  /** Rises over the session whenever a span comes or changes; with gaps. */
  readonly seq: number;
  /** The run of ours that the span belongs to. */
  readonly runId: string | null;
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly statusMessage: string | null;
  /** Microseconds since the epoch. */
  readonly startedUs: number;
  /** Null while it goes on. */
  readonly endedUs: number | null;
  readonly model: string | null;
  readonly tool: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly attributes: JsonObject;
  readonly events: readonly SpanEvent[];
}

/** A span as a foreign agent sent it, whatever the encoding was. */
export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  /** The parent is a span of another process. */
  readonly isParentRemote: boolean;
  readonly name: string;
  readonly startedUs: number;
  /** Null while it goes on. */
  readonly endedUs: number | null;
  readonly status: 'ok' | 'error' | 'unset';
  readonly statusMessage: string;
  readonly attributes: JsonObject;
  readonly events: readonly SpanEvent[];
}

/** What one program sent about itself and its spans. */
export interface SentResource {
  readonly attributes: JsonObject;
  readonly spans: readonly SentSpan[];
}

/** Spans of one session that are kept; later ones are refused. */
export const spansPerSessionMax = 100_000;

/** Entries of the log that one number of a span's `seq` leaves room for: it is the number of the log entry times this, plus a place behind it. */
export const seqStride = 16_384;

/** The first of the attributes that is a text with something in it, or a number. */
export function textOf(attributes: JsonObject, names: readonly string[]): string | null {
  for (const name of names) {
    const value: Json | undefined = attributes[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return null;
}
