import { statement } from '../../store/index.ts';
import { mutation } from '../operation.ts';
import { appendEvents } from './append-events.ts';
import { sessionOf } from './read-sessions.ts';
import type { Session } from './session.ts';
import { requireMember, requireWrite, visibleSession } from './visible-session.ts';

const rename = statement<{ id: string; name: string }>((db, arg) =>
  db.updateTable('sessions').set({ name: arg.name }).where('id', '=', arg.id),
);

/** Gives a session another name, 1-200 characters. @throws Refusal `not_found` session.unknown · `forbidden` session.members_only, session.read_only */
export const renameSession = mutation<{ readonly id: string; readonly name: string }, Session>({
  grant: 'sessions:write',
  work: async (tx, at, { id, name }) => {
    const row = await visibleSession(tx, at.caller, id);
    requireMember(row);
    requireWrite(row);
    await tx.run(rename, { id: row.id, name });
    const target = { orgId: row.org_id, sessionId: row.id, runId: null };
    await appendEvents(tx, target, [{ type: 'session.renamed', payload: { name } }], { at: at.home.clock.now() });
    return sessionOf(tx, at, row.id);
  },
  // The name is what people wrote: it is in the log alone, from where it can be erased.
  record: (session) => ({ event: 'session.renamed', target: session.id, details: {} }),
});
