import { FetchFailure } from '../kernel/fetch-failure.ts';
import type { GuardedStream } from '../kernel/guarded-stream.ts';
import { ToolServerFault } from '../kernel/tool-server.ts';
import type { ToolServerAddress } from '../kernel/tool-server.ts';

const answerBytesMax = 1024 * 1024;
/** We offer servers nothing to ask for, so what we answer them is refusals, and pings. */
const repliesMax = 100;
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/** What the protocol library calls in place of the platform's fetch. */
export type WireFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

export interface WireOptions {
  readonly guardedStream: GuardedStream;
  readonly address: ToolServerAddress;
  /** Hears of each exchange that broke, so that whoever waits for it need not wait for its time limit. */
  readonly onBroken: (fault: Error) => void;
}

/**
 * Gives the protocol library the guarded way out, to the server's own address and no other, with the server's headers. Redirects end in an error;
 * the stream of messages that nobody asked for is refused here, without asking the server.
 */
export function createWireFetch({ guardedStream, address, onBroken }: WireOptions): WireFetch {
  let replies = 0;
  return async (url, init = {}) => {
    const method = methodOf(init.method);
    const headers = Object.fromEntries(new Headers(init.headers));
    if (method === 'GET' && headers['last-event-id'] === undefined) return new Response(null, { status: 405 });
    if (new URL(url).href !== new URL(address.url).href) throw new ToolServerFault('The server names another address, which is not asked.');
    if (isReply(init.body) && (replies += 1) > repliesMax) {
      const fault = new ToolServerFault('The server asks too much of its client.');
      onBroken(fault);
      throw fault;
    }
    const answer = await guardedStream({
      url: address.url,
      method,
      headers: { ...headers, ...revealed(address) },
      ...(typeof init.body === 'string' ? { body: init.body } : {}),
      timeoutMs: address.timeoutMs,
      bytesMax: answerBytesMax,
      ...(init.signal instanceof AbortSignal ? { signal: init.signal } : {}),
    });
    return responseOf(answer, onBroken);
  };
}

/** Whether a message answers one of the server's. */
function isReply(body: RequestInit['body']): boolean {
  if (typeof body !== 'string') return false;
  const message: unknown = JSON.parse(body);
  return typeof message === 'object' && message !== null && !Array.isArray(message) && !('method' in message);
}

function methodOf(method = 'GET'): 'GET' | 'POST' | 'DELETE' {
  if (method === 'GET' || method === 'POST' || method === 'DELETE') return method;
  throw new FetchFailure('request');
}

function revealed({ headers }: ToolServerAddress): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.reveal()]));
}

function responseOf({ status, headers, body }: Awaited<ReturnType<GuardedStream>>, onBroken: WireOptions['onBroken']): Response {
  if (status >= 300 && status < 400) {
    void body.cancel();
    throw new ToolServerFault('The server answers with a redirect, which is not followed.');
  }
  if (status < 200 || status > 599) {
    void body.cancel();
    throw new FetchFailure('protocol');
  }
  if (!bodiless.has(status)) return new Response(watched(body, onBroken), { status, headers });
  void body.cancel();
  return new Response(null, { status, headers });
}

/** The same bytes; a failure on the way is told. */
function watched(body: ReadableStream<Uint8Array>, onBroken: WireOptions['onBroken']): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    pull: async (out) => {
      try {
        const { done, value } = await reader.read();
        if (done) out.close();
        else out.enqueue(value);
      } catch (error) {
        const fault = error instanceof Error ? error : new FetchFailure('reset');
        onBroken(fault);
        out.error(fault);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
