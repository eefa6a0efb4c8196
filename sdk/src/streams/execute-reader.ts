import type { EventOf, ExecuteEvent, ExecutePayloads, StreamedEvent } from '../types.ts';
import { eventOfFrame } from './events.ts';
import type { Frame } from './frames.ts';

type ToolEvent = ExecutePayloads['tool'];

export interface ExecuteReader {
  readonly runId: () => string | undefined;
  readonly read: (frame: Frame) => readonly ExecuteEvent[];
}

const executeNames: ReadonlySet<string> = new Set(['session', 'token', 'reasoning', 'tool', 'interaction', 'error', 'done']);

/** Understands both wires of an execution: its own events as they are, and the run's native events translated into the same words. */
export function createExecuteReader(): ExecuteReader {
  const known: Known = { session: null, toolByStepNumber: new Map() };
  return {
    runId: () => known.session?.run_id,
    read: (frame) => {
      if (!executeNames.has(frame.event)) return translate(eventOfFrame(frame), known);
      const event = executeEventOfFrame(frame);
      if (event.event === 'session') known.session = event.data;
      if (event.event === 'tool') known.toolByStepNumber.set(event.data.step_number, event.data);
      return [event];
    },
  };
}

interface Known {
  session: ExecutePayloads['session'] | null;
  /** Bounded by the run's `max_steps` times the calls of one message. */
  readonly toolByStepNumber: Map<number, Pick<ToolEvent, 'tool' | 'action'>>;
}

/** The name was checked against the closed list; the shape of `data` is the server's published contract. */
function executeEventOfFrame(frame: Frame): ExecuteEvent {
  return { event: frame.event, data: JSON.parse(frame.data), id: frame.id } as ExecuteEvent;
}

function translate(event: StreamedEvent, known: Known): readonly ExecuteEvent[] {
  const id = event.cursor;
  switch (event.type) {
    case 'message.delta':
      return [{ event: 'token', data: { text: event.payload.text }, id }];
    case 'reasoning.delta':
      return [{ event: 'reasoning', data: { text: event.payload.text }, id }];
    case 'tool.called':
      known.toolByStepNumber.set(event.payload.step_number, event.payload);
      return [{ event: 'tool', data: toolOf(event.payload, 'running', known), id }];
    case 'tool.completed':
      return [{ event: 'tool', data: toolOf(event.payload, 'completed', known), id }];
    case 'tool.failed':
      return [{ event: 'tool', data: toolOf(event.payload, 'failed', known), id }];
    case 'interaction.opened': {
      const { interaction_id, kind, question } = event.payload;
      return [{ event: 'interaction', data: { id: interaction_id, kind, question }, id }];
    }
    case 'run.completed':
      return [doneOf(event, known, 'completed')];
    case 'run.failed':
      return [errorOf(event), doneOf(event, known, 'failed')];
    case 'run.timed_out':
      return [errorOf(event), doneOf(event, known, 'timeout')];
    case 'run.cancelled':
      return [errorOf(event), doneOf(event, known, 'cancelled')];
    case 'attempt.started':
    case 'interaction.resolved':
    case 'message.completed':
    case 'message.started':
    case 'model.retried':
    case 'run.cancelling':
    case 'run.queued':
    case 'run.started':
    case 'session.created':
    case 'session.ended':
    case 'step.started':
    case 'usage.recorded':
    default:
      return [];
  }
}

interface ToolCall {
  readonly step_number: number;
  readonly duration_ms?: number;
  readonly code?: string;
  readonly message?: string;
}

function toolOf(call: ToolCall, status: ToolEvent['status'], known: Known): ToolEvent {
  const { tool, action } = known.toolByStepNumber.get(call.step_number) ?? { tool: '', action: '' };
  const duration = call.duration_ms === undefined ? {} : { duration_ms: call.duration_ms };
  const error = call.code === undefined ? {} : { error: { code: call.code, message: call.message ?? '' } };
  return { step_number: call.step_number, tool, action, status, ...duration, ...error };
}

type FailedEvent = EventOf<'run.failed' | 'run.timed_out' | 'run.cancelled'> & { readonly cursor: string | null };
type EndEvent = FailedEvent | (EventOf<'run.completed'> & { readonly cursor: string | null });

function errorOf({ payload, cursor }: FailedEvent): ExecuteEvent {
  return { event: 'error', data: { code: payload.code, message: payload.message }, id: cursor };
}

function doneOf(event: EndEvent, known: Known, status: ExecutePayloads['done']['status']): ExecuteEvent {
  const { payload } = event;
  const { output, result } = 'output' in payload ? payload : { output: null, result: null };
  const ids = { run_id: event.run_id ?? known.session?.run_id ?? '', session_id: known.session?.session_id ?? '' };
  const data = { ...ids, status, output, result, usage: payload.usage, duration_ms: payload.duration_ms };
  return { event: 'done', data, id: event.cursor };
}
