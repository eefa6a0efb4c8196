import type { LoggedEvent, NewEvent } from '../../kernel/event.ts';
import { insertion, statement } from '../../store/index.ts';
import type { EventRow, Signal, Tx } from '../../store/index.ts';
import type { SessionStatus } from './session.ts';

/** Announced after the commit that made these events durable; all are of one session, in order. */
export interface EventsAppended extends Signal {
  readonly kind: 'events.appended';
  readonly orgId: string;
  readonly sessionId: string;
  readonly events: readonly LoggedEvent[];
}

const rows = insertion('events', ['session_id', 'seq', 'org_id', 'run_id', 'type', 'payload', 'at']);

const advance = statement<{ id: string; count: number }, { last_seq: number }>((db, arg) =>
  db
    .updateTable('sessions')
    .set((eb) => ({ last_seq: eb('last_seq', '+', arg.count) }))
    .where('id', '=', arg.id)
    .returning('last_seq'),
);
const advanceWithStatus = statement<
  { id: string; count: number; status: string; ended_at: number | null; last_error: string | null },
  { last_seq: number }
>((db, arg) =>
  db
    .updateTable('sessions')
    .set((eb) => ({ last_seq: eb('last_seq', '+', arg.count), status: arg.status, ended_at: arg.ended_at, last_error: arg.last_error }))
    .where('id', '=', arg.id)
    .returning('last_seq'),
);

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
  const { change } = options;
  const place = { id: target.sessionId, count: events.length };
  const row =
    change === undefined
      ? await tx.first(advance, place)
      : await tx.first(advanceWithStatus, { ...place, status: change.status, ended_at: change.endedAt, last_error: change.lastError });
  if (row === undefined) throw new Error('events for a session that does not exist');
  return writeEvents(tx, target, events, row.last_seq - events.length, options.at);
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
