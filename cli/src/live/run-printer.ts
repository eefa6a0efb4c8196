import type { EventOf, StreamedEvent } from '@forgeyard/sdk';
import { oneLine } from '../output/printable.ts';
import type { Output } from '../output/output.ts';
import { duration } from '../output/time.ts';

/** Tells a run as it happens. */
export interface RunPrinter {
  readonly print: (event: StreamedEvent) => void;
  /** Ends an open line, so that whatever is printed next stands alone. */
  readonly endLine: () => void;
}

/** What has been written so far. */
interface Page {
  /** Text of the message that is being written. */
  open: string;
  /** Text of the newest finished message. */
  last: string;
  isAtLineStart: boolean;
  readonly toolByCall: Map<string, string>;
}

/** The answer's text goes to standard output as it comes; tools, waits and the end are remarks on standard error. */
export function createRunPrinter(out: Output): RunPrinter {
  const page: Page = { open: '', last: '', isAtLineStart: true, toolByCall: new Map() };
  const write = (text: string): void => {
    if (text === '') return;
    out.piece(text);
    page.isAtLineStart = text.endsWith('\n');
  };
  const remark = (text: string): void => {
    if (!page.isAtLineStart) write('\n');
    out.note(text);
  };
  return {
    print: (event) => (isText(event) ? printText(event, page, write, remark) : printRemark(event, page, write, remark)),
    endLine: () => (page.isAtLineStart ? undefined : write('\n')),
  };
}

type Say = (text: string) => void;
type TextEvent = EventOf<'message.started'> | EventOf<'message.delta'> | EventOf<'message.completed'> | EventOf<'attempt.started'>;

const textTypes: ReadonlySet<string> = new Set(['message.started', 'message.delta', 'message.completed', 'attempt.started']);

function isText(event: StreamedEvent): event is StreamedEvent & TextEvent {
  return textTypes.has(event.type);
}

function printText(event: TextEvent, page: Page, write: Say, remark: Say): void {
  if (event.type === 'message.delta') {
    page.open += event.payload.text;
    return write(event.payload.text);
  }
  if (event.type === 'message.completed') {
    const { text } = event.payload;
    write(text.startsWith(page.open) ? text.slice(page.open.length) : '');
    page.last = text === '' ? page.last : text;
  }
  if (!page.isAtLineStart) write('\n');
  if (event.type === 'attempt.started' && page.open !== '') remark(`attempt ${event.payload.attempt}: the text above is void`);
  page.open = '';
}

function printRemark(event: StreamedEvent, page: Page, write: Say, remark: Say): void {
  if (event.type === 'tool.called') {
    const { call_id, tool, action, step_number } = event.payload;
    page.toolByCall.set(call_id, `${step_number}. ${tool}.${action}`);
    return remark(`> ${step_number}. ${tool}.${action} ${oneLine(JSON.stringify(event.payload.input), 80)}`);
  }
  if (event.type === 'tool.completed' || event.type === 'tool.failed') {
    const name = page.toolByCall.get(event.payload.call_id) ?? `${event.payload.step_number}.`;
    const verdict = event.type === 'tool.failed' ? `failed: ${event.payload.message} (${event.payload.code})` : 'done';
    return remark(`< ${name} ${verdict}, ${duration(event.payload.duration_ms)}`);
  }
  if (event.type === 'model.retried')
    return remark(`model call failed, again in ${duration(event.payload.delay_ms)}: ${event.payload.message}`);
  if (event.type === 'interaction.opened') return remark(`? waits for an answer: ${event.payload.question} (the dashboard's inbox has it)`);
  if (event.type === 'run.completed') return printEnd(event, page, write, remark);
}

function printEnd({ payload, run_id }: EventOf<'run.completed'>, page: Page, write: Say, remark: Say): void {
  const { output, result, usage, duration_ms } = payload;
  if (output !== page.last) write(output);
  if (output === '' && page.last === '' && result !== null) write(JSON.stringify(result, null, 2));
  remark(`completed in ${duration(duration_ms)}, ${usage.input_tokens} tokens in, ${usage.output_tokens} out, run ${run_id ?? '?'}`);
}
