import type { Dispatcher } from 'undici';
import { FetchFailure, toFetchFailure } from './fetch-failure.ts';
import { checkRequest, headersOf, send } from './guarded-fetch.ts';
import type { GuardedRequest } from './guarded-fetch.ts';
import type { OriginLimits } from './origin-limits.ts';
import type { Outbound } from './outbound.ts';

export interface GuardedStreamAnswer {
  /** Also 3xx: a redirect is an answer and is not followed. */
  readonly status: number;
  /** Names in lower case; repeated headers joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it comes. It fails with a FetchFailure past `bytesMax` or `timeoutMs`; cancelling it gives the connection up. */
  readonly body: ReadableStream<Uint8Array>;
}

/**
 * The guarded fetch for answers that are read while they come: the same checked connection, no redirects, nothing decompressed, the same bounds.
 * The place at the origin is kept until the answer has been read, was cancelled, or ran out of time.
 * @throws FetchFailure and nothing else
 */
export type GuardedStream = (request: Omit<GuardedRequest, 'whenTooLong'>) => Promise<GuardedStreamAnswer>;

/** Builds the way out to answers that are streams, beside `createGuardedFetch`. */
export function createGuardedStream(outbound: Pick<Outbound, 'freshDispatcher' | 'checkUrl'>, limits: OriginLimits): GuardedStream {
  return async (request) => {
    if (outbound.checkUrl(request.url) !== null) throw new FetchFailure('address');
    checkRequest(request);
    const { origin } = new URL(request.url);
    if (!limits.enter(origin)) throw new FetchFailure('limited');
    const timeout = AbortSignal.timeout(request.timeoutMs);
    const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
    const explain = (error: unknown): FetchFailure => {
      if (request.signal?.aborted === true) return new FetchFailure('aborted');
      return timeout.aborted ? new FetchFailure('timeout') : toFetchFailure(error);
    };
    try {
      signal.throwIfAborted();
      const answer = await send(outbound.freshDispatcher, request, signal);
      if (answer.body.closed) limits.leave(origin);
      else answer.body.once('close', () => limits.leave(origin));
      return { status: answer.statusCode, headers: headersOf(answer), body: counted(answer.body, request.bytesMax, explain) };
    } catch (error) {
      limits.leave(origin);
      throw explain(error);
    }
  };
}

function counted(
  body: Dispatcher.ResponseData['body'],
  bytesMax: number,
  explain: (error: unknown) => FetchFailure,
): ReadableStream<Uint8Array> {
  // An answer that nobody reads any more may still fail; that is nobody's loss.
  body.on('error', () => undefined);
  const pieces = body[Symbol.asyncIterator]();
  let bytes = 0;
  return new ReadableStream<Uint8Array>({
    pull: async (reader) => {
      try {
        const next = await pieces.next();
        if (next.done === true) return reader.close();
        const piece = Buffer.from(next.value);
        bytes += piece.length;
        if (bytes > bytesMax) throw new FetchFailure('too_large');
        reader.enqueue(piece);
      } catch (error) {
        body.destroy();
        reader.error(explain(error));
      }
    },
    cancel: () => {
      body.destroy();
    },
  });
}
