import { mutation } from '../operation.ts';
import { refuseUnusableContent } from './check-content.ts';
import { limited } from './limited.ts';
import type { Message } from './message.ts';
import { firstUnread, movePointer } from './message-queries.ts';
import { heldSession, sessionIdOf } from './open-foreign-session.ts';
import { answerAndWrite } from './user-message.ts';

export interface TypedMessage {
  readonly sessionId: string;
  readonly content: string;
  /** The agent has it already, because it was typed where the agent runs; true when left out. */
  readonly isRead?: boolean | undefined;
}

const post = mutation<TypedMessage, { readonly message: Message; readonly isRead: boolean }>({
  grant: 'messages:write',
  work: async (tx, at, { sessionId, content, isRead = true }) => {
    refuseUnusableContent(content);
    const held = await heldSession(tx, at, sessionIdOf(sessionId));
    // Nothing that the agent has not been given is passed over.
    const hasUnread = (await tx.first(firstUnread, { session: held.id, after: held.read_seq })) !== undefined;
    const message = await answerAndWrite(tx, at, { orgId: held.org_id, sessionId: held.id, content, now: at.home.clock.now() });
    if (!isRead || hasUnread) return { message, isRead: false };
    await tx.run(movePointer, { session: held.id, from: held.read_seq, to: message.seq });
    return { message, isRead: true };
  },
  record: 'log',
});

/**
 * What a person typed where the agent runs: it answers what the agent asks, and the session goes on. Counts as read, unless the agent has not been
 * given something older.
 * @throws Refusal `not_found` session.unknown · `limited` message.too_many · `invalid` message.content_invalid · `conflict` session.is_run
 */
export const postUserMessage = limited(post, ({ sessionId }) => `user ${sessionId.toLowerCase()}`);
