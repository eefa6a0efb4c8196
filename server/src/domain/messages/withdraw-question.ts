import { callerIdentity } from '../../kernel/caller.ts';
import { mutation } from '../operation.ts';
import { appendEvents } from '../sessions/index.ts';
import { heldSession, sessionIdOf } from './open-foreign-session.ts';

/**
 * Takes back what a foreign agent has asked, because it does not wait for the answer any more; does nothing when the question is not open. Its session
 * goes on.
 * @throws Refusal `not_found` session.unknown · `conflict` session.is_run
 */
export const withdrawQuestion = mutation<{ readonly sessionId: string; readonly questionId: string }, undefined>({
  grant: 'messages:write',
  work: async (tx, at, { sessionId, questionId }) => {
    const held = await heldSession(tx, at, sessionIdOf(sessionId));
    const { home } = at;
    const now = home.clock.now();
    const target = { orgId: held.org_id, sessionId: held.id };
    const gone = { ...target, only: questionId, reason: 'taken_back', now };
    if ((await home.questions.withdraw(tx, home, gone)) === 0 || held.status !== 'AWAITING_INPUT') return undefined;
    const event = { type: 'session.status_changed', payload: { status: 'ACTIVE', by: callerIdentity(at.caller) } } as const;
    await appendEvents(tx, { ...target, runId: null }, [event], { at: now, change: { status: 'ACTIVE', endedAt: null, lastError: null } });
    return undefined;
  },
  record: 'log',
});
