import type { ApprovalReason, NewEvent } from '../kernel/event.ts';
import type { ModelReply } from '../kernel/model.ts';
import { parkAndAsk } from '../domain/interactions/index.ts';
import { pinOf } from '../domain/tool-servers/index.ts';
import { isSwapped, rulingOn } from './consent.ts';
import { unansweredCalls } from './conversation.ts';
import type { Definitions } from './definitions.ts';
import type { Execution } from './execution.ts';
import { modelStep } from './model-step.ts';
import { interruptedQuestion, mustAskAgain } from './interrupted-call.ts';
import { answerTo, isForPeople, peopleTurn, questionIn, refusedTurn } from './people-call.ts';
import type { PeopleQuestion } from './people-call.ts';
import { serverToolOf } from './server-tool-call.ts';
import { Draining } from './stop.ts';
import { resolveCall } from './tool-offers.ts';
import type { ResolvedCall } from './tool-offers.ts';
import { answeredToolTurn, refusedToolTurn, toolStep } from './tool-step.ts';
import type { ToolTurn } from './tool-step.ts';

/** Whether the run has ended, or waits for a person. */
export type DriveEnd = 'settled' | 'waiting';

/**
 * Executes a run to its end. Each turn takes the next action that the log asks for: an unanswered tool call first, otherwise the model.
 * One commit records what a step brought together with the start of the step that follows.
 */
export async function drive(run: Execution, definitions: Definitions, isDraining: () => boolean): Promise<DriveEnd> {
  for (;;) {
    if (run.signal.aborted) throw run.signal.reason;
    if (isDraining()) throw new Draining();
    run.tools = await definitions.toolsOf(run.work);
    const [call] = unansweredCalls(run.messages);
    const end = call === undefined ? await askModel(run, definitions) : await answerCall(run, resolve(run, call));
    if (end !== 'more') return end;
  }
}

type TurnEnd = DriveEnd | 'more';

function resolve(run: Execution, call: Parameters<typeof resolveCall>[0]): ResolvedCall {
  return resolveCall(call, run.tools.definitions, run.tools.granted);
}

async function askModel(run: Execution, definitions: Definitions): Promise<TurnEnd> {
  const { reply, events } = await modelStep(run, definitions);
  run.messages.push({ role: 'assistant', text: reply.text, toolCalls: reply.toolCalls });
  const [call] = reply.toolCalls;
  if (call === undefined) return finish(run, reply, events);
  return startCall(run, resolve(run, call), events);
}

async function finish(run: Execution, reply: ModelReply, lead: readonly NewEvent[]): Promise<DriveEnd> {
  if (reply.finish === 'content_filter') {
    await run.settle({ state: 'failed', code: 'CONTENT_FILTERED', message: 'The provider withheld the answer.' }, lead);
  } else {
    await run.settle({ state: 'completed', output: reply.text }, lead);
  }
  return 'settled';
}

async function answerCall(run: Execution, call: ResolvedCall): Promise<TurnEnd> {
  if (!run.isNextStarted) return startCall(run, call, []);
  if (mustAskAgain(run, call)) return park(run, call, [], approval(interruptedQuestion(run, call), 'interrupted'));
  const { message, event } = await turnFor(run, call);
  run.messages.push(message);
  const [next] = unansweredCalls(run.messages);
  if (next !== undefined) return startCall(run, resolve(run, next), [event]);
  await run.commit([event, ...run.startModelStep()]);
  return 'more';
}

/** Records that a tool call begins, unless the run has used up its steps or a person has to agree first. */
async function startCall(run: Execution, call: ResolvedCall, lead: readonly NewEvent[]): Promise<TurnEnd> {
  const { maxSteps } = run.work.limits;
  if (run.toolSteps >= maxSteps) {
    await run.settle({ state: 'failed', code: 'MAX_STEPS', message: `The run reached its limit of ${maxSteps} steps.` }, lead);
    return 'settled';
  }
  const started = [...lead, ...run.startToolStep(call)];
  const asked = await whatToAsk(run, call);
  if (asked !== null) return park(run, call, started, asked);
  await run.commit(started);
  return 'more';
}

interface Asked extends PeopleQuestion {
  readonly kind: 'approval' | 'question';
  readonly reason?: ApprovalReason;
}

function approval(question: string, reason: ApprovalReason): Asked {
  return { kind: 'approval', reason, question, options: [], waitS: undefined };
}

/** What people are asked before a call goes on; null when it needs nobody, or must fail without asking anybody. */
async function whatToAsk(run: Execution, call: ResolvedCall): Promise<Asked | null> {
  const { policy, words, reason } = rulingOn(run, call);
  if (call.problem !== null || policy === 'deny') return null;
  if (isForPeople(run, call)) {
    const question = await questionIn(run, call);
    return question === null ? null : { kind: 'question', ...question };
  }
  return policy === 'ask' ? approval(words, reason) : null;
}

async function park(run: Execution, call: ResolvedCall, lead: readonly NewEvent[], asked: Asked): Promise<DriveEnd> {
  const { home } = run.deps;
  const { callId, tool, action, input } = call;
  const ofServer = serverToolOf(run, call);
  const pin = ofServer === undefined ? undefined : pinOf(ofServer);
  const schema = run.tools.offers.find((offer) => offer.name === `${tool}__${action}`)?.inputSchema ?? null;
  const logged = await run.durably((tx, now) =>
    parkAndAsk(tx, home, {
      run: run.owned(),
      agentId: run.work.agent.id,
      call: { callId, tool, action, pin, input, schema },
      ...asked,
      steps: run.steps,
      usage: run.usage,
      lead,
      now,
    }),
  );
  run.events.push(...logged);
  return 'waiting';
}

async function turnFor(run: Execution, call: ResolvedCall): Promise<ToolTurn> {
  const answer = answerTo(run.events, call.callId);
  const ruling = answer === undefined ? rulingOn(run, call) : undefined;
  if (ruling?.policy === 'deny') return refusedToolTurn(run, call, 'DENIED', ruling.words);
  if (isForPeople(run, call)) return peopleTurn(run, call);
  if (answer?.decision === 'reject') return refusedTurn(run, call, answer, 'A person rejected this call');
  if (answer?.decision === 'respond') return answeredToolTurn(run, call, answer.message ?? '');
  if (isSwapped(run, call))
    return refusedToolTurn(run, call, 'DEFINITION_CHANGED', 'This is not the tool any more that a person agreed to.');
  return toolStep(run, call);
}
