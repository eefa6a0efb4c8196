import type { LoggedEvent } from '../../kernel/event.ts';
import { statement } from '../../store/index.ts';
import { query } from '../operation.ts';
import { livenessOf, shownStatus, visibleSession } from '../sessions/index.ts';
import type { Liveness, SessionStatus } from '../sessions/index.ts';
import type { Message } from './message.ts';
import { toMessages } from './project-messages.ts';

const diffOf = statement<{ id: string }, { git_diff: string | null }>((db, arg) =>
  db.selectFrom('sessions').select('git_diff').where('id', '=', arg.id),
);

/** What whoever follows a session is shown of it now. */
export interface SessionLook {
  readonly sessionId: string;
  readonly status: SessionStatus;
  readonly liveness: Liveness | null;
  /** Epoch milliseconds. */
  readonly heartbeatAt: number | null;
  readonly lastSeq: number;
  /** What the given events say, by their place in the log. */
  readonly messages: ReadonlyMap<number, Message>;
  /** Undefined when it was not asked for. */
  readonly gitDiff: string | null | undefined;
}

/** Looks again at a session that the caller follows, and words what just happened in it. @throws Refusal `not_found` session.unknown */
export const lookAtSession = query<
  { readonly sessionId: string; readonly events: readonly LoggedEvent[]; readonly withDiff: boolean },
  SessionLook
>({
  grant: 'sessions:read',
  work: async (tx, { caller, home }, { sessionId, events, withDiff }) => {
    const row = await visibleSession(tx, caller, sessionId);
    const now = home.clock.now();
    const messages = await toMessages(tx, row.id, events);
    return {
      sessionId: row.id,
      status: shownStatus(row, now),
      liveness: livenessOf(row, now),
      heartbeatAt: row.heartbeat_at,
      lastSeq: row.last_seq,
      messages: new Map(messages.map((message) => [message.seq, message])),
      gitDiff: withDiff ? ((await tx.first(diffOf, { id: row.id }))?.git_diff ?? null) : undefined,
    };
  },
});
