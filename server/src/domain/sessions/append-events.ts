import { sql } from 'kysely';
import type { LoggedEvent, NewEvent } from '../../kernel/event.ts';
import { insertion, statement } from '../../store/index.ts';
import type { EventRow, Signal, Tx } from '../../store/index.ts';
import { eraseEvent } from './erase-event.ts';
import { saidIn } from './said.ts';
import type { SessionStatus } from './session.ts';

/** Announced after the commit that made these events durable; all are of one session, in order. */
export interface EventsAppended extends Signal {
  readonly kind: 'events.appended';
  readonly orgId: string;
  readonly sessionId: string;
  readonly events: readonly LoggedEvent[];
}

const rows = insertion('events', ['session_id', 'seq', 'org_id', 'run_id', 'type', 'payload', 'at']);

interface Advance {
  readonly id: string;
  readonly count: number;
  readonly status: string;
  readonly ended_at: number | null;
  readonly last_error: string | null;
  readonly said: number;
  readonly latest: string;
  readonly at: number;
}

/** A deleted session stays as it is, whatever was still on its way to it. */
function unlessDeleted(column: 'status' | 'latest_message', value: string) {
  return sql<string>`case when status = 'DELETED' then ${sql.ref(column)} else ${value} end`;
}

/** The statement that moves a session's row on with its log; one for each set of columns that follow. */
const advance = (withStatus: boolean, withWords: boolean) =>
  statement<Advance, { last_seq: number; status: string }>((db, arg) =>
    db
      .updateTable('sessions')
      .set((eb) => ({
        last_seq: eb('last_seq', '+', arg.count),
        ...(withStatus ? { status: unlessDeleted('status', arg.status), ended_at: arg.ended_at, last_error: arg.last_error } : {}),
        ...(withWords
          ? {
              messages_count: eb('messages_count', '+', arg.said),
              latest_message: unlessDeleted('latest_message', arg.latest),
              latest_message_at: arg.at,
            }
          : {}),
      }))
      .where('id', '=', arg.id)
      .returning(['last_seq', 'status']),
  );
const advances = {
  alone: advance(false, false),
  withStatus: advance(true, false),
  withWords: advance(false, true),
  withBoth: advance(true, true),
};

export interface LogTarget {
  readonly orgId: string;
  readonly sessionId: string;
  readonly runId: string | null;
}

export interface SessionChange {
  readonly status: SessionStatus;
  readonly endedAt: number | null;
  readonly lastError: string | null;
}

/** Appends events at the end of a session's log; the session's row lock keeps the numbers gap-free. */
export async function appendEvents(
  tx: Tx,
  target: LogTarget,
  events: readonly NewEvent[],
  options: { readonly at: number; readonly change?: SessionChange },
): Promise<readonly LoggedEvent[]> {
  const { change, at } = options;
  const said = saidIn(events);
  const chosen = change === undefined ? (said ? 'withWords' : 'alone') : said ? 'withBoth' : 'withStatus';
  const row = await tx.first(advances[chosen], {
    id: target.sessionId,
    count: events.length,
    status: change?.status ?? '',
    ended_at: change?.endedAt ?? null,
    last_error: change?.lastError ?? null,
    said: said?.count ?? 0,
    latest: said?.latest ?? '',
    at,
  });
  if (row === undefined) throw new Error('events for a session that does not exist');
  const kept = row.status === 'DELETED' ? events.map(eraseEvent) : events;
  return writeEvents(tx, target, kept, row.last_seq - events.length, at);
}

/** Writes the first events of a session whose row was inserted with `last_seq = events.length` in this transaction. */
export async function writeEvents(
  tx: Tx,
  target: LogTarget,
  events: readonly NewEvent[],
  afterSeq: number,
  at: number,
): Promise<readonly LoggedEvent[]> {
  const logged = events.map((event, index): LoggedEvent => ({
    ...event,
    sessionId: target.sessionId,
    seq: afterSeq + index + 1,
    runId: target.runId,
    at,
  }));
  await tx.insert(
    rows,
    logged.map((event): EventRow => ({
      session_id: event.sessionId,
      seq: event.seq,
      org_id: target.orgId,
      run_id: event.runId,
      type: event.type,
      payload: JSON.stringify(event.payload),
      at,
    })),
  );
  const signal: EventsAppended = { kind: 'events.appended', orgId: target.orgId, sessionId: target.sessionId, events: logged };
  tx.emit(signal);
  return logged;
}

export function isEventsAppended(signal: Signal): signal is EventsAppended {
  return signal.kind === 'events.appended';
}
