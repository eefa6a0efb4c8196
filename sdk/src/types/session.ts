import type { AgentKind, AgentRef } from './agent.ts';
import type { JsonObject, Timestamp } from './json.ts';

export interface NamedRef {
  readonly id: string;
  readonly name: string;
}

/** `external`, `telemetry` and `launch` are sessions of agents that run elsewhere. */
export type SessionOrigin = 'api_key' | 'ui' | 'runner' | 'external' | 'telemetry' | 'launch';

/** What lists show. `STALE` and `DISCONNECTED` follow from how long an agent that runs elsewhere has been silent. */
export type SessionStatus =
  | 'ACTIVE'
  | 'AWAITING_INPUT'
  | 'PAUSED'
  | 'STALE'
  | 'DISCONNECTED'
  | 'COMPLETED'
  | 'FAILED'
  | 'KILLED'
  | 'DELETED';

/** One conversation with an agent. */
export interface Session {
  readonly id: string;
  readonly name: string;
  readonly agent: AgentRef & { readonly kind: AgentKind };
  readonly status: SessionStatus;
  /** Whether an agent that runs elsewhere gives signs of life; null for agents that run here. */
  readonly liveness: 'alive' | 'stale' | 'disconnected' | null;
  readonly heartbeat_at: Timestamp | null;
  readonly origin: SessionOrigin;
  readonly credential: NamedRef | null;
  readonly user: NamedRef | null;
  readonly started_at: Timestamp;
  readonly ended_at: Timestamp | null;
  readonly runs_count: number;
  readonly messages_count: number;
  readonly spans_count: number;
  readonly tokens: { readonly input: number; readonly output: number };
  /** The first 500 characters of what was said last. */
  readonly latest_message: string | null;
  readonly latest_message_at: Timestamp | null;
  readonly last_error: string | null;
  readonly has_error: boolean;
  readonly last_seq: number;
  readonly metadata: JsonObject;
  /** Shared with the caller by somebody else. */
  readonly is_shared: boolean;
}

/** A session with what only its own page needs. */
export interface SessionDetail extends Session {
  readonly access_level: 'READ' | 'WRITE';
  /** Owners share and delete. */
  readonly is_owner: boolean;
  /** What the agent changed in its working tree, as `git diff` prints it. */
  readonly git_diff: string | null;
  readonly open_interaction: {
    readonly id: string;
    readonly kind: 'approval' | 'question' | 'review';
    readonly question: string;
    readonly created_at: Timestamp;
    readonly deadline_at: Timestamp | null;
  } | null;
}

export interface SessionQuery {
  readonly agent?: string | undefined;
  /** As lists show them. */
  readonly status?: SessionStatus | readonly SessionStatus[] | undefined;
  readonly origin?: SessionOrigin | readonly SessionOrigin[] | undefined;
  /** The credential that opened it. */
  readonly credential?: string | undefined;
  /** Part of the name. */
  readonly q?: string | undefined;
  readonly has_error?: boolean | undefined;
  readonly since?: Timestamp | undefined;
  readonly until?: Timestamp | undefined;
  /** `shared`: what others shared with the caller; default `org`. */
  readonly scope?: 'org' | 'shared' | 'all' | undefined;
}

/** One thing that was said in a session. */
export interface Message {
  readonly id: string;
  readonly seq: number;
  readonly session_id: string;
  readonly sender: 'agent' | 'user';
  readonly sender_user: NamedRef | null;
  readonly kind: 'step' | 'question' | 'feedback' | 'answer';
  readonly content: string;
  readonly requires_user_input: boolean;
  readonly interaction_id: string | null;
  readonly run_id: string | null;
  readonly created_at: Timestamp;
  readonly metadata: JsonObject;
}

export interface MessageQuery {
  /** 1..200; default 50. */
  readonly limit?: number | undefined;
  /** Messages older than this one. */
  readonly before?: string | undefined;
  /** Messages newer than this one. */
  readonly after?: string | undefined;
}

/** Messages oldest first; without `before` and `after` the newest. */
export interface MessagePage {
  readonly data: readonly Message[];
  readonly has_more: boolean;
}

/** What a person's message set off. */
export interface SentMessage {
  readonly message: Message;
  readonly run_id: string | null;
  readonly answered_interaction_id: string | null;
}

/** Access to one session for the person with this address. */
export interface Share {
  readonly id: string;
  /** Null where it is shared with a team. */
  readonly email: string | null;
  /** Null where it is shared with one person. */
  readonly team: NamedRef | null;
  readonly access: 'READ' | 'WRITE';
  /** Null while nobody with this address has an account. */
  readonly user: NamedRef | null;
  readonly created_at: Timestamp;
}
