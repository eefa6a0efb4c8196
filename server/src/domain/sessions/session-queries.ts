import { fromOwnJson } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Builder, ReadTx, SessionRow } from '../../store/index.ts';
import type { AgentKind } from '../agents/index.ts';
import type { Session, SessionOrigin, SessionStatus } from './session.ts';
import { livenessOf, shownStatus } from './shown-status.ts';

/** Lists leave the diff out: it may be a megabyte. */
export interface SessionJoin extends Omit<SessionRow, 'git_diff'> {
  readonly agent_slug: string | null;
  readonly agent_name: string | null;
  readonly agent_kind: string | null;
  readonly credential_name: string | null;
  /** Who made the key that opened the session, and whom the key acts as. */
  readonly credential_maker: string | null;
  readonly credential_user_id: string | null;
  readonly user_name: string | null;
}

/** Guaranteed by the writers of this noun and of agents, which store only these words. */
function asWords(row: SessionJoin): { status: SessionStatus; origin: SessionOrigin; agentKind: AgentKind } {
  return { status: row.status as SessionStatus, origin: row.origin as SessionOrigin, agentKind: (row.agent_kind ?? 'ai') as AgentKind };
}

const columns = [
  'sessions.id',
  'sessions.org_id',
  'sessions.agent_id',
  'sessions.name',
  'sessions.origin',
  'sessions.credential_id',
  'sessions.user_id',
  'sessions.status',
  'sessions.last_seq',
  'sessions.started_at',
  'sessions.ended_at',
  'sessions.last_error',
  'sessions.read_seq',
  'sessions.heartbeat_at',
  'sessions.metadata_json',
  'sessions.messages_count',
  'sessions.latest_message',
  'sessions.latest_message_at',
  'sessions.spans_count',
  'sessions.span_input_tokens',
  'sessions.span_output_tokens',
] as const;

export function sessionsWithNames(db: Builder) {
  return db
    .selectFrom('sessions')
    .leftJoin('agents', 'agents.id', 'sessions.agent_id')
    .leftJoin('credentials', 'credentials.id', 'sessions.credential_id')
    .leftJoin('users', 'users.id', 'sessions.user_id')
    .select(columns)
    .select([
      'agents.slug as agent_slug',
      'agents.display_name as agent_name',
      'agents.kind as agent_kind',
      'credentials.name as credential_name',
      'credentials.created_by as credential_maker',
      'credentials.user_id as credential_user_id',
      'users.name as user_name',
    ]);
}

interface Totals {
  readonly runs: number;
  readonly input: number;
  readonly output: number;
}

async function totalsOf(tx: ReadTx, ids: readonly string[]): Promise<ReadonlyMap<string, Totals>> {
  const rows = await tx.query((db) =>
    db
      .selectFrom('runs')
      .where('session_id', 'in', ids)
      .groupBy('session_id')
      .select((eb) => [
        'session_id',
        eb.fn.countAll<number>().as('runs'),
        eb.fn.sum<number>('input_tokens').as('input'),
        eb.fn.sum<number>('output_tokens').as('output'),
      ]),
  );
  return new Map(rows.map((row) => [row.session_id, { runs: Number(row.runs), input: Number(row.input), output: Number(row.output) }]));
}

/** Sessions as they are shown at a time, with what their runs used. */
export async function toSessions(tx: ReadTx, rows: readonly SessionJoin[], now: number): Promise<Session[]> {
  if (rows.length === 0) return [];
  const totals = await totalsOf(
    tx,
    rows.map((row) => row.id),
  );
  return rows.map((row) => toSession(row, totals.get(row.id) ?? { runs: 0, input: 0, output: 0 }, now));
}

function toSession(row: SessionJoin, total: Totals, now: number): Session {
  const { origin, agentKind } = asWords(row);
  return {
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    agent: { id: row.agent_id, slug: row.agent_slug ?? '', displayName: row.agent_name ?? '', kind: agentKind },
    status: shownStatus(row, now),
    liveness: livenessOf(row, now),
    origin,
    credential: row.credential_id === null ? null : { id: row.credential_id, name: row.credential_name ?? '' },
    user: row.user_id === null ? null : { id: row.user_id, name: row.user_name ?? '' },
    lastSeq: row.last_seq,
    readSeq: row.read_seq,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    heartbeatAt: row.heartbeat_at,
    lastError: row.last_error,
    hasError: row.last_error !== null || row.status === 'FAILED',
    latestMessage: row.latest_message,
    latestMessageAt: row.latest_message_at,
    messagesCount: row.messages_count,
    spansCount: row.spans_count,
    metadata: fromOwnJson<JsonObject>(row.metadata_json),
    runsCount: total.runs,
    inputTokens: total.input + row.span_input_tokens,
    outputTokens: total.output + row.span_output_tokens,
  };
}
