import type { LoggedEvent } from '../../kernel/event.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import { statement } from '../../store/index.ts';
import type { EventRow, ReadTx } from '../../store/index.ts';

type EventFields = Pick<EventRow, 'session_id' | 'seq' | 'run_id' | 'type' | 'payload' | 'at'>;
const columns = ['session_id', 'seq', 'run_id', 'type', 'payload', 'at'] as const;

const eventsBetween = statement<{ session: string; after: number; upto: number; limit: number }, EventFields>((db, arg) =>
  db
    .selectFrom('events')
    .select(columns)
    .where('session_id', '=', arg.session)
    .where('seq', '>', arg.after)
    .where('seq', '<=', arg.upto)
    .orderBy('seq')
    .limit(arg.limit),
);

/** The same without text as it arrived, which the messages hold again as a whole. */
const stepsBetween = statement<{ session: string; after: number; upto: number; limit: number }, EventFields>((db, arg) =>
  db
    .selectFrom('events')
    .select(columns)
    .where('session_id', '=', arg.session)
    .where('seq', '>', arg.after)
    .where('seq', '<=', arg.upto)
    .where('type', 'not in', ['message.delta', 'reasoning.delta'])
    .orderBy('seq')
    .limit(arg.limit),
);

/** Guaranteed by `writeEvents`, the only writer: type and payload belong together. */
export function toLoggedEvent(row: EventFields): LoggedEvent {
  return {
    type: row.type,
    payload: fromOwnJson(row.payload),
    sessionId: row.session_id,
    seq: row.seq,
    runId: row.run_id,
    at: row.at,
  } as LoggedEvent;
}

const noEnd = Number.MAX_SAFE_INTEGER;

export interface LogSlice {
  readonly sessionId: string;
  /** Exclusive. */
  readonly after: number;
  /** Inclusive; everything when left out. */
  readonly upto?: number;
  readonly limit: number;
  /** Leaves out text as it arrived. */
  readonly withoutDeltas?: boolean;
}

/** Events of a session in order. The caller has already been found entitled to the session. */
export async function readEvents(tx: ReadTx, slice: LogSlice): Promise<LoggedEvent[]> {
  const rows = await tx.all(slice.withoutDeltas === true ? stepsBetween : eventsBetween, {
    session: slice.sessionId,
    after: slice.after,
    upto: slice.upto ?? noEnd,
    limit: slice.limit,
  });
  return rows.map(toLoggedEvent);
}
