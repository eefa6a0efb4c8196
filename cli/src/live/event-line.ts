import type { StreamedEvent } from '@forgeyard/sdk';
import { oneLine } from '../output/printable.ts';
import { duration } from '../output/time.ts';

const width = 110;

/** What an event says, in one line. Types that this version does not know show their payload. */
export function eventLine(event: StreamedEvent): string {
  return oneLine(wordsOf(event), width);
}

function wordsOf(event: StreamedEvent): string {
  switch (event.type) {
    case 'run.queued':
      return event.payload.input;
    case 'message.delta':
    case 'reasoning.delta':
      return event.payload.text;
    case 'message.completed':
      return `${event.payload.text} ${event.payload.tool_calls.map(({ name }) => `[${name}]`).join(' ')}`;
    case 'tool.called':
      return `${event.payload.step_number}. ${event.payload.tool}.${event.payload.action} ${JSON.stringify(event.payload.input)}`;
    case 'tool.completed':
      return `${event.payload.step_number}. ${duration(event.payload.duration_ms)} ${JSON.stringify(event.payload.output)}`;
    case 'tool.failed':
      return `${event.payload.step_number}. ${event.payload.code}: ${event.payload.message}`;
    case 'usage.recorded':
      return `${event.payload.model}: ${event.payload.input_tokens} tokens in, ${event.payload.output_tokens} out`;
    case 'model.retried':
      return `try ${event.payload.try} in ${duration(event.payload.delay_ms)}: ${event.payload.message}`;
    case 'interaction.opened':
      return event.payload.question;
    case 'run.completed':
      return `${duration(event.payload.duration_ms)} ${event.payload.output}`;
    case 'run.failed':
    case 'run.timed_out':
    case 'run.cancelled':
      return `${duration(event.payload.duration_ms)} ${event.payload.code}: ${event.payload.message}`;
    case 'attempt.started':
    case 'interaction.resolved':
    case 'message.started':
    case 'run.cancelling':
    case 'run.started':
    case 'session.created':
    case 'session.ended':
    case 'step.started':
    default:
      return pairs(event.payload);
  }
}

function pairs(payload: object): string {
  return Object.entries(payload)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}
