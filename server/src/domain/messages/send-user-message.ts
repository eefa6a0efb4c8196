import { requireGrant } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { runnableAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { acceptRun, launchRun } from '../runs/index.ts';
import type { AcceptedRun } from '../runs/index.ts';
import { holdSession, isForeign, requireMember, requireWrite, unknownSession, visibleSession } from '../sessions/index.ts';
import type { VisibleSession } from '../sessions/index.ts';
import { refuseUnusableContent } from './check-content.ts';
import { limited } from './limited.ts';
import type { Message } from './message.ts';
import { openInteraction } from './message-queries.ts';
import { readMessages } from './read-messages.ts';
import { repeatable, sayOnce } from './say-once.ts';
import type { Repeatable, SaidAt } from './say-once.ts';
import { answerAndWrite } from './user-message.ts';

export interface SendMessage extends Repeatable {
  readonly sessionId: string;
  readonly content: string;
}

export interface SentMessage {
  readonly message: Message;
  /** The run that it started. */
  readonly runId: string | null;
  /** The question that it answered. */
  readonly answeredInteractionId: string | null;
}

export interface AnsweredMessage extends SentMessage {
  /** An earlier request with the same idempotency key said it. */
  readonly isReplay: boolean;
}

interface Sent extends SentMessage {
  readonly run: AcceptedRun | null;
}

const send = mutation<SendMessage, Sent & { readonly isReplay: boolean }>({
  grant: null,
  work: (tx, at, input) =>
    sayOnce<Sent>(tx, at, {
      route: 'sent message',
      input,
      say: () => sendNew(tx, at, input),
      again: async (message) => ({
        message,
        runId: message.runId,
        answeredInteractionId: message.kind === 'answer' ? message.interactionId : null,
        run: null,
      }),
    }),
  record: 'log',
});

async function sendNew(tx: Tx, at: At, { sessionId, content }: SendMessage): Promise<readonly [Sent, SaidAt]> {
  refuseUnusableContent(content);
  const session = await visibleSession(tx, at.caller, sessionId);
  requireWrite(session);
  const sent = await (isForeign(session.origin) ? sendAbroad : sendToRun)(tx, at, session, content);
  return [sent, { sessionId: session.id, seq: sent.message.seq, readFrom: 0, readTo: 0 }];
}

const sendOften = limited(repeatable(send), ({ sessionId }) => `user ${sessionId.toLowerCase()}`);

/**
 * A person says something in a session. A foreign agent gets it with its next reading, and what it asks is answered by it. An agent that runs
 * here gets the answer it waits for, or begins a new run with the message as its input.
 * @throws Refusal `not_found` session.unknown · `forbidden` session.read_only, session.members_only, caller.lacks_grant, interaction.agent_answer ·
 * `conflict` interaction.decision_needed, session.busy, agent.not_active · `limited` message.too_many · `invalid` message.content_invalid ·
 * and as `sayOnce`
 */
export const sendUserMessage = Object.assign(
  async (at: At, input: SendMessage): Promise<AnsweredMessage> => {
    const { run, ...sent } = await sendOften(at, input);
    if (run !== null) launchRun(at.home, run);
    else if (sent.answeredInteractionId !== null) at.home.engine.wake();
    return sent;
  },
  { grant: null },
);

async function sendAbroad(tx: Tx, at: At, session: VisibleSession, content: string): Promise<Sent> {
  const held = await holdSession(tx, session.id);
  if (held === undefined || held.status === 'DELETED') throw unknownSession();
  const message = await answerAndWrite(tx, at, { orgId: held.org_id, sessionId: held.id, content, now: at.home.clock.now() });
  return { message, runId: null, answeredInteractionId: message.interactionId, run: null };
}

async function sendToRun(tx: Tx, at: At, session: VisibleSession, content: string): Promise<Sent> {
  if ((await tx.first(openInteraction, { session: session.id, kind: 'approval' })) !== undefined) {
    throw new Refusal('conflict', 'interaction.decision_needed', 'The agent waits for a decision about a tool call, not for a message.');
  }
  const open = await tx.first(openInteraction, { session: session.id, kind: 'question' });
  if (open !== undefined && (await at.home.questions.answer(tx, at, { sessionId: session.id, content }))) {
    const message = await newest(tx, session.id);
    return { message, runId: message.runId, answeredInteractionId: open.id, run: null };
  }
  return beginRun(tx, at, session, content);
}

async function beginRun(tx: Tx, at: At, session: VisibleSession, content: string): Promise<Sent> {
  requireMember(session);
  requireGrant(at.caller, 'runs:write');
  const agent = await runnableAgent(tx, at.caller, session.agent_id);
  const given = { agent: agent.id, input: content, data: null, override: {}, sessionId: session.id, origin: 'ui' } as const;
  const run = await acceptRun(tx, at, agent, given);
  const { messages } = await readMessages(tx, { sessionId: session.id, after: run.afterSeq, limit: 1, isForward: true });
  const [message] = messages;
  if (message === undefined) throw new Error('a run that was accepted without its input');
  return { message, runId: run.runId, answeredInteractionId: null, run };
}

/** What was said last, in this transaction. */
async function newest(tx: Tx, sessionId: string): Promise<Message> {
  const { messages } = await readMessages(tx, { sessionId, limit: 1, isForward: false });
  const [message] = messages;
  if (message === undefined) throw new Error('an answer that is not in the log');
  return message;
}
