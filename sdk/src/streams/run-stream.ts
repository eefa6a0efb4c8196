import { ConnectionError } from '../errors.ts';
import { path } from '../transport/call.ts';
import type { Transport } from '../transport/transport.ts';
import type { RunInput, StreamedEvent } from '../types.ts';
import { eventOfFrame, isTerminal } from './events.ts';
import { eventStreamHeaders, limitsOf, openEvents } from './follow.ts';
import type { FollowOptions } from './follow.ts';
import { resumed } from './resume.ts';
import type { Resumable } from './resume.ts';

export interface RunStreamOptions extends Omit<FollowOptions, 'after'> {
  /** Starting twice with the same key starts one run; made up when absent. */
  readonly idempotencyKey?: string | undefined;
}

/** A run as it happens. Iterate it once; the run starts when the iteration does. */
export interface RunStream extends AsyncIterable<StreamedEvent> {
  /** Known as soon as the server has accepted the run. */
  readonly runId: string | undefined;
}

/** What a stream tells of its run. */
export interface Started {
  runId: string | undefined;
}

interface Order {
  readonly agent: string;
  readonly work: RunInput;
  readonly options: RunStreamOptions;
}

/** Starts a run and yields its events until the terminal one, over as many connections as it takes; the run itself is started once. */
export async function* startAndFollow(transport: Transport, order: Order, started: Started): AsyncGenerator<StreamedEvent> {
  const key = order.options.idempotencyKey ?? transport.environment.newKey();
  const source: Resumable = {
    after: null,
    signal: order.options.signal,
    isLast: (frame) => isTerminal(frame.event),
    open: (cursor, isFirst) => {
      if (started.runId === undefined) return start(transport, order, key, started);
      const options = isFirst ? order.options : { ...order.options, maxRetries: 0 };
      return openEvents(transport, path`/v1/runs/${started.runId}/events`, cursor, options);
    },
  };
  for await (const frame of resumed(source, transport.environment, limitsOf(order.options))) {
    const event = eventOfFrame(frame);
    started.runId ??= event.run_id ?? undefined;
    yield event;
  }
}

/** A repeated start may be answered with the run itself instead of its events; then they are fetched from its own address. */
async function start(transport: Transport, order: Order, idempotencyKey: string, started: Started): Promise<Response> {
  const response = await transport.open({
    method: 'POST',
    path: path`/v1/agents/${order.agent}/runs`,
    body: { ...order.work, stream: true },
    headers: eventStreamHeaders,
    idempotencyKey,
    options: order.options,
  });
  started.runId = runIdOf(response.headers.get('content-location'));
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
  started.runId ??= idOfRun(await response.json());
  if (started.runId === undefined) throw new ConnectionError('The server did not say which run it started', 'NOT_A_STREAM');
  return openEvents(transport, path`/v1/runs/${started.runId}/events`, null, order.options);
}

/** The run that a `Content-Location: /v1/runs/{id}/events` names. */
export function runIdOf(location: string | null): string | undefined {
  return /\/v1\/runs\/([^/]+)\/events/.exec(location ?? '')?.[1];
}

function idOfRun(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('id' in body)) return undefined;
  return typeof body.id === 'string' ? body.id : undefined;
}
