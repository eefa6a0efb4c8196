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

export interface Session {
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly agent: { readonly id: string; readonly slug: string; readonly displayName: string };
  readonly status: SessionStatus;
  readonly origin: SessionOrigin;
  readonly credential: { readonly id: string; readonly name: string } | null;
  readonly user: { readonly id: string; readonly name: string } | null;
  readonly lastSeq: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly lastError: string | null;
  readonly runsCount: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}
