import type { AgentRef } from './agent.ts';
import type { JsonObject, JsonValue, Timestamp } from './json.ts';
import type { NamedRef } from './session.ts';

/** May a tool be used, what is wanted, is the work good. */
export type InteractionKind = 'approval' | 'question' | 'review';
export type InteractionState = 'open' | 'resolved' | 'expired' | 'canceled';
export type Decision = 'approve' | 'edit' | 'reject' | 'respond';

/** A question to people. */
export interface Interaction {
  readonly id: string;
  readonly kind: InteractionKind;
  readonly state: InteractionState;
  readonly run_id: string | null;
  readonly session_id: string | null;
  readonly session: NamedRef | null;
  readonly agent: AgentRef | null;
  readonly deliverable_id: string | null;
  readonly message_id: string | null;
  readonly tool: string | null;
  readonly action: string | null;
  /** Why a call waits; only consent to what the `policy` asks for can be remembered. */
  readonly reason: 'policy' | 'interrupted' | 'untrusted_read' | null;
  /** The proposed input of the tool. */
  readonly input: JsonValue;
  /** JSON Schema of that input; null when it is not known. */
  readonly input_schema: JsonObject | null;
  readonly question: string;
  /** Answers to choose from. */
  readonly options: readonly string[];
  /** The decisions that can be taken. */
  readonly allowed: readonly Decision[];
  readonly assignee: NamedRef | null;
  readonly deadline_at: Timestamp | null;
  /** What happens at the deadline; `respond` gives `timeout_answer`. */
  readonly on_timeout: 'wait' | 'approve' | 'reject' | 'respond' | null;
  readonly timeout_answer: string | null;
  readonly escalate_at: Timestamp | null;
  readonly escalated_at: Timestamp | null;
  readonly snoozed_until: Timestamp | null;
  readonly decision: Decision | null;
  readonly answer: { readonly input: JsonValue; readonly message: string | null } | null;
  readonly resolved_by: string | null;
  readonly resolved_by_name: string | null;
  readonly created_at: Timestamp;
  readonly resolved_at: Timestamp | null;
}

/** A question with the last steps before it. */
export interface InteractionDetail extends Interaction {
  readonly context: readonly {
    readonly kind: 'message' | 'step';
    readonly who: string;
    readonly text: string;
    readonly at: Timestamp;
  }[];
}

export interface InteractionQuery {
  readonly state?: InteractionState | undefined;
  readonly kind?: InteractionKind | readonly InteractionKind[] | undefined;
  /** `me`, `none`, or the id of a user. */
  readonly assignee?: string | undefined;
  readonly agent?: string | undefined;
  readonly session?: string | undefined;
  /** Without it, what is snoozed is left out. */
  readonly snoozed?: boolean | undefined;
  readonly order?: 'newest' | 'oldest' | undefined;
}

/** `edit` needs `input` (the arguments to use instead); `respond` needs `message` (the answer given in the tool's place). */
export interface Resolution {
  readonly decision: Decision;
  readonly input?: JsonObject | undefined;
  readonly message?: string | undefined;
  /** From now on this agent uses this tool without asking; needs `agents:write`. */
  readonly remember?: boolean | undefined;
}

/** Who is asked by an agent, how long an answer may take, and what is done without one. */
export interface InteractionRules {
  readonly assignee_user_id: string | null;
  /** 60..2592000 */
  readonly deadline_s: number | null;
  readonly on_timeout: 'wait' | 'approve' | 'reject' | 'respond';
  readonly timeout_answer: string | null;
  readonly escalate_after_s: number | null;
  readonly escalate_user_id: string | null;
}
