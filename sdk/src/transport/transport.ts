import { ApiError, ConnectionError } from '../errors.ts';
import { retryDelayMs } from './backoff.ts';
import { buildRequest } from './build-request.ts';
import type { Call, TransportConfig } from './call.ts';
import { startDeadline } from './deadline.ts';
import type { Deadline } from './deadline.ts';
import type { Environment } from './environment.ts';
import { errorOfResponse } from './error-of-response.ts';

/** Sends calls: credentials, time limit, retries, and refusals as typed errors. Everything else of the client is built on it. */
export interface Transport {
  readonly environment: Environment;
  /** The parsed JSON answer. */
  readonly json: <T>(call: Call) => Promise<T>;
  /** For answers without a body. */
  readonly empty: (call: Call) => Promise<void>;
  /** The open response, body unread; the time limit covers the headers only. */
  readonly open: (call: Call) => Promise<Response>;
}

type Read<T> = (response: Response, deadline: Deadline) => Promise<T>;

export function createTransport(config: TransportConfig, environment: Environment): Transport {
  const send = <T>(call: Call, read: Read<T>): Promise<T> =>
    withRetries(config, environment, call, () => once(config, environment, call, read));
  return {
    environment,
    json: <T>(call: Call) => send<T>(call, readJson<T>),
    empty: (call) => send(call, async (response) => response.body?.cancel()),
    open: (call) =>
      send(call, async (response, deadline) => {
        deadline.lift();
        return response;
      }),
  };
}

async function withRetries<T>(config: TransportConfig, environment: Environment, call: Call, attempt: () => Promise<T>): Promise<T> {
  const mayRepeat = call.method === 'GET' || call.idempotencyKey !== undefined;
  const retriesMax = mayRepeat ? (call.options?.maxRetries ?? config.maxRetries) : 0;
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const delayMs = failures < retriesMax ? retryDelayMs(error, failures, environment) : null;
      if (delayMs === null) throw error;
      await environment.sleep(delayMs, call.options?.signal);
    }
  }
}

async function once<T>(config: TransportConfig, environment: Environment, call: Call, read: Read<T>): Promise<T> {
  const caller = call.options?.signal;
  caller?.throwIfAborted();
  const { url, init } = buildRequest(config, call);
  const deadline = startDeadline(call.options?.timeoutMs ?? call.timeoutMs ?? config.timeoutMs, caller);
  try {
    const response = await environment.fetch(url, { ...init, signal: deadline.signal });
    if (!response.ok) throw await errorOfResponse(response, environment.nowMs());
    return await read(response, deadline);
  } catch (error) {
    if (error instanceof ApiError || error instanceof ConnectionError) throw error;
    caller?.throwIfAborted();
    throw connectionError(url, error, deadline);
  } finally {
    deadline.lift();
  }
}

/** The shape is the server's published contract; only "is JSON at all" is checked here. */
async function readJson<T>(response: Response): Promise<T> {
  const body = await response.text();
  try {
    return JSON.parse(body) as T;
  } catch (cause) {
    throw new ConnectionError(
      'The answer is not JSON: is this a Forgeyard server?',
      'NOT_JSON',
      response.headers.get('x-request-id'),
      cause,
    );
  }
}

function connectionError(url: string, error: unknown, deadline: Deadline): ConnectionError {
  const place = url.split('?')[0];
  if (deadline.isOver()) return new ConnectionError(`No answer from ${place} in time`, 'TIMEOUT', null, error);
  return new ConnectionError(`Cannot reach ${place}${reasonOf(error)}`, 'CONNECTION_FAILED', null, error);
}

/** Node wraps the cause (`ECONNREFUSED`) in a bare "fetch failed". */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error ? (error.cause ?? error) : error;
  if (!(inner instanceof Error)) return '';
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.message;
  return code === '' ? '' : ` (${code})`;
}
