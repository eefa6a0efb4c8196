import type { LoggedEvent } from '../../../kernel/event.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { At } from '../../../domain/home.ts';
import { getInteraction } from '../../../domain/interactions/index.ts';
import { heartbeat, pendingMessages, postAgentMessage, withdrawQuestion } from '../../../domain/messages/index.ts';
import type { Message } from '../../../domain/messages/index.ts';
import { getSession } from '../../../domain/sessions/index.ts';
import type { BegunWork, LongWork, ToolAnswer, ToolCall } from '../tool.ts';
import { untilEvent } from '../until-event.ts';
import { heard, said, sayer } from './said.ts';

/** A waiting agent is there: it gives a sign of life with every fourth pulse, which is once in a minute. */
const pulsesPerSign = 4;

interface AskArguments {
  readonly agent_type?: string;
  readonly git_diff?: string;
  readonly question?: string;
  readonly options?: readonly string[];
  readonly question_id?: string;
  readonly timeout_s?: number;
}

/** A question that people see, and the place of the session's log from which on its answer is to come. */
interface Asked {
  readonly questionId: string;
  readonly sessionId: string;
  readonly afterSeq: number;
  /** It was asked by this call. */
  readonly isNew: boolean;
  /** What people had written before. */
  readonly queued: readonly Message[];
}

type Outcome = 'answered' | 'declined' | 'waiting' | 'expired' | 'canceled';

/**
 * Asks people and waits until one answers, the time is up or the client has gone. The question stays, unless it was asked by this call and the client
 * takes the call back.
 * @throws Refusal `unprocessable` question.needed · `not_found` interaction.unknown, and as `postAgentMessage`
 */
export async function askQuestion(call: ToolCall<AskArguments>, session: { id: string; isNew: boolean }): Promise<ToolAnswer> {
  const asked = (await askedBefore(call, session)) ?? (await askNow(call, session));
  let pulses = 0;
  const event = await untilEvent(call.at, {
    sessionId: asked.sessionId,
    afterSeq: asked.afterSeq,
    waitMs: waitMsOf(call, asked),
    signal: call.signal,
    isLast: (one) => outcomeIn(one, asked.questionId) !== undefined,
    still: () => {
      pulses += 1;
      call.progress('Waits for a person');
      if (pulses % pulsesPerSign === 0) signOfLife(call.at, asked.sessionId);
    },
  });
  if (asked.isNew && call.isTakenBack()) await withdrawQuestion(call.at, asked);
  const found = event === undefined ? undefined : outcomeIn(event, asked.questionId);
  // Nobody is told of the rest when the client has gone.
  const gone: Found | undefined = call.signal.aborted ? { status: 'waiting', answer: null } : undefined;
  return answerOf(call.at, asked, gone ?? found ?? (await outcomeOf(call.at, asked.questionId)));
}

function waitMsOf({ args, patienceMs, firstPatienceMs }: ToolCall<AskArguments>, { isNew }: Asked): number {
  if (args.timeout_s !== undefined) return args.timeout_s * 1_000;
  return isNew ? firstPatienceMs : patienceMs;
}

/** The question that a call goes on with: the named one, or the same one that the session waits for already. */
async function askedBefore({ at, args }: ToolCall<AskArguments>, session: { id: string; isNew: boolean }): Promise<Asked | undefined> {
  if (args.question_id !== undefined) {
    const { id, session: of } = await questionOf(at, args.question_id);
    return { questionId: id, sessionId: of.id, afterSeq: await placeBefore(at, of.id, id), isNew: false, queued: [] };
  }
  if (session.isNew || !at.caller.grants.has('sessions:read')) return undefined;
  const seen = await getSession(at, session.id).catch(unlessUnknown);
  const open = seen?.openInteraction;
  if (seen === undefined || open?.kind !== 'question' || open.question !== args.question) return undefined;
  return { questionId: open.id, sessionId: seen.id, afterSeq: seen.lastSeq, isNew: false, queued: [] };
}

/** Where an answer that has not come yet can come at the earliest; the beginning of the log, when it came before it was looked for. */
async function placeBefore(at: At, sessionId: string, questionId: string): Promise<number> {
  const { lastSeq } = await getSession(at, sessionId);
  return (await getInteraction(at, questionId)).state === 'open' ? lastSeq : 0;
}

/** A session that is not there yet begins with the question. */
function unlessUnknown(error: unknown): undefined {
  if (error instanceof Refusal && error.kind === 'not_found') return undefined;
  throw error;
}

async function askNow(call: ToolCall<AskArguments>, session: { id: string }): Promise<Asked> {
  const { question, options } = call.args;
  if (question === undefined) throw refuseField('unprocessable', 'question.needed', '/question', 'Say what you want to know.');
  const posted = await postAgentMessage(call.at, { ...sayer(call, session), content: question, requiresUserInput: true, options });
  if (posted.interactionId === null) throw new Error('a question was posted without being asked');
  const { interactionId: questionId, sessionId, message, queued } = posted;
  return { questionId, sessionId, afterSeq: message.seq, isNew: true, queued };
}

interface Found {
  readonly status: Outcome;
  readonly answer: string | null;
}

function outcomeIn(event: LoggedEvent, questionId: string): Found | undefined {
  if (event.type === 'interaction.canceled' && event.payload.interaction_id === questionId) return { status: 'canceled', answer: null };
  if (event.type !== 'interaction.resolved' || event.payload.interaction_id !== questionId) return undefined;
  const { decision, message, is_timeout: isTimeout } = event.payload;
  if (isTimeout && message === null) return { status: 'expired', answer: null };
  return { status: decision === 'reject' ? 'declined' : 'answered', answer: message };
}

/** How a question stands when its log told nothing in time. */
async function outcomeOf(at: At, questionId: string): Promise<Found> {
  if (!at.caller.grants.has('sessions:read')) return { status: 'waiting', answer: null };
  const { state, decision, answer } = await getInteraction(at, questionId);
  if (state === 'open') return { status: 'waiting', answer: null };
  if (state !== 'resolved') return { status: state, answer: null };
  return { status: decision === 'reject' ? 'declined' : 'answered', answer: answer?.message ?? null };
}

async function answerOf(at: At, { questionId, sessionId, queued }: Asked, { status, answer }: Found): Promise<ToolAnswer> {
  const fresh = status === 'waiting' ? [] : await unread(at, sessionId);
  const messages = [...queued, ...fresh];
  const structured = {
    status,
    question_id: questionId,
    agent_instance_id: sessionId,
    answer,
    user_messages: messages.map(said),
  };
  return { structured, text: inWords(status, answer, questionId, messages) };
}

/** The answer has been read with this: the next step is not told of it again. */
async function unread(at: At, sessionId: string): Promise<readonly Message[]> {
  return at.caller.grants.has('messages:read') ? (await pendingMessages(at, { sessionId })).messages : [];
}

function inWords(status: Outcome, answer: string | null, questionId: string, messages: readonly Message[]): string {
  const others = messages.filter(({ content }) => content !== answer);
  if (status === 'answered') return heard(answer ?? '', others);
  if (status === 'declined') return heard(`The question was declined. ${answer ?? ''}`.trim(), others);
  if (status === 'waiting') return `Nobody has answered yet. Call ask_question with question_id ${questionId} to go on waiting.`;
  return heard(status === 'expired' ? 'Nobody answered in time.' : 'The question was withdrawn.', others);
}

/** Who may say so says that the agent is there; a wait does not end because that failed. */
function signOfLife(at: At, sessionId: string): void {
  if (at.caller.grants.has('presence:update')) void heartbeat(at, sessionId).catch(() => undefined);
}

/** Asks and does not wait; undefined for who may not see what becomes of the question. @throws Refusal as `askQuestion` */
export async function beginQuestion(call: ToolCall<AskArguments>, session: { id: string; isNew: boolean }): Promise<BegunWork | undefined> {
  if (!call.at.caller.grants.has('sessions:read')) return undefined;
  const { questionId } = (await askedBefore(call, session)) ?? (await askNow(call, session));
  return { kind: 'question', id: questionId };
}

/** A question to people, as a task. */
export const questionWork: LongWork = {
  pollMs: 5_000,
  look: async (at, id) => {
    const { state, createdAt, resolvedAt } = await questionOf(at, id);
    const status = state === 'open' ? 'working' : state === 'canceled' ? 'cancelled' : 'completed';
    const words = state === 'open' ? 'Waits for a person.' : `The question is ${state}.`;
    return { status, words, createdAt, changedAt: resolvedAt ?? createdAt };
  },
  result: async (at, id) => answerOf(at, await placeOf(at, id), await outcomeOf(at, id)),
  cancel: async (at, id) => withdrawQuestion(at, await placeOf(at, id)),
};

async function placeOf(at: At, id: string): Promise<Asked> {
  const { session } = await questionOf(at, id);
  return { questionId: id, sessionId: session.id, afterSeq: 0, isNew: false, queued: [] };
}

/** @throws Refusal `not_found` interaction.unknown */
async function questionOf(at: At, id: string) {
  const { kind, session, ...question } = await getInteraction(at, id);
  if (kind !== 'question' || session === null) throw new Refusal('not_found', 'interaction.unknown', 'There is no such question.');
  return { ...question, session };
}
