import type { LoggedEvent } from '../../kernel/event.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { resultOf } from './run-result.ts';
import type { RunError, RunReport, RunState, StepReport } from './run.ts';

type Draft = { -readonly [Member in keyof StepReport]: StepReport[Member] };

interface FoldState {
  state: RunState;
  output: string | null;
  error: RunError | null;
  readonly steps: Map<number, Draft>;
  inputTokens: number;
  outputTokens: number;
  durationMs: number | null;
  attempt: number;
}

/** What a run's own events add up to. Events of other runs of the session are left out by the caller. */
export function foldRun(events: readonly LoggedEvent[]): RunReport {
  const fold: FoldState = {
    state: 'queued',
    output: null,
    error: null,
    steps: new Map(),
    inputTokens: 0,
    outputTokens: 0,
    durationMs: null,
    attempt: 1,
  };
  for (const event of events) {
    foldLife(fold, event);
    foldStep(fold, event);
    foldQuestion(fold, event);
  }
  return {
    state: fold.state,
    output: fold.output,
    result: resultOf(fold.output),
    error: fold.error,
    steps: [...fold.steps.values()],
    usage: { inputTokens: fold.inputTokens, outputTokens: fold.outputTokens },
    durationMs: fold.durationMs,
  };
}

/** The structured data that came with the run, as its first event keeps it. */
export function dataOf(events: readonly LoggedEvent[]): JsonObject | null {
  const queued = events.find((event) => event.type === 'run.queued');
  return queued?.type === 'run.queued' ? queued.payload.data : null;
}

function foldLife(fold: FoldState, event: LoggedEvent): void {
  switch (event.type) {
    case 'run.started':
      fold.state = 'running';
      return;
    case 'attempt.started':
      fold.attempt = event.payload.attempt;
      fold.state = 'running';
      return;
    case 'interaction.opened':
      fold.state = 'waiting';
      return;
    case 'run.cancelling':
      fold.state = 'cancelling';
      return;
    case 'run.completed':
      fold.state = 'completed';
      fold.output = event.payload.output;
      fold.durationMs = event.payload.duration_ms;
      return;
    case 'run.failed':
    case 'run.timed_out':
    case 'run.cancelled':
      fold.state = event.type === 'run.failed' ? 'failed' : event.type === 'run.timed_out' ? 'timeout' : 'cancelled';
      fold.error = { code: event.payload.code, message: event.payload.message };
      fold.durationMs = event.payload.duration_ms;
      endOpenSteps(fold, event.at);
      return;
    default:
  }
}

function endOpenSteps(fold: FoldState, at: number): void {
  for (const step of fold.steps.values()) {
    if (step.endedAt !== null) continue;
    step.status = 'failed';
    step.error = fold.error;
    step.endedAt = at;
    step.durationMs = at - step.startedAt;
  }
}

function foldStep(fold: FoldState, event: LoggedEvent): void {
  switch (event.type) {
    case 'step.started':
      fold.steps.set(event.payload.step, newStep(fold, event.payload.step, event.payload.kind, event.at));
      return;
    case 'tool.called': {
      const step = stepAt(fold, event.payload.step, 'tool', event.at);
      step.toolNumber = event.payload.step_number;
      step.tool = event.payload.tool;
      step.action = event.payload.action;
      step.input = event.payload.input;
      return;
    }
    case 'tool.completed':
      Object.assign(stepAt(fold, event.payload.step, 'tool', event.at), ended(event.at, event.payload.duration_ms, 'completed'), {
        output: event.payload.output,
      });
      return;
    case 'tool.failed': {
      const { code, message, duration_ms, step } = event.payload;
      Object.assign(stepAt(fold, step, 'tool', event.at), ended(event.at, duration_ms, 'failed'), { error: { code, message } });
      return;
    }
    case 'message.completed': {
      const { text, tool_calls, duration_ms, step } = event.payload;
      Object.assign(stepAt(fold, step, 'model', event.at), ended(event.at, duration_ms, 'completed'), {
        output: { text, tool_calls: tool_calls.map((call) => ({ id: call.id, name: call.name, arguments: call.arguments })) },
      });
      return;
    }
    case 'usage.recorded': {
      const { input_tokens, output_tokens, step, model } = event.payload;
      fold.inputTokens += input_tokens;
      fold.outputTokens += output_tokens;
      Object.assign(stepAt(fold, step, 'model', event.at), {
        usage: { inputTokens: input_tokens, outputTokens: output_tokens },
        action: model,
      });
      return;
    }
    default:
  }
}

/** A call that waits for a person, and the arguments that the person gave it instead. */
function foldQuestion(fold: FoldState, event: LoggedEvent): void {
  if (event.type !== 'interaction.opened' && event.type !== 'interaction.resolved') return;
  const steps = [...fold.steps.values()];
  if (event.type === 'interaction.opened') {
    for (const step of steps) if (step.kind === 'tool' && step.endedAt === null) step.status = 'waiting';
    return;
  }
  const waiting = steps.findLast((step) => step.status === 'waiting');
  if (waiting === undefined) return;
  waiting.status = 'running';
  if (event.payload.decision === 'edit') waiting.input = event.payload.input;
}

function ended(at: number, durationMs: number, status: 'completed' | 'failed'): Pick<StepReport, 'status' | 'endedAt' | 'durationMs'> {
  return { status, endedAt: at, durationMs };
}

function newStep(fold: FoldState, number: number, kind: 'model' | 'tool', at: number): Draft {
  return {
    number,
    kind,
    toolNumber: null,
    tool: null,
    action: null,
    input: null,
    output: null,
    error: null,
    status: 'running',
    startedAt: at,
    endedAt: null,
    durationMs: null,
    usage: null,
    attempt: fold.attempt,
  };
}

function stepAt(fold: FoldState, number: number, kind: 'model' | 'tool', at: number): Draft {
  const known = fold.steps.get(number);
  if (known !== undefined) return known;
  const made = newStep(fold, number, kind, at);
  fold.steps.set(number, made);
  return made;
}
