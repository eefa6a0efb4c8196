import { isUuid } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { MessageRow, Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { appendEvents } from '../sessions/index.ts';
import type { HeldSession } from '../sessions/index.ts';
import type { Message } from './message.ts';
import { markAsked, messageById, movePointer } from './message-queries.ts';
import { heldSession, noteAlive } from './open-foreign-session.ts';
import { readMessages, unreadMessages } from './read-messages.ts';

export interface RequestedInput {
  readonly message: Message;
  /** What people had written already; then nobody is asked. */
  readonly queued: readonly Message[];
  readonly interactionId: string | null;
}

/**
 * Makes a question of what an agent said, unless somebody has written since: then that is returned, and nothing waits. Asking again changes
 * nothing.
 * @throws Refusal `not_found` message.unknown · `conflict` message.not_agents
 */
export const requestInput = mutation<{ readonly messageId: string }, RequestedInput>({
  grant: 'messages:write',
  work: async (tx, at, { messageId }) => {
    const row = await ownMessage(tx, at, messageId);
    const held = await heldSession(tx, at, row.session_id).catch((error: unknown) => {
      throw error instanceof Refusal && error.kind === 'not_found' ? unknownMessage() : error;
    });
    if (row.sender !== 'agent') throw new Refusal('conflict', 'message.not_agents', 'Only what an agent said can be made a question.');
    await noteAlive(tx, at, held);
    const unread = await unreadMessages(tx, held.id, held.read_seq);
    const queued = unread.messages.filter(({ seq }) => seq > row.seq);
    const upto = unread.messages.at(-1)?.seq;
    if (upto !== undefined) await tx.run(movePointer, { session: held.id, from: held.read_seq, to: upto });
    const current = await tx.first(messageById, { id: row.id });
    const isAsked = current?.requires_input === 1;
    const interactionId = isAsked ? (current.interaction_id ?? null) : await ask(tx, at, held, row, queued.length > 0);
    return { message: await messageAt(tx, row), queued: unread.messages, interactionId };
  },
  record: 'log',
});

const unknownMessage = (): Refusal => new Refusal('not_found', 'message.unknown', 'There is no such message.');

async function ownMessage(tx: Tx, { caller }: At, id: string): Promise<MessageRow> {
  const row = isUuid(id) ? await tx.first(messageById, { id: id.toLowerCase() }) : undefined;
  if (row === undefined || row.org_id !== caller.orgId) throw unknownMessage();
  return row;
}

async function messageAt(tx: Tx, row: MessageRow): Promise<Message> {
  const { messages } = await readMessages(tx, { sessionId: row.session_id, after: row.seq - 1, limit: 1, isForward: true });
  const [message] = messages;
  if (message === undefined) throw unknownMessage();
  return message;
}

/** Puts the question to people, unless it has been answered before it was asked. */
async function ask(tx: Tx, { home }: At, held: HeldSession, row: MessageRow, isAnswered: boolean): Promise<string | null> {
  const now = home.clock.now();
  const session = { orgId: held.org_id, sessionId: held.id };
  await home.questions.withdraw(tx, home, { ...session, reason: 'replaced', now });
  const change = isAnswered || isEnded(held) ? undefined : ({ status: 'AWAITING_INPUT', endedAt: null, lastError: null } as const);
  const requested = { type: 'message.input_requested', payload: { message_id: row.id } } as const;
  await appendEvents(tx, { ...session, runId: null }, [requested], { at: now, ...(change === undefined ? {} : { change }) });
  const { content } = await messageAt(tx, row);
  const asked = { ...session, agentId: held.agent_id, messageId: row.id, question: content, options: [], now };
  const interaction = isAnswered ? null : await home.questions.ask(tx, home, asked);
  await tx.run(markAsked, { id: row.id, interaction });
  return interaction;
}

function isEnded({ status }: HeldSession): boolean {
  return ['COMPLETED', 'FAILED', 'KILLED'].includes(status);
}
