import type { NewEvent } from '../kernel/event.ts';
import type { Json } from '../kernel/json.ts';
import type { ModelMessage } from '../kernel/model.ts';
import { ToolFailure } from '../kernel/tool.ts';
import type { Execution } from './execution.ts';
import { callServerTool, serverToolOf } from './server-tool-call.ts';
import type { ResolvedCall } from './tool-offers.ts';

/** Longest time one tool call may take, whatever the run's own limit is. */
const toolTimeoutMsMax = 30_000;

export interface ToolTurn {
  readonly message: ModelMessage;
  readonly event: NewEvent;
}

type Result = { readonly output: Json } | { readonly code: string; readonly message: string };

/** Runs one tool call whose start is in the log, and says what it brought. A tool's failure is an answer for the model, not the run's end. */
export async function toolStep(run: Execution, call: ResolvedCall): Promise<ToolTurn> {
  run.isNextStarted = false;
  const { clock } = run.deps.home;
  const beganAt = clock.monotonic();
  const result = await invoke(run, call);
  return toolTurn(run, call, result, Math.round(clock.monotonic() - beganAt));
}

/** Answers a call without running its tool. */
export function refusedToolTurn(run: Execution, call: ResolvedCall, code: string, message: string): ToolTurn {
  run.isNextStarted = false;
  return toolTurn(run, call, { code, message }, 0);
}

/** Answers a call with a person's own words or values in place of the tool's output. */
export function answeredToolTurn(run: Execution, call: ResolvedCall, output: Json): ToolTurn {
  run.isNextStarted = false;
  return toolTurn(run, call, { output }, 0);
}

async function invoke(run: Execution, call: ResolvedCall): Promise<Result> {
  if (call.problem !== null) return call.problem;
  const { tool, action, input } = call;
  const ofServer = serverToolOf(run, call);
  const timeoutMs = Math.min(run.work.limits.timeoutMs, toolTimeoutMsMax);
  try {
    if (ofServer !== undefined) return { output: await callServerTool(run, ofServer, input) };
    const idempotencyKey = `${run.work.runId}:step#${run.steps}`;
    return { output: await run.deps.tools.invoke({ tool, action, input, timeoutMs, idempotencyKey, signal: run.signal }) };
  } catch (error) {
    if (run.signal.aborted) throw run.signal.reason;
    if (error instanceof ToolFailure) return { code: error.code, message: error.message };
    throw error;
  }
}

function toolTurn(run: Execution, call: ResolvedCall, result: Result, durationMs: number): ToolTurn {
  const place = { step: run.steps, step_number: run.toolSteps, call_id: call.callId };
  const name = `${call.tool}__${call.action}`;
  if ('output' in result) {
    return {
      message: { role: 'tool', callId: call.callId, name, text: JSON.stringify(result.output), isError: false },
      event: { type: 'tool.completed', payload: { ...place, output: result.output, duration_ms: durationMs } },
    };
  }
  return {
    message: { role: 'tool', callId: call.callId, name, text: result.message, isError: true },
    event: { type: 'tool.failed', payload: { ...place, code: result.code, message: result.message, duration_ms: durationMs } },
  };
}
