import type { NewEvent } from '../kernel/event.ts';
import type { ModelReply } from '../kernel/model.ts';
import { policyFor } from '../domain/agents/index.ts';
import { openApproval } from '../domain/interactions/index.ts';
import { unansweredCalls } from './conversation.ts';
import type { Definitions } from './definitions.ts';
import type { Execution } from './execution.ts';
import { modelStep } from './model-step.ts';
import { interruptedQuestion, mustAskAgain } from './interrupted-call.ts';
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
    const [call] = unansweredCalls(run.messages);
    const end = call === undefined ? await askModel(run, definitions) : await answerCall(run, resolve(run, call));
    if (end !== 'more') return end;
  }
}

type TurnEnd = DriveEnd | 'more';

function resolve(run: Execution, call: Parameters<typeof resolveCall>[0]): ResolvedCall {
  return resolveCall(call, run.deps.home.tools, run.definition.tools);
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
  if (mustAskAgain(run, call)) return park(run, call, [], interruptedQuestion(run, call));
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
  if (call.problem === null && policyFor(run.definition.config, call.tool, call.action) === 'ask') {
    return park(run, call, started, `May ${run.work.agent.slug} run ${call.tool} ${call.action}?`);
  }
  await run.commit(started);
  return 'more';
}

async function park(run: Execution, call: ResolvedCall, lead: readonly NewEvent[], question: string): Promise<DriveEnd> {
  const logged = await run.durably((tx, now) =>
    openApproval(tx, {
      run: run.owned(),
      agentId: run.work.agent.id,
      call,
      question,
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
  const answer = run.events.findLast((event) => event.type === 'interaction.resolved' && event.payload.call_id === call.callId);
  if (answer?.type === 'interaction.resolved') {
    const { decision, message } = answer.payload;
    if (decision === 'reject')
      return refusedToolTurn(run, call, 'REJECTED', `A person rejected this call${message === null ? '.' : `: ${message}`}`);
    if (decision === 'respond') return answeredToolTurn(run, call, message ?? '');
    return toolStep(run, call);
  }
  if (policyFor(run.definition.config, call.tool, call.action) === 'deny') {
    return refusedToolTurn(run, call, 'DENIED', `The tool '${call.tool}' is not allowed for this agent.`);
  }
  return toolStep(run, call);
}
