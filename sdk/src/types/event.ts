import type { Decision, InteractionKind } from './interaction.ts';
import type { JsonObject, JsonValue, Timestamp } from './json.ts';
import type { Usage } from './run.ts';

interface ToolCallEnd {
  readonly step: number;
  readonly step_number: number;
  readonly call_id: string;
  readonly duration_ms: number;
}

interface RunEnd {
  readonly duration_ms: number;
  readonly usage: Usage;
}

interface RunFailure extends RunEnd {
  readonly code: string;
  readonly message: string;
}

interface TextDelta {
  readonly text: string;
  /** Where `text` begins in its message, in UTF-16 code units. */
  readonly offset: number;
}

/**
 * Everything that can happen in a session, by event type.
 *
 * `step` counts every model and tool call of a run from 1, `step_number` only the tool calls.
 */
export interface EventPayloads {
  'session.created': { readonly name: string; readonly origin: string };
  'session.ended': { readonly status: string };
  'run.queued': { readonly input: string; readonly data: JsonObject | null; readonly agent_id: string; readonly agent_version: number };
  'run.started': { readonly attempt: number };
  /** Text of a message that was still open is void: drop it. */
  'attempt.started': { readonly attempt: number; readonly reason: string };
  'step.started': {
    readonly step: number;
    readonly kind: 'model' | 'tool';
    readonly model?: string;
    readonly tool?: string;
    readonly action?: string;
  };
  'message.started': { readonly step: number };
  'message.delta': TextDelta;
  'reasoning.delta': TextDelta;
  'message.completed': {
    readonly step: number;
    readonly text: string;
    readonly reasoning: string;
    readonly tool_calls: readonly { readonly id: string; readonly name: string; readonly arguments: JsonObject | string }[];
    readonly finish: string;
    readonly duration_ms: number;
    /** The structured form of the text, when it has one. */
    readonly result?: JsonValue;
  };
  'tool.called': {
    readonly step: number;
    readonly step_number: number;
    readonly call_id: string;
    readonly tool: string;
    readonly action: string;
    readonly input: JsonValue;
  };
  'tool.completed': ToolCallEnd & { readonly output: JsonValue };
  'tool.failed': ToolCallEnd & { readonly code: string; readonly message: string };
  'usage.recorded': Usage & { readonly step: number; readonly model: string };
  'model.retried': {
    readonly step: number;
    readonly error_class: string;
    readonly message: string;
    readonly delay_ms: number;
    readonly try: number;
  };
  'interaction.opened': {
    readonly interaction_id: string;
    readonly kind: InteractionKind;
    /** Of the tool call or the message that waits for the answer. */
    readonly call_id: string | null;
    readonly message_id: string | null;
    readonly tool: string | null;
    readonly action: string | null;
    readonly input: JsonValue;
    readonly question: string;
    readonly options: readonly string[];
    readonly deadline_at: Timestamp | null;
  };
  'interaction.resolved': {
    readonly interaction_id: string;
    readonly call_id: string | null;
    readonly decision: Decision;
    readonly by: string;
    readonly input: JsonValue;
    readonly message: string | null;
    /** The tool may be used without asking from now on. */
    readonly is_remembered: boolean;
    /** Nobody answered in time. */
    readonly is_timeout: boolean;
  };
  'interaction.assigned': {
    readonly interaction_id: string;
    readonly to: string | null;
    readonly by: string;
    readonly note: string | null;
  };
  'interaction.canceled': { readonly interaction_id: string; readonly reason: string };
  'message.posted': {
    readonly message_id: string;
    readonly sender: 'agent' | 'user';
    readonly user_id: string | null;
    readonly content: string;
    readonly requires_user_input: boolean;
    readonly metadata: JsonObject;
  };
  'message.input_requested': { readonly message_id: string };
  'session.status_changed': { readonly status: string; readonly by: string };
  'session.renamed': { readonly name: string };
  'session.diff_changed': { readonly bytes: number };
  'spans.received': { readonly count: number; readonly upto: number };
  'launch.requested': { readonly launch_id: string; readonly webhook_type: string };
  'launch.succeeded': { readonly launch_id: string };
  'launch.failed': { readonly launch_id: string; readonly message: string };
  'run.completed': RunEnd & { readonly output: string; readonly result: JsonValue };
  'run.failed': RunFailure;
  'run.timed_out': RunFailure;
  'run.cancelling': { readonly by: string };
  'run.cancelled': RunFailure;
}

export type EventType = keyof EventPayloads;

export interface EventOf<T extends EventType> {
  /** Position in the session's log; null for live text that is not recorded yet. */
  readonly seq: number | null;
  readonly type: T;
  readonly at: Timestamp;
  readonly run_id: string | null;
  readonly payload: EventPayloads[T];
}

/** One entry of a session's log. A newer server may send types that are not listed: let them pass. */
export type RunEvent = { [T in EventType]: EventOf<T> }[EventType];

/** An event as it arrives live. `cursor` is opaque; hand it back as `after` to continue behind this event. */
export type StreamedEvent = RunEvent & { readonly cursor: string | null };
