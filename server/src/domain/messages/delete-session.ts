import { statement } from '../../store/index.ts';
import type { EventRow, Tx } from '../../store/index.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { appendEvents, erasedMembers, holdSession, requireOwner, unknownSession, visibleSession } from '../sessions/index.ts';
import { eraseNews } from './erase-news.ts';
import { refuseOpenRun, stopRuns } from './stop-runs.ts';

interface Session {
  readonly session: string;
}
type Text = Pick<EventRow, 'seq' | 'payload'>;

/** Events that are read and written at once while texts are erased. */
const batchMax = 500;

const emptyDeltas = statement<Session>((db, arg) =>
  db
    .updateTable('events')
    .set({ payload: '{"text":"","offset":0}' })
    .where('session_id', '=', arg.session)
    .where('type', 'in', ['message.delta', 'reasoning.delta']),
);
const textsAfter = statement<Session & { after: number; limit: number }, Text>((db, arg) =>
  db
    .selectFrom('events')
    .select(['seq', 'payload'])
    .where('session_id', '=', arg.session)
    .where('seq', '>', arg.after)
    .where('type', 'not in', ['message.delta', 'reasoning.delta'])
    .orderBy('seq')
    .limit(arg.limit),
);
const setText = statement<Session & { seq: number; payload: string }>((db, arg) =>
  db.updateTable('events').set({ payload: arg.payload }).where('session_id', '=', arg.session).where('seq', '=', arg.seq),
);
const emptyRuns = statement<Session>((db, arg) =>
  db.updateTable('runs').set({ input_json: '""', output_json: null, error_message: null }).where('session_id', '=', arg.session),
);
const emptySession = statement<Session>((db, arg) =>
  db
    .updateTable('sessions')
    .set({ name: 'Deleted session', git_diff: null, metadata_json: '{}', latest_message: null, last_error: null, spans_count: 0 })
    .where('id', '=', arg.session),
);
const emptyLaunches = statement<Session>((db, arg) =>
  db.updateTable('launches').set({ fields_json: '{}' }).where('session_id', '=', arg.session).where('next_at', 'is', null),
);
const dropMessages = statement<Session>((db, arg) => db.deleteFrom('messages').where('session_id', '=', arg.session));
const dropSpans = statement<Session>((db, arg) => db.deleteFrom('spans').where('session_id', '=', arg.session));
const dropShares = statement<Session>((db, arg) => db.deleteFrom('shares').where('session_id', '=', arg.session));
const dropTickets = statement<Session>((db, arg) => db.deleteFrom('stream_tickets').where('session_id', '=', arg.session));

const remove = mutation<string, { readonly id: string }>({
  grant: 'sessions:write',
  work: async (tx, at, id) => {
    const row = await visibleSession(tx, at.caller, id);
    requireOwner(row);
    const held = await holdSession(tx, row.id);
    if (held === undefined || held.status === 'DELETED') throw unknownSession();
    await refuseOpenRun(tx, held.id);
    const { home } = at;
    const now = home.clock.now();
    const target = { orgId: held.org_id, sessionId: held.id };
    await home.questions.withdraw(tx, home, { ...target, reason: 'session_deleted', now });
    const change = { status: 'DELETED', endedAt: now, lastError: null } as const;
    await appendEvents(tx, { ...target, runId: null }, [{ type: 'session.ended', payload: { status: 'DELETED' } }], { at: now, change });
    await home.questions.erase(tx, target);
    await eraseNews(tx, held);
    await eraseTexts(tx, held.id);
    return { id: held.id };
  },
  record: ({ id }) => ({ event: 'session.deleted', target: id, details: {} }),
});

/**
 * Deletes a session: what was said, asked, answered, traced and changed in it is erased for good, and what remains is that it was. A run that
 * still goes on is cancelled, and what it still says is not kept.
 * @throws Refusal `not_found` session.unknown · `forbidden` session.owner_only · `conflict` session.busy
 */
export const deleteSession = Object.assign(
  async (at: At, id: string): Promise<{ readonly id: string }> => {
    await stopRuns(at, id, requireOwner);
    return remove(at, id);
  },
  { grant: 'sessions:write' as const },
);

async function eraseTexts(tx: Tx, session: string): Promise<void> {
  await tx.run(emptyDeltas, { session });
  for (let after = 0, batch: Text[] = []; ; after = batch.at(-1)?.seq ?? after) {
    batch = await tx.all(textsAfter, { session, after, limit: batchMax });
    for (const { seq, payload } of batch) await eraseOne(tx, { session, seq, payload });
    if (batch.length < batchMax) break;
  }
  for (const empty of [emptyRuns, emptyLaunches, dropMessages, dropSpans, dropShares, dropTickets, emptySession]) {
    await tx.run(empty, { session });
  }
}

async function eraseOne(tx: Tx, { session, seq, payload }: Text & Session): Promise<void> {
  const erased = JSON.stringify(erasedMembers(fromOwnJson(payload)));
  if (erased !== payload) await tx.run(setText, { session, seq, payload: erased });
}
