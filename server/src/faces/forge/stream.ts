import { isTerminalEvent } from '../../kernel/event.ts';
import type { LoggedEvent } from '../../kernel/event.ts';
import type { StartedRun } from '../../domain/runs/index.ts';
import { resultOf } from '../../domain/runs/index.ts';
import type { Projection, SseStream } from '../kit/index.ts';

/** Opens the stream with the session's names. Its cursor is the one just before the run's own events. */
export function sendSession(stream: SseStream, started: StartedRun): void {
  const { sessionId, sessionName, runId, agent } = started;
  stream.send({
    id: String(started.lastSeq),
    event: 'session',
    data: { session_id: sessionId, session_name: sessionName, run_id: runId, agent: { id: agent.id, name: agent.slug } },
  });
}

/** The execute stream: `session` · `token` · `reasoning` · `tool` · `interaction` · `error` · `done`, each with its cursor. */
export function executeFrames(started: StartedRun): Projection {
  const calls = new Map<number, { readonly tool: string; readonly action: string }>();
  return {
    event: (event, id, stream) => {
      for (const frame of framesOf(event, calls, started)) stream.send({ id, ...frame });
    },
    delta: (delta, id, stream) => {
      stream.sendText(id, delta.kind === 'text' ? 'token' : 'reasoning', `{"text":${JSON.stringify(delta.text)}}`);
    },
  };
}

interface Frame {
  readonly event: string;
  readonly data: unknown;
}

function framesOf(event: LoggedEvent, calls: Map<number, { tool: string; action: string }>, started: StartedRun): Frame[] {
  switch (event.type) {
    case 'tool.called': {
      const { step_number, tool, action } = event.payload;
      calls.set(step_number, { tool, action });
      return [{ event: 'tool', data: { step_number, tool, action, status: 'running' } }];
    }
    case 'tool.completed':
    case 'tool.failed': {
      const { step_number, duration_ms } = event.payload;
      const status = event.type === 'tool.completed' ? 'completed' : 'failed';
      const error = event.type === 'tool.failed' ? { error: { code: event.payload.code, message: event.payload.message } } : {};
      return [{ event: 'tool', data: { step_number, ...calls.get(step_number), status, duration_ms, ...error } }];
    }
    case 'interaction.opened': {
      const { interaction_id, kind, question } = event.payload;
      return [{ event: 'interaction', data: { id: interaction_id, kind, question } }];
    }
    default:
      return isTerminalEvent(event.type) ? endFrames(event, started) : [];
  }
}

function endFrames(event: LoggedEvent, started: StartedRun): Frame[] {
  const ids = { run_id: started.runId, session_id: started.sessionId };
  if (event.type === 'run.completed') {
    const { output, usage, duration_ms } = event.payload;
    return [{ event: 'done', data: { ...ids, status: 'completed', output, result: resultOf(output), usage, duration_ms } }];
  }
  if (event.type !== 'run.failed' && event.type !== 'run.timed_out' && event.type !== 'run.cancelled') return [];
  const { code, message, usage, duration_ms } = event.payload;
  const status = event.type === 'run.failed' ? 'failed' : event.type === 'run.timed_out' ? 'timeout' : 'cancelled';
  return [
    { event: 'error', data: { code, message } },
    { event: 'done', data: { ...ids, status, output: null, result: null, usage, duration_ms } },
  ];
}
