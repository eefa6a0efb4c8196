import type { Caller } from '../../kernel/caller.ts';
import { reachesAgent } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { LoggedEvent } from '../../kernel/event.ts';
import { containsText, statement } from '../../store/index.ts';
import type { Builder, ReadTx, SessionRow } from '../../store/index.ts';
import { mutation, query } from '../operation.ts';
import { visibleAgent } from '../agents/index.ts';
import { readEvents } from './read-events.ts';
import type { Session, SessionOrigin, SessionStatus } from './session.ts';

interface SessionJoin extends SessionRow {
  readonly agent_slug: string | null;
  readonly agent_name: string | null;
  readonly credential_name: string | null;
  readonly user_name: string | null;
}

/** Guaranteed by the writers of this noun, which store only these words. */
function asWords(row: SessionRow): { status: SessionStatus; origin: SessionOrigin } {
  return { status: row.status as SessionStatus, origin: row.origin as SessionOrigin };
}

function sessionsWithNames(db: Builder) {
  return db
    .selectFrom('sessions')
    .leftJoin('agents', 'agents.id', 'sessions.agent_id')
    .leftJoin('credentials', 'credentials.id', 'sessions.credential_id')
    .leftJoin('users', 'users.id', 'sessions.user_id')
    .selectAll('sessions')
    .select([
      'agents.slug as agent_slug',
      'agents.display_name as agent_name',
      'credentials.name as credential_name',
      'users.name as user_name',
    ]);
}

const sessionById = statement<{ org: string; id: string }, SessionJoin>((db, arg) =>
  sessionsWithNames(db).where('sessions.org_id', '=', arg.org).where('sessions.id', '=', arg.id),
);
const rename = statement<{ org: string; id: string; name: string }>((db, arg) =>
  db.updateTable('sessions').set({ name: arg.name }).where('org_id', '=', arg.org).where('id', '=', arg.id),
);

export const unknownSession = (): Refusal => new Refusal('not_found', 'session.unknown', 'There is no such session.');

async function withTotals(tx: ReadTx, rows: readonly SessionJoin[]): Promise<Session[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const totals = await tx.query((db) =>
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
  return rows.map((row) => {
    const total = totals.find((one) => one.session_id === row.id);
    return {
      id: row.id,
      orgId: row.org_id,
      name: row.name,
      agent: { id: row.agent_id, slug: row.agent_slug ?? '', displayName: row.agent_name ?? '' },
      ...asWords(row),
      credential: row.credential_id === null ? null : { id: row.credential_id, name: row.credential_name ?? '' },
      user: row.user_id === null ? null : { id: row.user_id, name: row.user_name ?? '' },
      lastSeq: row.last_seq,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      lastError: row.last_error,
      runsCount: Number(total?.runs ?? 0),
      inputTokens: Number(total?.input ?? 0),
      outputTokens: Number(total?.output ?? 0),
    };
  });
}

/** The row of a session that this caller may see. @throws Refusal `not_found` session.unknown */
export async function visibleSession(tx: ReadTx, caller: Caller, id: string): Promise<SessionJoin> {
  const row = isUuid(id) ? await tx.first(sessionById, { org: caller.orgId, id: id.toLowerCase() }) : undefined;
  if (row === undefined || !reachesAgent(caller, row.agent_id)) throw unknownSession();
  return row;
}

async function sessionOf(tx: ReadTx, caller: Caller, id: string): Promise<Session> {
  const [session] = await withTotals(tx, [await visibleSession(tx, caller, id)]);
  if (session === undefined) throw unknownSession();
  return session;
}

export const getSession = query<string, Session>({
  grant: 'sessions:read',
  work: (tx, { caller }, id) => sessionOf(tx, caller, id),
});

/** Gives a session another name, 1-200 characters. @throws Refusal `not_found` session.unknown */
export const renameSession = mutation<{ readonly id: string; readonly name: string }, Session>({
  grant: 'sessions:write',
  work: async (tx, { caller }, { id, name }) => {
    const row = await visibleSession(tx, caller, id);
    await tx.run(rename, { org: caller.orgId, id: row.id, name });
    return sessionOf(tx, caller, id);
  },
  record: (session) => ({ event: 'session.renamed', target: session.id, details: { name: session.name } }),
});

export interface SessionListRequest {
  readonly agent?: string | undefined;
  readonly status?: string | undefined;
  readonly origin?: string | undefined;
  readonly text?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Sessions, newest first. @throws Refusal `not_found` agent.unknown */
export const listSessions = query<SessionListRequest, Page<Session>>({
  grant: 'sessions:read',
  work: async (tx, { caller }, request) => {
    const after = decodePageKey(request.cursor, isUuid);
    const agentId = request.agent === undefined ? undefined : (await visibleAgent(tx, caller, request.agent)).id;
    const rows = await tx.query<SessionJoin>((db) => {
      let list = sessionsWithNames(db)
        .where('sessions.org_id', '=', caller.orgId)
        .orderBy('sessions.id', 'desc')
        .limit(request.limit + 1);
      if (after !== null) list = list.where('sessions.id', '<', after);
      if (caller.agentIds !== null) list = list.where('sessions.agent_id', 'in', [...caller.agentIds, caller.orgId]);
      if (agentId !== undefined) list = list.where('sessions.agent_id', '=', agentId);
      if (request.status !== undefined) list = list.where('sessions.status', '=', request.status);
      if (request.origin !== undefined) list = list.where('sessions.origin', '=', request.origin);
      if (request.text !== undefined && request.text !== '') list = list.where(containsText('sessions.name', request.text));
      return list;
    });
    const page = toPage(rows, request.limit, (row) => row.id);
    return { items: await withTotals(tx, page.items), nextCursor: page.nextCursor };
  },
});

/** A slice of a session's log. @throws Refusal `not_found` session.unknown */
export const listSessionEvents = query<
  { readonly sessionId: string; readonly after: number; readonly limit: number },
  { readonly session: { readonly id: string }; readonly events: readonly LoggedEvent[] }
>({
  grant: 'sessions:read',
  work: async (tx, { caller }, { sessionId, after, limit }) => {
    const session = await visibleSession(tx, caller, sessionId);
    return { session: { id: session.id }, events: await readEvents(tx, { sessionId: session.id, after, limit }) };
  },
});
