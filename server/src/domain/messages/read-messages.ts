import { isUuid } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ReadTx } from '../../store/index.ts';
import { query } from '../operation.ts';
import { toLoggedEvent, visibleSession } from '../sessions/index.ts';
import type { Message } from './message.ts';
import { placeOfMessageId } from './message-id.ts';
import { messageById, spokenBackward, spokenByPeople, spokenForward } from './message-queries.ts';
import { toMessages } from './project-messages.ts';

const noEnd = Number.MAX_SAFE_INTEGER;
/** Characters that a page holds beyond its first message. */
const pageCharactersMax = 4_000_000;
/** Entries of the log that are read at once, so that a page of long messages reads little more than it holds. */
const rowsAtOnce = 40;
/** Rounds of reading that a page takes at most; what an own run's silent model calls take up is not given. */
const roundsMax = 500;
/** What people wrote that an agent is given at once. */
const unreadMax = 500;

export interface MessageSlice {
  readonly sessionId: string;
  /** Exclusive places in the log. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
  /** From `after` on, or the newest before `before`. */
  readonly isForward: boolean;
}

export interface MessagePage {
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** Whether there are more in the direction that was asked for. */
  readonly hasMore: boolean;
}

/** Messages of a session. The caller has already been found entitled to it. */
export async function readMessages(tx: ReadTx, slice: MessageSlice): Promise<MessagePage> {
  const { sessionId, limit, isForward } = slice;
  let { after = 0, before = noEnd } = slice;
  const found: Message[] = [];
  const wanted = Math.min(limit + 1, rowsAtOnce);
  for (let round = 0; round < roundsMax && found.length <= limit && charactersOf(found) <= pageCharactersMax; round += 1) {
    const rows = await tx.all(isForward ? spokenForward : spokenBackward, { session: sessionId, after, before, limit: wanted });
    found.push(...(await toMessages(tx, sessionId, rows.map(toLoggedEvent))));
    const last = rows.at(-1);
    if (last === undefined || rows.length < wanted) break;
    if (isForward) after = last.seq;
    else before = last.seq;
  }
  const kept = withinBounds(found, limit);
  return { messages: isForward ? kept : kept.toReversed(), hasMore: kept.length < found.length };
}

function charactersOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { content }) => sum + content.length, 0);
}

/** As many as a page may hold: at least one, and not more characters than a page may have. */
function withinBounds(found: readonly Message[], limit: number): readonly Message[] {
  let characters = 0;
  const fitting = found.findIndex((message, index) => {
    characters += message.content.length;
    return index > 0 && characters > pageCharactersMax;
  });
  return found.slice(0, fitting === -1 ? limit : Math.min(limit, fitting));
}

/** What people wrote to a foreign agent after a place, and before another, oldest first. */
export async function unreadMessages(
  tx: ReadTx,
  sessionId: string,
  after: number,
  before = noEnd,
): Promise<{ readonly messages: readonly Message[]; readonly isAll: boolean }> {
  const found: Message[] = [];
  for (let place = after; found.length <= unreadMax && charactersOf(found) <= pageCharactersMax;) {
    const rows = await tx.all(spokenByPeople, { session: sessionId, after: place, before, limit: rowsAtOnce });
    found.push(...(await toMessages(tx, sessionId, rows.map(toLoggedEvent))));
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsAtOnce) break;
    place = last.seq;
  }
  const messages = withinBounds(found, unreadMax);
  return { messages, isAll: messages.length === found.length };
}

/** Where a message of a session stands in its log; null when the session has none of this id. */
export async function placeOf(tx: ReadTx, sessionId: string, id: string): Promise<number | null> {
  if (!isUuid(id)) return null;
  const made = placeOfMessageId(sessionId, id);
  if (made !== null) return made;
  const row = await tx.first(messageById, { id: id.toLowerCase() });
  return row?.session_id === sessionId ? row.seq : null;
}

export interface MessageListRequest {
  readonly sessionId: string;
  readonly limit: number;
  /** Messages older than this one, the newest of them. */
  readonly before?: string | undefined;
  /** Messages newer than this one, the oldest of them. */
  readonly after?: string | undefined;
}

/**
 * What was said in a session: the newest messages, or those next to one that is named.
 * @throws Refusal `not_found` session.unknown · `invalid` message.unknown
 */
export const listMessages = query<MessageListRequest, MessagePage>({
  grant: 'sessions:read',
  work: async (tx, { caller }, { sessionId, limit, before, after }) => {
    const { id } = await visibleSession(tx, caller, sessionId);
    return readMessages(tx, {
      sessionId: id,
      limit,
      before: before === undefined ? undefined : await knownPlace(tx, id, before),
      after: after === undefined ? undefined : await knownPlace(tx, id, after),
      isForward: after !== undefined,
    });
  },
});

async function knownPlace(tx: ReadTx, sessionId: string, id: string): Promise<number> {
  const place = await placeOf(tx, sessionId, id);
  if (place === null) throw new Refusal('invalid', 'message.unknown', 'The session has no message of this id.');
  return place;
}
