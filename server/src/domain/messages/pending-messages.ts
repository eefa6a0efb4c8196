import type { ReadTx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation, query } from '../operation.ts';
import { visibleSession } from '../sessions/index.ts';
import type { HeldSession } from '../sessions/index.ts';
import type { Message } from './message.ts';
import { firstUnread, movePointer } from './message-queries.ts';
import { heldSession, noteAlive, refuseOwnRuns, sessionIdOf } from './open-foreign-session.ts';
import { placeOf, unreadMessages } from './read-messages.ts';

export interface PendingRequest {
  readonly sessionId: string;
  /** The message that the agent got or wrote last; from where it was left when it does not say. */
  readonly lastReadMessageId?: string | undefined;
}

export interface Pending {
  /** `stale`: somebody else has read on from there. */
  readonly status: 'ok' | 'stale';
  readonly messages: readonly Message[];
}

/** How old the last sign of life may be for a poll that finds nothing to write nothing. */
const freshMs = 15_000;
const nothing: Pending = { status: 'ok', messages: [] };

/** The answer to a poll that changes nothing; undefined when the session has to be held. */
const glance = query<PendingRequest, Pending | undefined>({
  grant: 'messages:read',
  work: async (tx, { caller, home }, { sessionId, lastReadMessageId }) => {
    const row = await visibleSession(tx, caller, sessionIdOf(sessionId));
    refuseOwnRuns(row.origin);
    if (home.clock.now() - (row.heartbeat_at ?? 0) > freshMs) return undefined;
    if (await isBehind(tx, row, lastReadMessageId)) return { status: 'stale', messages: [] };
    return (await tx.first(firstUnread, { session: row.id, after: row.read_seq })) === undefined ? nothing : undefined;
  },
});

const take = mutation<PendingRequest, Pending>({
  grant: 'messages:read',
  work: async (tx, at, { sessionId, lastReadMessageId }) => {
    const held = await heldSession(tx, at, sessionIdOf(sessionId));
    await noteAlive(tx, at, held);
    if (await isBehind(tx, held, lastReadMessageId)) return { status: 'stale', messages: [] };
    const { messages } = await unreadMessages(tx, held.id, held.read_seq);
    const upto = messages.at(-1)?.seq;
    if (upto === undefined) return nothing;
    const moved = await tx.run(movePointer, { session: held.id, from: held.read_seq, to: upto });
    return moved === 0 ? { status: 'stale', messages: [] } : { status: 'ok', messages };
  },
  record: 'log',
});

/**
 * What people wrote to a foreign agent since it read last, oldest first, and given once: of several readers at one place the first gets it, the
 * others learn that they are behind. A poll is a sign of life.
 * @throws Refusal `not_found` session.unknown · `conflict` session.is_run · `invalid` session.id_invalid
 */
export const pendingMessages = Object.assign(
  async (at: At, request: PendingRequest): Promise<Pending> => (await glance(at, request)) ?? take(at, request),
  { grant: 'messages:read' as const },
);

/** Whether a reader is not where the session has been read up to. */
async function isBehind(
  tx: ReadTx,
  session: Pick<HeldSession, 'id' | 'read_seq'>,
  lastReadMessageId: string | undefined,
): Promise<boolean> {
  if (lastReadMessageId === undefined) return false;
  const place = await placeOf(tx, session.id, lastReadMessageId);
  return place === null || place < session.read_seq;
}
