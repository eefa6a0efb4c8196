import type { Dispatcher } from 'undici';
import { FetchFailure, toFetchFailure } from './fetch-failure.ts';
import type { OriginLimits } from './origin-limits.ts';
import type { Outbound } from './outbound.ts';

export interface GuardedRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** At most 1 MiB. */
  readonly body?: string | Buffer;
  /** From the look-up of the name to the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Until the headers are complete; `timeoutMs` when left out. */
  readonly headersTimeoutMs?: number;
  /** Between two pieces of the answer; `timeoutMs` when left out. */
  readonly idleTimeoutMs?: number;
  /** Bytes of the answer that are read. */
  readonly bytesMax: number;
  /** Whether an answer that is too long or too slow after its headers counts as a failure, or is cut where it stands. */
  readonly whenTooLong: 'fail' | 'cut';
  readonly signal?: AbortSignal;
}

export interface GuardedAnswer {
  /** Also 3xx: a redirect is an answer and is not followed. */
  readonly status: number;
  /** Names in lower case; repeated headers joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came: nothing is decompressed. */
  readonly body: Buffer;
  /** There was more than `body`. */
  readonly isCut: boolean;
}

/**
 * Asks an address that somebody typed in: webhooks, sign-in providers, tools. The name is resolved once, every address of it has to be public,
 * and the connection, which serves this request alone, goes to the checked one. Redirects are not followed, nothing is decompressed, and
 * sizes, times, and requests per origin are bounded.
 * @throws FetchFailure and nothing else
 */
export type GuardedFetch = (request: GuardedRequest) => Promise<GuardedAnswer>;

const requestBytesMax = 1024 * 1024;
const headersMax = 60;
/** Headers that say how the message itself travels; they are ours to set. */
const ownHeaders =
  /^(host|connection|keep-alive|transfer-encoding|content-length|upgrade|expect|te|trailer|proxy-.*|sec-.*|accept-encoding)$/i;

/** Builds the one way out to single answers; streams of models have the same policy by `outbound` itself. */
export function createGuardedFetch(outbound: Pick<Outbound, 'freshDispatcher' | 'checkUrl'>, limits: OriginLimits): GuardedFetch {
  return async (request) => {
    if (outbound.checkUrl(request.url) !== null) throw new FetchFailure('address');
    checkRequest(request);
    const { origin } = new URL(request.url);
    if (!limits.enter(origin)) throw new FetchFailure('limited');
    const timeout = AbortSignal.timeout(request.timeoutMs);
    const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
    try {
      signal.throwIfAborted();
      const answer = await send(outbound.freshDispatcher, request, signal);
      return { status: answer.statusCode, headers: headersOf(answer), ...(await readBody(answer, request)) };
    } catch (error) {
      throw request.signal?.aborted === true
        ? new FetchFailure('aborted')
        : timeout.aborted
          ? new FetchFailure('timeout')
          : toFetchFailure(error);
    } finally {
      limits.leave(origin);
    }
  };
}

/** Refuses what cannot be sent. @throws FetchFailure `request` */
export function checkRequest({ body, headers = {} }: Pick<GuardedRequest, 'body' | 'headers'>): void {
  const names = Object.keys(headers);
  const isTooLong = body !== undefined && Buffer.byteLength(body) > requestBytesMax;
  if (isTooLong || names.length > headersMax || names.some((name) => ownHeaders.test(name))) throw new FetchFailure('request');
}

/** Sends one request over a checked connection of its own. */
export function send(
  dispatcher: Dispatcher,
  request: Omit<GuardedRequest, 'whenTooLong'>,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  const { origin, pathname, search } = new URL(request.url);
  return dispatcher.request({
    origin,
    path: pathname + search,
    method: request.method,
    headers: { ...request.headers, 'accept-encoding': 'identity' },
    ...(request.body === undefined ? {} : { body: request.body }),
    signal,
    headersTimeout: request.headersTimeoutMs ?? request.timeoutMs,
    bodyTimeout: request.idleTimeoutMs ?? request.timeoutMs,
  });
}

/** Headers by name in lower case. */
export function headersOf(answer: Dispatcher.ResponseData): Record<string, string> {
  const pairs = Object.entries(answer.headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return Object.fromEntries(pairs);
}

async function readBody({ body }: Dispatcher.ResponseData, request: GuardedRequest): Promise<Pick<GuardedAnswer, 'body' | 'isCut'>> {
  const { bytesMax, whenTooLong } = request;
  const pieces: Buffer[] = [];
  let bytes = 0;
  const soFar = (isCut: boolean) => ({ body: Buffer.concat(pieces).subarray(0, bytesMax), isCut });
  try {
    for await (const piece of body) {
      const buffer = Buffer.from(piece);
      pieces.push(buffer);
      bytes += buffer.length;
      if (bytes <= bytesMax) continue;
      if (whenTooLong === 'fail') throw new FetchFailure('too_large');
      return soFar(true);
    }
    return soFar(false);
  } catch (error) {
    if (whenTooLong === 'fail' || request.signal?.aborted === true) throw error;
    return soFar(true);
  } finally {
    body.destroy();
  }
}
