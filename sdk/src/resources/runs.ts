import { isTerminal } from '../streams/events.ts';
import type { FollowOptions } from '../streams/follow.ts';
import { lazily } from '../streams/lazily.ts';
import type { RunStream, RunStreamOptions, Started } from '../streams/run-stream.ts';
import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { Run, RunEvent, RunInput, RunQuery, RunWithSteps, StreamedEvent } from '../types.ts';

export interface StartOptions extends CallOptions {
  /** Starting twice with the same key starts one run; made up when absent. */
  readonly idempotencyKey?: string | undefined;
}

export interface EventQuery {
  /** Cursor of the last event already seen. */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** Work handed to agents. `create`, `start` and `stream` carry an idempotency key, so that a retry never starts a second run. */
export interface Runs {
  /** Starts a run and waits until it ends; up to 630 s unless `timeoutMs` says otherwise. A run that failed is returned, not thrown. */
  readonly create: (agent: string, work: RunInput, options?: StartOptions) => Promise<RunWithSteps>;
  /** Starts a run and returns at once. */
  readonly start: (agent: string, work: RunInput, options?: StartOptions) => Promise<Run>;
  /** Starts a run and yields its events as they happen; a cut connection is resumed where it broke. */
  readonly stream: (agent: string, work: RunInput, options?: RunStreamOptions) => RunStream;
  readonly get: (run: string, options?: CallOptions) => Promise<RunWithSteps>;
  /** Newest first. */
  readonly list: (query?: RunQuery & PageQuery, options?: CallOptions) => Listing<Run>;
  /** Asks a run to stop; the answer says `cancelling` until it really has. */
  readonly cancel: (run: string, options?: CallOptions) => Promise<Run>;
  /** Starts the same work again as a new run in a new session. Sent once: a repeated replay is another run. */
  readonly replay: (run: string, options?: CallOptions) => Promise<Run>;
  /** What was recorded so far, oldest first. */
  readonly events: (run: string, query?: EventQuery, options?: CallOptions) => Listing<RunEvent>;
  /** The run's events, recorded and live, until the terminal one. */
  readonly follow: (run: string, options?: FollowOptions) => AsyncIterable<StreamedEvent>;
}

/** The longest run the server allows, and half a minute for the way there and back. */
const waitMs = 630_000;

export function runsOf(transport: Transport): Runs {
  const begin = <T>(address: string, body: unknown, options: StartOptions | undefined, timeoutMs?: number): Promise<T> => {
    const idempotencyKey = options?.idempotencyKey ?? transport.environment.newKey();
    return transport.json({ method: 'POST', path: address, body, idempotencyKey, timeoutMs, options });
  };
  return {
    create: (agent, work, options) => begin(path`/v1/agents/${agent}/runs`, { ...work, stream: false, wait: true }, options, waitMs),
    start: (agent, work, options) => begin(path`/v1/agents/${agent}/runs`, { ...work, stream: false, wait: false }, options),
    stream: (agent, work, options = {}) => {
      const started: Started = { runId: undefined };
      const open = async () => (await import('../streams/run-stream.ts')).startAndFollow(transport, { agent, work, options }, started);
      return {
        get runId() {
          return started.runId;
        },
        [Symbol.asyncIterator]: () => lazily(open),
      };
    },
    get: (run, options) => transport.json({ method: 'GET', path: path`/v1/runs/${run}`, options }),
    list: (query, options) => listing(transport, { path: '/v1/runs', query: { ...query }, options }),
    cancel: (run, options) => transport.json({ method: 'POST', path: path`/v1/runs/${run}/cancel`, options }),
    replay: (run, options) => transport.json({ method: 'POST', path: path`/v1/runs/${run}/replay`, options }),
    events: (run, query, options) =>
      listing(transport, { path: path`/v1/runs/${run}/events`, query: { ...query }, cursorField: 'after', options }),
    follow: (run, options) =>
      lazily(async () => {
        const { follow } = await import('../streams/follow.ts');
        return follow(transport, { path: path`/v1/runs/${run}/events`, isLast: (frame) => isTerminal(frame.event) }, options);
      }),
  };
}
