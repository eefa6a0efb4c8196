import type { Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { appendEvents, holdSession, requireMember, requireWrite, sessionOf, unknownSession, visibleSession } from '../sessions/index.ts';
import type { HeldSession, Session } from '../sessions/index.ts';
import { heldSession, noteAlive, sessionIdOf } from './open-foreign-session.ts';
import { refuseOpenRun, stopRuns } from './stop-runs.ts';

export const endStatuses = ['COMPLETED', 'FAILED', 'KILLED'] as const;
export type EndStatus = (typeof endStatuses)[number];

export interface EndSession {
  readonly id: string;
  /** `COMPLETED` when left out. */
  readonly status?: EndStatus | undefined;
}

/** Ends a session that is held: nothing waits in it any more. One that has ended so already stays as it is. */
async function endHeld(tx: Tx, at: At, held: HeldSession, status: EndStatus): Promise<void> {
  const { home } = at;
  const now = home.clock.now();
  const target = { orgId: held.org_id, sessionId: held.id };
  await home.questions.withdraw(tx, home, { ...target, reason: 'session_ended', now });
  if (held.status === status) return;
  const lastError = status === 'FAILED' ? 'The session was ended as failed.' : null;
  const change = { status, endedAt: now, lastError } as const;
  await appendEvents(tx, { ...target, runId: null }, [{ type: 'session.ended', payload: { status } }], { at: now, change });
}

/**
 * A foreign agent ends its own session.
 * @throws Refusal `not_found` session.unknown · `conflict` session.is_run
 */
export const endOwnSession = mutation<EndSession, { readonly sessionId: string; readonly status: EndStatus }>({
  grant: 'messages:write',
  work: async (tx, at, { id, status = 'COMPLETED' }) => {
    const held = await heldSession(tx, at, sessionIdOf(id));
    await noteAlive(tx, at, held);
    await endHeld(tx, at, held, status);
    return { sessionId: held.id, status };
  },
  record: 'log',
});

const end = mutation<EndSession & { readonly hadRun: boolean }, Session>({
  grant: 'sessions:write',
  work: async (tx, at, { id, status = 'COMPLETED', hadRun }) => {
    const row = await visibleSession(tx, at.caller, id);
    requireMember(row);
    requireWrite(row);
    const held = await holdSession(tx, row.id);
    if (held === undefined || held.status === 'DELETED') throw unknownSession();
    await refuseOpenRun(tx, held.id);
    // A run that was cancelled for it leaves its session killed.
    await endHeld(tx, at, held, hadRun ? 'KILLED' : status);
    return sessionOf(tx, at, held.id);
  },
  record: (session) => ({ event: 'session.ended', target: session.id, details: { status: session.status } }),
});

/**
 * Ends a session in the name of people. A run that still goes on is cancelled, and leaves the session killed.
 * @throws Refusal `not_found` session.unknown · `forbidden` session.read_only, session.members_only · `conflict` session.busy
 */
export const endSession = Object.assign(
  async (at: At, input: EndSession): Promise<Session> => end(at, { ...input, hadRun: await stopRuns(at, input.id, requireWrite) }),
  { grant: 'sessions:write' as const },
);
