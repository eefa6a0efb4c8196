import type { Caller } from '../../kernel/caller.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import type { Message } from './message.ts';
import { openInteraction } from './message-queries.ts';
import { postMessage } from './post-message.ts';

const nameOf = statement<{ id: string }, { name: string }>((db, arg) => db.selectFrom('users').select('name').where('id', '=', arg.id));

export interface UserMessage {
  readonly orgId: string;
  readonly sessionId: string;
  readonly content: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** What it answers, when that has been settled already. */
  readonly interactionId?: string | null | undefined;
}

type Writing = Pick<At, 'home' | 'caller'>;

/**
 * Says something to a foreign agent in the name of the caller: the session goes on, also one that had ended, and the agent gets it with its next
 * reading. Answers nothing by itself and checks no grant. The session is held by the caller's transaction, or is with this.
 */
export async function insertUserMessage(
  tx: Tx,
  at: Writing,
  input: UserMessage,
): Promise<{ readonly messageId: string; readonly seq: number }> {
  const { id, seq } = await insertMessage(tx, at, input);
  return { messageId: id, seq };
}

/** `insertUserMessage`, with the whole message. */
export async function insertMessage(tx: Tx, { caller }: Writing, input: UserMessage): Promise<Message> {
  const { orgId, sessionId, content, now, interactionId = null } = input;
  const userId = writerOf(caller);
  const posted = await postMessage(tx, {
    orgId,
    sessionId,
    sender: 'user',
    userId,
    content,
    requiresUserInput: false,
    metadata: {},
    now,
    change: { status: 'ACTIVE', endedAt: null, lastError: null },
  });
  await posted.keep(interactionId);
  const name = userId === null ? undefined : (await tx.first(nameOf, { id: userId }))?.name;
  return {
    id: posted.id,
    seq: posted.seq,
    sessionId,
    sender: 'user',
    senderUser: userId === null || name === undefined ? null : { id: userId, name },
    kind: interactionId === null ? 'feedback' : 'answer',
    content,
    requiresUserInput: false,
    interactionId,
    runId: null,
    createdAt: now,
    metadata: {},
  };
}

/** Answers with it what the agent waits for, when it waits, and says it. */
export async function answerAndWrite(tx: Tx, at: At, input: Omit<UserMessage, 'interactionId'>): Promise<Message> {
  const open = await tx.first(openInteraction, { session: input.sessionId, kind: 'question' });
  const isAnswer = open !== undefined && (await at.home.questions.answer(tx, at, { sessionId: input.sessionId, content: input.content }));
  return insertMessage(tx, at, { ...input, interactionId: isAnswer ? open.id : null });
}

/** The person who writes; null for programs without one. */
function writerOf(caller: Caller): string | null {
  return caller.kind === 'person' || caller.kind === 'apiKey' ? caller.userId : null;
}
