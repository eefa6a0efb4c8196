import { isTerminalEvent } from '../../kernel/event.ts';
import type { LoggedEvent } from '../../kernel/event.ts';
import { resultOf } from '../../domain/runs/index.ts';
import type { Projection } from '../kit/index.ts';
import { showResult } from './show.ts';

/** The contract's stream: only `step` and `complete`. Source: agent API specification, "Run Agent (Streaming)". */
export function stepFrames(): Projection {
  const tools = new Map<number, string>();
  return {
    event: (event, id, stream) => {
      const frame = frameOf(event, tools);
      if (frame !== undefined) stream.send({ id, ...frame });
    },
    delta: () => undefined,
  };
}

function frameOf(event: LoggedEvent, tools: Map<number, string>): { readonly event: string; readonly data: unknown } | undefined {
  if (event.type === 'tool.called') {
    const { step_number, tool } = event.payload;
    tools.set(step_number, tool);
    return { event: 'step', data: { step_number, tool, status: 'running' } };
  }
  if (event.type === 'tool.completed' || event.type === 'tool.failed') {
    const { step_number, duration_ms } = event.payload;
    const outcome = event.type === 'tool.completed' ? { status: 'completed' } : { status: 'failed', error: event.payload.message };
    return { event: 'step', data: { step_number, tool: tools.get(step_number) ?? '', ...outcome, duration_ms } };
  }
  return isTerminalEvent(event.type) ? { event: 'complete', data: completeOf(event) } : undefined;
}

function completeOf(event: LoggedEvent): unknown {
  if (event.type === 'run.completed') {
    const { output } = event.payload;
    return { run_id: event.runId, status: 'completed', result: showResult({ output, result: resultOf(output) }) };
  }
  const statuses: Readonly<Record<string, string>> = { 'run.failed': 'failed', 'run.timed_out': 'timeout', 'run.cancelled': 'cancelled' };
  const message = 'message' in event.payload ? event.payload.message : '';
  return { run_id: event.runId, status: statuses[event.type], error: message };
}
