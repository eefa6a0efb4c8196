import { path } from '../transport/call.ts';
import type { CallOptions } from '../transport/call.ts';
import type { Transport } from '../transport/transport.ts';
import type { ExecuteEvent, RunInput } from '../types.ts';
import { isTerminal } from './events.ts';
import { createExecuteReader } from './execute-reader.ts';
import { eventStreamHeaders, openEvents } from './follow.ts';
import { resumed } from './resume.ts';
import { runIdOf } from './run-stream.ts';

export type ExecuteInput = Pick<RunInput, 'input' | 'data' | 'session_id' | 'config_override'>;

/**
 * Runs an agent through the execution API and yields `session`, `token`, `reasoning`, `tool`, `interaction`, `error` and finally `done`.
 *
 * After a cut the rest is read from the run's own event log (`Content-Location`) and told in the same words; the run itself is started once.
 */
export async function* executeStream(
  transport: Transport,
  agent: string,
  work: ExecuteInput,
  options: CallOptions = {},
): AsyncGenerator<ExecuteEvent> {
  const reader = createExecuteReader();
  const idempotencyKey = transport.environment.newKey();
  let runId: string | undefined;
  const open = async (cursor: string | null, isFirst: boolean): Promise<Response> => {
    const place = isFirst ? options : { ...options, maxRetries: 0 };
    runId ??= reader.runId();
    if (runId !== undefined) return openEvents(transport, path`/v1/runs/${runId}/events`, cursor, place);
    const address = path`/api/agents/${agent}/execute`;
    const response = await transport.open({
      method: 'POST',
      path: address,
      body: work,
      headers: eventStreamHeaders,
      idempotencyKey,
      options: place,
    });
    runId = runIdOf(response.headers.get('content-location'));
    return response;
  };
  const isLast = ({ event }: { readonly event: string }): boolean => event === 'done' || isTerminal(event);
  for await (const frame of resumed({ open, isLast, after: null, signal: options.signal }, transport.environment))
    yield* reader.read(frame);
}
