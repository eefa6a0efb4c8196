import { PermissionError } from '../errors.ts';
import type { Message } from '../types.ts';
import type { Wire, WireMessage } from './wire.ts';

/** What a person wrote to the agent. */
export interface PersonMessage {
  readonly id: string;
  readonly content: string;
  /** Null when it was passed on by a program, or is what the rules of the agent say for want of an answer. */
  readonly user_id: string | null;
  readonly created_at: string;
}

/** How far one reader has read in one session. */
export interface Reader {
  readonly wire: Wire;
  readonly session: string;
  /** The newest message that was read or written here. */
  lastRead: string | undefined;
  /** An answer was lost on its way: what it held counts as read by the server. */
  isDoubtful: boolean;
}

const pagesMax = 20;

/**
 * What people wrote since this reader read last, oldest first, each once. When an answer was lost, or somebody else has read on from here, the
 * missed is read from the log of the session; a key that may not read sessions goes on without it. Waits up to `waitS` seconds for somebody to write.
 */
export async function readNew(reader: Reader, signal: AbortSignal | undefined, waitS = 0): Promise<readonly PersonMessage[]> {
  if (reader.isDoubtful && reader.lastRead === undefined) {
    const missed = await readMissed(reader, signal);
    reader.isDoubtful = false;
    if (missed.length > 0) return missed;
  }
  reader.isDoubtful = true;
  const { status, messages } = await reader.wire.pending(reader.session, reader.lastRead, waitS, { signal });
  if (status === 'stale') {
    const missed = await readMissed(reader, signal);
    reader.isDoubtful = false;
    return missed;
  }
  reader.isDoubtful = false;
  reader.lastRead = messages.at(-1)?.id ?? reader.lastRead;
  return messages.map(personMessage);
}

/** Everything between this reader's place and the place up to which the session has been read. */
async function readMissed(reader: Reader, signal: AbortSignal | undefined): Promise<readonly PersonMessage[]> {
  const { wire, session } = reader;
  try {
    const upto = (await wire.lastRead(session, { signal })) ?? undefined;
    const missed = await readLog(reader, (message) => message.id === upto, signal);
    reader.lastRead = upto;
    return missed.filter(({ sender }) => sender === 'user').map(fromLog);
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    reader.lastRead = undefined;
    return [];
  }
}

/** The log from this reader's place to the first message that is the last one wanted, or to its end. */
async function readLog(
  { wire, session, lastRead }: Reader,
  isLast: (message: Message) => boolean,
  signal: AbortSignal | undefined,
): Promise<readonly Message[]> {
  const read: Message[] = [];
  for (let pages = 0, after = lastRead; pages < pagesMax; pages += 1) {
    const { data, has_more: hasMore } = await wire.messages(session, after, { signal });
    const end = data.findIndex(isLast);
    read.push(...(end === -1 ? data : data.slice(0, end + 1)));
    // Without a place to begin at, the page holds the newest messages already.
    if (end !== -1 || !hasMore || after === undefined) break;
    after = data.at(-1)?.id;
  }
  return read;
}

export function personMessage({ id, content, sender_user_id, created_at }: WireMessage): PersonMessage {
  return { id, content, user_id: sender_user_id, created_at };
}

function fromLog({ id, content, sender_user, created_at }: Message): PersonMessage {
  return { id, content, user_id: sender_user?.id ?? null, created_at };
}
