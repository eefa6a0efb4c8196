import type { Json, JsonObject } from './json.ts';

/**
 * The port between the engine and the model wires.
 *
 * A *turn* is one call of a model: messages in, one reply out. A *tool call* is the model's wish to have a tool run; the engine runs it and
 * appends a `tool` message. The engine never sees a provider's own format.
 */
export interface ToolCall {
  /** The provider's id of this call; unique within the reply. */
  readonly id: string;
  /** Function name as offered in `ToolOffer.name`. */
  readonly name: string;
  /** Parsed arguments; the raw text when the provider sent something that is not a JSON object. */
  readonly arguments: JsonObject | string;
}

export type ModelMessage =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly name: string; readonly text: string; readonly isError: boolean };

export interface ToolOffer {
  /** `[A-Za-z0-9_-]{1,64}`: tool and action joined by two underscores, e.g. `data-transform__csv_to_json`. */
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, always `type: "object"`. */
  readonly inputSchema: JsonObject;
}

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface ModelRequest {
  readonly model: string;
  readonly systemPrompt: string | null;
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ToolOffer[];
  readonly temperature: number | null;
  readonly maxTokens: number;
  /** `run:step#n`; equal for every retry of the same step. Sent as `Idempotency-Key`. */
  readonly idempotencyKey: string;
  /** Where the call stands in its trace; sent as the W3C `traceparent`. */
  readonly traceParent?: string | undefined;
  /** Aborts the provider socket; the call then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** What the playbook model reads instead of prose; other models ignore it. */
  readonly run: { readonly input: string; readonly data: JsonObject | null; readonly playbook: Json };
}

/** Receives text while it arrives. Called synchronously, in order. */
export interface ModelSink {
  text(delta: string): void;
  reasoning(delta: string): void;
}

export interface ModelReply {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  readonly usage: TokenUsage;
  readonly finish: 'stop' | 'tool_calls' | 'length' | 'content_filter';
  /** A structured result, when the model produces one itself (playbook `output`). */
  readonly result?: Json;
}

/** Classes by which the engine decides about retries: the first four are retried when `retry_on_error` is set, the others are not. */
export type ModelErrorClass =
  | 'rate_limited'
  | 'overloaded'
  | 'unavailable'
  | 'timeout'
  | 'auth'
  | 'bad_request'
  | 'protocol'
  | 'step_failed';

/** A failed model call. `message` is safe to show: no key, no header, no prompt. */
export class ModelError extends Error {
  readonly errorClass: ModelErrorClass;
  /** From the provider's Retry-After, when it sent one. */
  readonly retryAfterMs: number | null;

  constructor(errorClass: ModelErrorClass, message: string, options: { retryAfterMs?: number | null; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ModelError';
    this.errorClass = errorClass;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

export interface Model {
  /** @throws ModelError */
  call(request: ModelRequest, sink: ModelSink): Promise<ModelReply>;
}

/** Where and with which secret a model is reached. The key never leaves the adapter. */
export interface ProviderAccess {
  readonly provider: 'openai' | 'anthropic';
  /** Without a trailing slash, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
}
