import type { LoggedEvent } from '../../kernel/event.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { query } from '../operation.ts';
import { readEvents } from './read-events.ts';
import type { OpenInteraction, Session, SessionDetails } from './session.ts';
import { toSessions } from './session-queries.ts';
import { unknownSession, visibleSession } from './visible-session.ts';

interface OpenRow {
  readonly id: string;
  readonly kind: string;
  readonly question: string;
  readonly created_at: number;
  readonly deadline_at: number | null;
}

const diffOf = statement<{ id: string }, { git_diff: string | null }>((db, arg) =>
  db.selectFrom('sessions').select('git_diff').where('id', '=', arg.id),
);
/** What the session waits for: of several questions the newest. */
const openOf = statement<{ session: string }, OpenRow>((db, arg) =>
  db
    .selectFrom('interactions')
    .select(['id', 'kind', 'question', 'created_at', 'deadline_at'])
    .where('session_id', '=', arg.session)
    .where('state', '=', 'open')
    .orderBy('id', 'desc')
    .limit(1),
);

function toOpen(row: OpenRow): OpenInteraction {
  return { id: row.id, kind: row.kind, question: row.question, createdAt: row.created_at, deadlineAt: row.deadline_at };
}

/** A session as this caller sees it now. @throws Refusal `not_found` session.unknown */
export async function sessionOf(tx: ReadTx, { caller, home }: At, id: string): Promise<Session> {
  const [session] = await toSessions(tx, [await visibleSession(tx, caller, id)], home.clock.now());
  if (session === undefined) throw unknownSession();
  return session;
}

/** A session with everything that is known of it. @throws Refusal `not_found` session.unknown */
export const getSession = query<string, SessionDetails>({
  grant: 'sessions:read',
  work: async (tx, at, id) => {
    const row = await visibleSession(tx, at.caller, id);
    const [session] = await toSessions(tx, [row], at.home.clock.now());
    if (session === undefined) throw unknownSession();
    const diff = await tx.first(diffOf, { id: row.id });
    const open = await tx.first(openOf, { session: row.id });
    return {
      ...session,
      gitDiff: diff?.git_diff ?? null,
      openInteraction: open === undefined ? null : toOpen(open),
      access: row.access,
      isOwner: row.isOwner,
    };
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
