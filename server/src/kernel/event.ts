import type { Json, JsonObject } from './json.ts';

/**
 * Everything that happens to a session, as its log keeps it. Names are `noun.past`; the vocabulary is closed.
 *
 * `step` counts every model and tool call of a run from 1. `step_number` counts its tool calls only, as contract 3 prints them.
 * Payload members are snake_case because the log is shown as it is.
 */
export interface UsageTotals {
  readonly input_tokens: number;
  readonly output_tokens: number;
}

export interface LoggedToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: JsonObject | string;
}

/** Questions that people answer: may a tool run, what is wanted, is the work good. */
export type InteractionKind = 'approval' | 'question' | 'review';

/**
 * Why a tool call waits for a person: the agent's policy is to ask; the process ended while the call ran; the run has read what somebody outside may
 * have written, and the call sends something out.
 */
export const approvalReasons = ['policy', 'interrupted', 'untrusted_read'] as const;
export type ApprovalReason = (typeof approvalReasons)[number];

export type InteractionDecision = 'approve' | 'edit' | 'reject' | 'respond';

export interface EventPayloads {
  'session.created': { readonly name: string; readonly origin: string };
  'session.ended': { readonly status: string };
  'run.queued': { readonly input: string; readonly data: JsonObject | null; readonly agent_id: string; readonly agent_version: number };
  'run.started': { readonly attempt: number };
  'attempt.started': { readonly attempt: number; readonly reason: string };
  'step.started': {
    readonly step: number;
    readonly kind: 'model' | 'tool';
    readonly model?: string;
    readonly tool?: string;
    readonly action?: string;
  };
  'message.started': { readonly step: number };
  'message.delta': { readonly text: string; readonly offset: number };
  'reasoning.delta': { readonly text: string; readonly offset: number };
  'message.completed': {
    readonly step: number;
    readonly text: string;
    readonly reasoning: string;
    readonly tool_calls: readonly LoggedToolCall[];
    readonly finish: string;
    readonly duration_ms: number;
  };
  'tool.called': {
    readonly step: number;
    readonly step_number: number;
    readonly call_id: string;
    readonly tool: string;
    readonly action: string;
    readonly input: Json;
  };
  'tool.completed': {
    readonly step: number;
    readonly step_number: number;
    readonly call_id: string;
    readonly output: Json;
    readonly duration_ms: number;
  };
  'tool.failed': {
    readonly step: number;
    readonly step_number: number;
    readonly call_id: string;
    readonly code: string;
    readonly message: string;
    readonly duration_ms: number;
  };
  'usage.recorded': { readonly step: number; readonly model: string } & UsageTotals;
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
    /** Of a tool call or a message that waits for the answer. */
    readonly call_id: string | null;
    readonly message_id: string | null;
    readonly tool: string | null;
    readonly action: string | null;
    /** Of an approval. */
    readonly reason?: ApprovalReason;
    /** Of an approval of another server's tool: that server and the hash of the definition. */
    readonly tool_pin?: string;
    readonly input: Json;
    readonly question: string;
    readonly options: readonly string[];
    /** RFC 3339. */
    readonly deadline_at: string | null;
  };
  'interaction.resolved': {
    readonly interaction_id: string;
    readonly call_id: string | null;
    readonly decision: InteractionDecision;
    readonly by: string;
    readonly input: Json;
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
  'run.completed': { readonly output: string; readonly duration_ms: number; readonly usage: UsageTotals };
  'run.failed': { readonly code: string; readonly message: string; readonly duration_ms: number; readonly usage: UsageTotals };
  'run.timed_out': { readonly code: string; readonly message: string; readonly duration_ms: number; readonly usage: UsageTotals };
  'run.cancelling': { readonly by: string };
  'run.cancelled': { readonly code: string; readonly message: string; readonly duration_ms: number; readonly usage: UsageTotals };
}

export type EventType = keyof EventPayloads;

/** An event before it has a place in the log. */
export type NewEvent = { readonly [T in EventType]: { readonly type: T; readonly payload: EventPayloads[T] } }[EventType];

/** An event in the log of its session. `seq` is gap-free from 1. */
export type LoggedEvent = NewEvent & {
  readonly sessionId: string;
  readonly seq: number;
  readonly runId: string | null;
  readonly at: number;
};

const terminalTypes: ReadonlySet<string> = new Set<EventType>(['run.completed', 'run.failed', 'run.timed_out', 'run.cancelled']);

export function isTerminalEvent(type: string): boolean {
  return terminalTypes.has(type);
}
