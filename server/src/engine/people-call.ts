import { isJsonObject } from '../kernel/json.ts';
import type { LoggedEvent } from '../kernel/event.ts';
import type { Execution } from './execution.ts';
import type { ResolvedCall } from './tool-offers.ts';
import { answeredToolTurn, refusedToolTurn } from './tool-step.ts';
import type { ToolTurn } from './tool-step.ts';

type Resolved = Extract<LoggedEvent, { readonly type: 'interaction.resolved' }>;

/** What happened since a call was made. Providers that give no ids make calls of several steps look alike, and an answer is to one of them. */
export function sinceCalled(events: readonly LoggedEvent[], callId: string): readonly LoggedEvent[] {
  return events.slice(events.findLastIndex((event) => event.type === 'tool.called' && event.payload.call_id === callId) + 1);
}

/** What a person, or the stated default, said to a call last; undefined when nobody was asked or nobody answered. */
export function answerTo(events: readonly LoggedEvent[], callId: string): Resolved['payload'] | undefined {
  const answer = sinceCalled(events, callId).findLast((event) => event.type === 'interaction.resolved' && event.payload.call_id === callId);
  return answer?.type === 'interaction.resolved' ? answer.payload : undefined;
}

/** Whether people give the call's output; no worker ever runs it. */
export function isForPeople(run: Execution, call: ResolvedCall): boolean {
  return call.problem === null && run.deps.home.tools.some((tool) => tool.id === call.tool && tool.answeredBy === 'people');
}

export interface PeopleQuestion {
  readonly question: string;
  readonly options: readonly string[];
  readonly waitS: number | undefined;
}

/** What a call asks people; null when its input does not satisfy the tool's schema. */
export async function questionIn(run: Execution, call: ResolvedCall): Promise<PeopleQuestion | null> {
  if ((await problemsOf(run, call)).length > 0) return null;
  const { question, options, timeout_s: waitS } = call.input;
  return {
    question: typeof question === 'string' ? question : '',
    options: Array.isArray(options) ? options.filter((one) => typeof one === 'string') : [],
    waitS: typeof waitS === 'number' ? waitS : undefined,
  };
}

async function problemsOf(run: Execution, call: ResolvedCall): Promise<readonly string[]> {
  const { home } = run.deps;
  const schema = home.tools.find((tool) => tool.id === call.tool)?.actions.find((one) => one.name === call.action)?.inputSchema;
  if (schema === undefined || !isJsonObject(call.input)) return ['is not known'];
  return (await home.checkInput(schema, call.input)).map(({ pointer, detail }) => `${pointer} ${detail}`.trim());
}

/** The turn that a person's answer makes of a call to people, or its refusal where nobody could be asked. */
export async function peopleTurn(run: Execution, call: ResolvedCall): Promise<ToolTurn> {
  const answer = answerTo(run.events, call.callId);
  if (answer === undefined)
    return refusedToolTurn(run, call, 'INVALID_INPUT', `Nobody was asked: the input ${(await problemsOf(run, call)).join('; ')}.`);
  if (answer.decision === 'respond') return answeredToolTurn(run, call, { answer: answer.message ?? '' });
  return refusedTurn(run, call, answer, 'Nobody wants to answer this');
}

/** The turn of a call that somebody refused, or that nobody answered in time. */
export function refusedTurn(run: Execution, call: ResolvedCall, answer: Resolved['payload'], words: string): ToolTurn {
  if (answer.is_timeout) return refusedToolTurn(run, call, 'NOT_ANSWERED', 'Nobody answered in time.');
  return refusedToolTurn(run, call, 'REJECTED', `${words}${answer.message === null ? '.' : `: ${answer.message}`}`);
}
