import type { JsonObject } from '../../kernel/json.ts';
import type { AgentKind } from '../agents/index.ts';
import type { Liveness } from './shown-status.ts';

/**
 * Terminology.
 * Session: one conversation with an agent; it owns the event log that everything else is read from.
 * Event: an entry of that log, numbered from 1 without a gap. Run: one piece of work inside a session.
 * Origin: where the session came from; a key's sessions are named `<key name>-<session id>`.
 */
export const sessionStatuses = [
  'ACTIVE',
  'AWAITING_INPUT',
  'PAUSED',
  'STALE',
  'COMPLETED',
  'FAILED',
  'KILLED',
  'DISCONNECTED',
  'DELETED',
] as const;
/** `STALE` and `DISCONNECTED` are never stored: they follow from the last sign of life. */
export type SessionStatus = (typeof sessionStatuses)[number];

/** `external`: a foreign agent's own; `telemetry`: made of the traces that it sent; `launch`: begun by our webhook. */
export const sessionOrigins = ['api_key', 'ui', 'runner', 'task', 'external', 'telemetry', 'launch'] as const;
export type SessionOrigin = (typeof sessionOrigins)[number];

/** Which sessions a list holds: the organisation's, those that were shared with the caller, or both. */
export const sessionScopes = ['org', 'shared', 'all'] as const;
export type SessionScope = (typeof sessionScopes)[number];

export interface Session {
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly agent: { readonly id: string; readonly slug: string; readonly displayName: string; readonly kind: AgentKind };
  /** As it is shown now. */
  readonly status: SessionStatus;
  /** Null for sessions of our own agents and for ended ones. */
  readonly liveness: Liveness | null;
  readonly origin: SessionOrigin;
  readonly credential: { readonly id: string; readonly name: string } | null;
  readonly user: { readonly id: string; readonly name: string } | null;
  readonly lastSeq: number;
  /** How far the agent has read the log. */
  readonly readSeq: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** The last sign of life of a foreign agent. */
  readonly heartbeatAt: number | null;
  readonly lastError: string | null;
  readonly hasError: boolean;
  /** The beginning of what was said last. */
  readonly latestMessage: string | null;
  readonly latestMessageAt: number | null;
  readonly messagesCount: number;
  readonly spansCount: number;
  readonly metadata: JsonObject;
  readonly runsCount: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What a session waits for. */
export interface OpenInteraction {
  readonly id: string;
  readonly kind: string;
  readonly question: string;
  readonly createdAt: number;
  readonly deadlineAt: number | null;
}

export interface SessionDetails extends Session {
  /** What the agent has changed in its working copy, as it last said, at most 1 MB. */
  readonly gitDiff: string | null;
  readonly openInteraction: OpenInteraction | null;
  readonly access: 'READ' | 'WRITE';
  readonly isOwner: boolean;
}
