import type { Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { refuseUnusableContent } from './check-content.ts';
import { limited } from './limited.ts';
import type { Message } from './message.ts';
import { firstUnread, movePointer } from './message-queries.ts';
import { heldSession, sessionIdOf } from './open-foreign-session.ts';
import { repeatable, sayOnce } from './say-once.ts';
import type { Repeatable, SaidAt } from './say-once.ts';
import { answerAndWrite } from './user-message.ts';

export interface TypedMessage extends Repeatable {
  readonly sessionId: string;
  readonly content: string;
  /** The agent has it already, because it was typed where the agent runs; true when left out. */
  readonly isRead?: boolean | undefined;
}

interface Typed {
  readonly message: Message;
  readonly isRead: boolean;
}

const post = mutation<TypedMessage, Typed & { readonly isReplay: boolean }>({
  grant: 'messages:write',
  work: (tx, at, input) =>
    sayOnce<Typed>(tx, at, {
      route: 'user message',
      input,
      say: () => postNew(tx, at, input),
      again: async (message, { readTo }) => ({ message, isRead: readTo === message.seq }),
    }),
  record: 'log',
});

async function postNew(tx: Tx, at: At, { sessionId, content, isRead = true }: TypedMessage): Promise<readonly [Typed, SaidAt]> {
  refuseUnusableContent(content);
  const held = await heldSession(tx, at, sessionIdOf(sessionId));
  // Nothing that the agent has not been given is passed over.
  const hasUnread = (await tx.first(firstUnread, { session: held.id, after: held.read_seq })) !== undefined;
  const message = await answerAndWrite(tx, at, { orgId: held.org_id, sessionId: held.id, content, now: at.home.clock.now() });
  const isTaken = isRead && !hasUnread;
  if (isTaken) await tx.run(movePointer, { session: held.id, from: held.read_seq, to: message.seq });
  const { seq } = message;
  return [
    { message, isRead: isTaken },
    { sessionId: held.id, seq, readFrom: 0, readTo: isTaken ? seq : 0 },
  ];
}

/**
 * What a person typed where the agent runs: it answers what the agent asks, and the session goes on. Counts as read, unless the agent has not been
 * given something older.
 * @throws Refusal `not_found` session.unknown · `limited` message.too_many · `invalid` message.content_invalid · `conflict` session.is_run
 */
export const postUserMessage = limited(repeatable(post), ({ sessionId }) => `user ${sessionId.toLowerCase()}`);
