import type { JsonObject } from '../../kernel/json.ts';
import { refuseField } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import type { HeldSession, SessionChange } from '../sessions/index.ts';
import { refuseUnusableContent } from './check-content.ts';
import { changeDiff } from './change-diff.ts';
import { limited } from './limited.ts';
import type { Message } from './message.ts';
import { movePointer } from './message-queries.ts';
import { noteAlive, openForeignSession, refuseLargeMetadata } from './open-foreign-session.ts';
import { postMessage } from './post-message.ts';
import { unreadMessages } from './read-messages.ts';
import { repeatable, sayOnce } from './say-once.ts';
import type { Repeatable, SaidAt } from './say-once.ts';

export interface AgentMessage extends Repeatable {
  /** A UUID that the agent chose; the first message opens the session. */
  readonly sessionId: string;
  /** What kind of agent speaks, for a session that is not there yet; agents with keys of their own are themselves. */
  readonly agentType?: string | undefined;
  readonly content: string;
  /** The agent waits for an answer. */
  readonly requiresUserInput?: boolean | undefined;
  /** Quick replies to a question, at most 10 of at most 200 characters. */
  readonly options?: readonly string[] | undefined;
  readonly metadata?: JsonObject | undefined;
  /** Of a session that is not there yet. */
  readonly name?: string | undefined;
  /** What the agent has changed in its working copy; null takes it away, left out it stays. */
  readonly gitDiff?: string | null | undefined;
}

export interface PostedByAgent {
  readonly sessionId: string;
  readonly message: Message;
  /** What people wrote since the agent read last; it has read them with this. */
  readonly queued: readonly Message[];
  /** The question that people see. */
  readonly interactionId: string | null;
}

type Answered = PostedByAgent & { readonly isReplay: boolean };

const optionsMax = 10;
const optionLengthMax = 200;

const post = mutation<AgentMessage, Answered>({
  grant: 'messages:write',
  work: (tx, at, input) =>
    sayOnce<PostedByAgent>(tx, at, {
      route: 'agent message',
      input,
      say: () => postNew(tx, at, input),
      again: async (message, { sessionId, readFrom, readTo }) => ({
        sessionId,
        message,
        queued: (await unreadMessages(tx, sessionId, readFrom, readTo + 1)).messages,
        interactionId: message.interactionId,
      }),
    }),
  record: 'log',
});

async function postNew(tx: Tx, at: At, input: AgentMessage): Promise<readonly [PostedByAgent, SaidAt]> {
  refuseUnusableContent(input.content);
  refuseLargeMetadata(input.metadata);
  const options = usableOptions(input.options);
  // The metadata is the message's own; a session has what it was registered with.
  const { sessionId, agentType, name } = input;
  const held = await openForeignSession(tx, at, { sessionId, agentType, name });
  await noteAlive(tx, at, held);
  if (input.gitDiff !== undefined) await changeDiff(tx, at, held, input.gitDiff);
  const unread = await unreadMessages(tx, held.id, held.read_seq);
  const said = await say(tx, at, held, { ...input, options });
  const given = unread.messages.at(-1)?.seq ?? held.read_seq;
  await tx.run(movePointer, { session: held.id, from: held.read_seq, to: unread.isAll ? said.message.seq : given });
  return [
    { ...said, sessionId: held.id, queued: unread.messages },
    { sessionId: held.id, seq: said.message.seq, readFrom: held.read_seq, readTo: given },
  ];
}

/**
 * A foreign agent says something: a step, or a question that people see at once and that replaces an earlier one. Returns what people wrote
 * since it read last. Opens the session, and its agent, where they are new.
 * @throws Refusal `limited` message.too_many · `invalid` message.content_invalid, message.options_invalid, and as `openForeignSession` and `sayOnce`
 */
export const postAgentMessage = limited(repeatable(post), ({ sessionId }) => `agent ${sessionId.toLowerCase()}`);

async function say(tx: Tx, at: At, held: HeldSession, input: AgentMessage): Promise<Pick<PostedByAgent, 'message' | 'interactionId'>> {
  const { home } = at;
  const now = home.clock.now();
  const { content, requiresUserInput = false, metadata = {}, options = [] } = input;
  const session = { orgId: held.org_id, sessionId: held.id };
  await home.questions.withdraw(tx, home, { ...session, reason: requiresUserInput ? 'replaced' : 'agent_went_on', now });
  const posted = await postMessage(tx, {
    ...session,
    sender: 'agent',
    userId: null,
    content,
    requiresUserInput,
    metadata,
    now,
    change: afterAgent(held, requiresUserInput),
  });
  const asked = { ...session, agentId: held.agent_id, messageId: posted.id, question: content, options, now };
  const interactionId = requiresUserInput ? await home.questions.ask(tx, home, asked) : null;
  await posted.keep(interactionId);
  const message: Message = {
    id: posted.id,
    seq: posted.seq,
    sessionId: held.id,
    sender: 'agent',
    senderUser: null,
    kind: requiresUserInput ? 'question' : 'step',
    content,
    requiresUserInput,
    interactionId,
    runId: null,
    createdAt: now,
    metadata,
  };
  return { message, interactionId };
}

const ended: readonly string[] = ['COMPLETED', 'FAILED', 'KILLED'];

/** An agent that still speaks after its session has ended does not open it again; a person does. */
function afterAgent({ status }: HeldSession, isWaiting: boolean): SessionChange | undefined {
  if (ended.includes(status)) return undefined;
  return { status: isWaiting ? 'AWAITING_INPUT' : 'ACTIVE', endedAt: null, lastError: null };
}

function usableOptions(options: readonly string[] = []): readonly string[] {
  const isUsable =
    options.length <= optionsMax && options.every((one) => one.trim() !== '' && one.length <= optionLengthMax && !one.includes('\0'));
  if (isUsable) return options;
  const detail = `A question has at most ${optionsMax} options of 1 to ${optionLengthMax} characters.`;
  throw refuseField('invalid', 'message.options_invalid', '/options', detail);
}
