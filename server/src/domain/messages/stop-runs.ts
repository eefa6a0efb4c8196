import { requireGrant } from '../../kernel/caller.ts';
import type { Grant } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { cancelRun } from '../runs/index.ts';
import { visibleSession } from '../sessions/index.ts';
import type { VisibleSession } from '../sessions/index.ts';

const openRun = statement<{ session: string }, { id: string }>((db, arg) =>
  db.selectFrom('runs').select('id').where('session_id', '=', arg.session).where('state', 'in', ['queued', 'running', 'waiting']).limit(1),
);

/**
 * Cancels the run that goes on in a session, in transactions of its own: a run's row is held before its session's everywhere. Whoever may end the
 * session may cancel its run. Says whether there was one.
 * @throws Refusal `not_found` session.unknown, and what `check` refuses
 */
export async function stopRuns(at: At, sessionId: string, check: (row: VisibleSession) => void): Promise<boolean> {
  requireGrant(at.caller, 'sessions:write');
  const run = await at.home.read(async (tx) => {
    const row = await visibleSession(tx, at.caller, sessionId);
    check(row);
    // Of a session of another organisation nothing but the conversation is shared.
    return row.isGuest ? undefined : tx.first(openRun, { session: row.id });
  });
  if (run === undefined) return false;
  const caller = { ...at.caller, grants: new Set<Grant>([...at.caller.grants, 'runs:write']) };
  await cancelRun({ ...at, caller }, run.id).catch((error: unknown) => {
    if (!(error instanceof Refusal && error.reason === 'run.already_ended')) throw error;
  });
  return true;
}

/** For those who hold the session after `stopRuns`: a run may have begun in between. @throws Refusal `conflict` session.busy */
export async function refuseOpenRun(tx: ReadTx, sessionId: string): Promise<void> {
  if ((await tx.first(openRun, { session: sessionId })) === undefined) return;
  throw new Refusal('conflict', 'session.busy', 'The session has a run that has just begun.');
}
