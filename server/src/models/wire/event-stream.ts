import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../kernel/clock.ts';
import { ModelError } from '../../kernel/model.ts';
import type { Outbound } from '../../kernel/outbound.ts';
import { notAStream, retryAfterMs, statusError, transportError } from './provider-error.ts';

const FRAME_CHARS_MAX = 1024 * 1024;
const REPLY_BYTES_MAX = 8 * 1024 * 1024;
const ERROR_BYTES_MAX = 64 * 1024;

/** How a wire reaches its provider. */
export interface ProviderHttp {
  readonly outbound: Pick<Outbound, 'dispatcher'>;
  /** Longest wait for the first byte and between two chunks, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** Tells how far away a Retry-After date is. */
  readonly clock: Clock;
}

export interface StreamCall {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly apiKey: string;
  readonly signal: AbortSignal;
}

/** Takes the `data` of one frame; true = the reply is complete and nothing more is read. */
export type FrameReader = (data: string) => boolean;

type Answer = Dispatcher.ResponseData;

async function bodyStart(answer: Answer): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of answer.body) {
    const buffer = Buffer.from(piece);
    pieces.push(buffer);
    bytes += buffer.length;
    if (bytes >= ERROR_BYTES_MAX) break;
  }
  return Buffer.concat(pieces).subarray(0, ERROR_BYTES_MAX).toString('utf8');
}

function contentType(answer: Answer): string {
  return String(answer.headers['content-type'] ?? '').toLowerCase();
}

/** Feeds the body to `read` frame by frame. Resolves to true when `read` said so, to false when the body ended before. */
function readFrames(answer: Answer, read: FrameReader): Promise<boolean> {
  const { body } = answer;
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder('utf8');
    let bytes = 0;
    let isOver = false;
    const fail = (error: unknown): void => {
      if (isOver) return;
      isOver = true;
      body.destroy();
      reject(error);
    };
    const parser = createParser({
      maxBufferSize: FRAME_CHARS_MAX,
      onEvent: ({ data }) => {
        if (isOver || !read(data)) return;
        isOver = true;
        resolve(true);
      },
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded')
          fail(new ModelError('protocol', 'The model provider sent a frame larger than 1 MiB'));
      },
    });
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > REPLY_BYTES_MAX) {
        fail(new ModelError('protocol', 'The model provider sent a reply larger than 8 MiB'));
        body.destroy();
        return;
      }
      if (isOver) return;
      try {
        parser.feed(decoder.write(chunk));
      } catch (error) {
        fail(error);
      }
    });
    body.on('end', () => resolve(false));
    body.on('error', fail);
    body.on('close', () => resolve(false));
  });
}

/**
 * Posts and reads the answer as an event stream.
 * Bounds: 1 MiB a frame, 8 MiB a reply, 64 KiB of an error body. An abort destroys the socket and rejects with the signal's reason.
 * @returns whether `read` saw the end of the reply; false means that the provider stopped before.
 * @throws ModelError
 */
export async function postEventStream(http: ProviderHttp, call: StreamCall, read: FrameReader): Promise<boolean> {
  call.signal.throwIfAborted();
  try {
    const answer = await http.outbound.dispatcher.request({
      origin: call.url.origin,
      path: call.url.pathname + call.url.search,
      method: 'POST',
      headers: call.headers,
      body: call.body,
      signal: call.signal,
      headersTimeout: http.idleTimeoutMs,
      bodyTimeout: http.idleTimeoutMs,
    });
    if (answer.statusCode < 200 || answer.statusCode > 299) {
      throw statusError(answer.statusCode, await bodyStart(answer), call.apiKey, retryAfterMs(answer.headers, http.clock.now()));
    }
    const type = contentType(answer);
    if (type !== '' && !type.startsWith('text/event-stream')) throw notAStream(type, await bodyStart(answer), call.apiKey);
    return await readFrames(answer, read);
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason;
    throw transportError(error) ?? error;
  }
}
