import { newId } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Tx } from '../../store/index.ts';
import { appendEvents } from '../sessions/index.ts';
import type { SessionChange } from '../sessions/index.ts';
import { messageInsertion } from './message-queries.ts';

export interface NewMessage {
  readonly orgId: string;
  readonly sessionId: string;
  readonly sender: 'agent' | 'user';
  readonly userId: string | null;
  readonly content: string;
  readonly requiresUserInput: boolean;
  readonly metadata: JsonObject;
  /** Epoch milliseconds. */
  readonly now: number;
  /** How the session goes on; unchanged when left out. */
  readonly change?: SessionChange | undefined;
}

export interface Posted {
  readonly id: string;
  readonly seq: number;
  /** Keeps its place for everybody who looks for it by id; called once in the transaction, when it is known what the message asks or answers. */
  keep(interactionId: string | null): Promise<void>;
}

/** Says something in the session of a foreign agent. The session is held by the caller's transaction. */
export async function postMessage(tx: Tx, input: NewMessage): Promise<Posted> {
  const { orgId, sessionId, sender, userId, content, requiresUserInput, metadata, now, change } = input;
  const id = newId(now);
  const [logged] = await appendEvents(
    tx,
    { orgId, sessionId, runId: null },
    [
      {
        type: 'message.posted',
        payload: { message_id: id, sender, user_id: userId, content, requires_user_input: requiresUserInput, metadata },
      },
    ],
    { at: now, ...(change === undefined ? {} : { change }) },
  );
  if (logged === undefined) throw new Error('a message without a place in its log');
  const { seq } = logged;
  return {
    id,
    seq,
    keep: (interactionId) =>
      tx.insert(messageInsertion, [
        {
          id,
          org_id: orgId,
          session_id: sessionId,
          seq,
          sender,
          sender_user_id: userId,
          requires_input: requiresUserInput ? 1 : 0,
          interaction_id: interactionId,
          created_at: now,
        },
      ]),
  };
}
