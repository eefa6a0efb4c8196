import type { ExpressionBuilder } from 'kysely';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import { containsText } from '../../store/index.ts';
import type { Tables } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { query } from '../operation.ts';
import type { Session, SessionScope } from './session.ts';
import { sessionsWithNames, toSessions } from './session-queries.ts';
import type { SessionJoin } from './session-queries.ts';
import { shownStatusSql } from './shown-status.ts';
import { sessionsInReach } from './visible-session.ts';

export interface SessionFilter {
  readonly agent?: string | undefined;
  /** As they are shown. */
  readonly statuses?: readonly string[] | undefined;
  readonly origins?: readonly string[] | undefined;
  readonly credential?: string | undefined;
  /** Part of the name or of what was said last, compared without case. */
  readonly text?: string | undefined;
  readonly hasError?: boolean | undefined;
  /** Begun at or after, and before; epoch milliseconds. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly scope?: SessionScope | undefined;
}

export interface SessionListRequest extends SessionFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Agents elsewhere choose their sessions' ids, so that the order is by time, then by id. */
const keyPattern = /^([0-9]{1,15}) ([0-9a-f-]{36})$/;
const keyOf = (row: SessionJoin): string => `${row.started_at} ${row.id}`;

/** Sessions, newest first. Deleted ones are in no list. @throws Refusal `not_found` agent.unknown */
export const listSessions = query<SessionListRequest, Page<Session>>({
  grant: 'sessions:read',
  work: async (tx, { caller, home }, request) => {
    const [, startedAt, id = ''] = keyPattern.exec(decodePageKey(request.cursor, (key) => keyPattern.test(key)) ?? '') ?? [];
    const now = home.clock.now();
    const agentId = request.agent === undefined ? undefined : (await visibleAgent(tx, caller, request.agent)).id;
    const inReach = await sessionsInReach(tx, caller, request.scope ?? 'org');
    const rows = await tx.query<SessionJoin>((db) => {
      let list = filtered(inReach(sessionsWithNames(db)), request, now)
        .orderBy('sessions.started_at', 'desc')
        .orderBy('sessions.id', 'desc')
        .limit(request.limit + 1);
      if (startedAt !== undefined) list = list.where(after(Number(startedAt), id));
      return agentId === undefined ? list : list.where('sessions.agent_id', '=', agentId);
    });
    const page = toPage(rows, request.limit, keyOf);
    return { items: await toSessions(tx, page.items, now), nextCursor: page.nextCursor };
  },
});

const after = (startedAt: number, id: string) => (eb: ExpressionBuilder<Tables, 'sessions'>) =>
  eb.and([eb('sessions.started_at', '<=', startedAt), eb.or([eb('sessions.started_at', '<', startedAt), eb('sessions.id', '<', id)])]);

function filtered(all: ReturnType<typeof sessionsWithNames>, filter: SessionFilter, now: number) {
  let list = all.where('sessions.status', '<>', 'DELETED');
  const { statuses, origins, credential, text, hasError, since, until } = filter;
  if (statuses !== undefined) list = list.where(shownStatusSql(now), 'in', statuses);
  if (origins !== undefined) list = list.where('sessions.origin', 'in', origins);
  if (credential !== undefined) list = list.where('sessions.credential_id', '=', credential);
  if (since !== undefined) list = list.where('sessions.started_at', '>=', since);
  if (until !== undefined) list = list.where('sessions.started_at', '<', until);
  if (hasError === true)
    list = list.where((eb) => eb.or([eb('sessions.last_error', 'is not', null), eb('sessions.status', '=', 'FAILED')]));
  if (text !== undefined && text !== '') {
    list = list.where((eb) => eb.or([containsText('sessions.name', text), containsText('sessions.latest_message', text)]));
  }
  return list;
}
