import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { SessionRow } from '../../store/index.ts';
import type { SessionStatus } from './session.ts';

/** Without a sign of life for longer, a foreign agent's session is stale, later disconnected. Any sign of life brings it back. */
export const staleAfterMs = 90_000;
export const disconnectedAfterMs = 10 * 60_000;

/** Origins of sessions whose agents work somewhere else. */
export const foreignOrigins = ['external', 'telemetry', 'launch'] as const;
const openStatuses: readonly string[] = ['ACTIVE', 'AWAITING_INPUT', 'PAUSED'];

export type Liveness = 'alive' | 'stale' | 'disconnected';

/** Whether the agent of a session works somewhere else and tells us what it does. */
export function isForeign(origin: string): boolean {
  return foreignOrigins.some((one) => one === origin);
}

type Living = Pick<SessionRow, 'origin' | 'status' | 'heartbeat_at' | 'started_at'>;

/** How long ago a foreign agent was heard of, in words; null for our own agents and for sessions that have ended. */
export function livenessOf(row: Living, now: number): Liveness | null {
  if (!isForeign(row.origin) || !openStatuses.includes(row.status)) return null;
  const silentMs = now - (row.heartbeat_at ?? row.started_at);
  return silentMs > disconnectedAfterMs ? 'disconnected' : silentMs > staleAfterMs ? 'stale' : 'alive';
}

/** Guaranteed by the writers of this noun, which store only these words. */
function asStatus(word: string): SessionStatus {
  return word as SessionStatus;
}

/** The status that people see: a silent foreign session is stale or disconnected, unless it waits for an answer, which has to be seen. */
export function shownStatus(row: Living, now: number): SessionStatus {
  const liveness = row.status === 'AWAITING_INPUT' ? null : livenessOf(row, now);
  if (liveness === 'disconnected') return 'DISCONNECTED';
  return liveness === 'stale' ? 'STALE' : asStatus(row.status);
}

/** `shownStatus` as a value of a query over `sessions`. */
export function shownStatusSql(now: number): RawBuilder<string> {
  const silent = sql`coalesce(sessions.heartbeat_at, sessions.started_at)`;
  return sql<string>`case when sessions.origin in ('external', 'telemetry', 'launch') and sessions.status in ('ACTIVE', 'PAUSED')
    then case when ${silent} < ${now - disconnectedAfterMs} then 'DISCONNECTED'
      when ${silent} < ${now - staleAfterMs} then 'STALE' else sessions.status end
    else sessions.status end`;
}
