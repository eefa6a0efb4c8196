import type { FastifyReply } from 'fastify';
import type { ServerResponse } from 'node:http';

const pingMs = 15_000;
/** A client that leaves more than this unread is cut off; it resumes from its cursor. */
const unreadBytesMax = 4 * 1024 * 1024;

/** Server-sent events to one client. Frames of the same turn of the event loop leave in one write. Source: WHATWG HTML, "Server-sent events". */
export interface SseStream {
  send(frame: { readonly id?: string; readonly event: string; readonly data: unknown }): void;
  /** Sends a frame whose data is JSON text already. */
  sendText(id: string, event: string, json: string): void;
  end(): void;
  onClose(listener: () => void): void;
}

export function openSse(reply: FastifyReply, headers: Readonly<Record<string, string>> = {}): SseStream {
  reply.hijack();
  const response = reply.raw;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) response.setHeader(name, value);
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    ...headers,
  });
  response.socket?.setNoDelay(true);
  return new BufferedSse(response);
}

class BufferedSse implements SseStream {
  readonly #response: ServerResponse;
  readonly #ping: NodeJS.Timeout;
  #waiting = 'retry: 2000\n\n';
  #isScheduled = false;
  #isEnded = false;

  constructor(response: ServerResponse) {
    this.#response = response;
    this.#ping = setInterval(() => this.#push(': ping\n\n'), pingMs);
    response.on('close', () => clearInterval(this.#ping));
    response.on('error', () => undefined);
    this.#schedule();
  }

  send(frame: { readonly id?: string; readonly event: string; readonly data: unknown }): void {
    const id = frame.id === undefined ? '' : `id: ${frame.id}\n`;
    this.#push(`${id}event: ${frame.event}\ndata: ${JSON.stringify(frame.data)}\n\n`);
  }

  sendText(id: string, event: string, json: string): void {
    this.#push(`id: ${id}\nevent: ${event}\ndata: ${json}\n\n`);
  }

  end(): void {
    if (this.#isEnded) return;
    this.#flush();
    this.#isEnded = true;
    clearInterval(this.#ping);
    this.#response.end();
  }

  onClose(listener: () => void): void {
    if (this.#response.destroyed) listener();
    else this.#response.once('close', listener);
  }

  #push(text: string): void {
    this.#waiting += text;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isEnded) return;
    this.#isScheduled = true;
    process.nextTick(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#waiting === '' || this.#isEnded || this.#response.destroyed) return;
    const text = this.#waiting;
    this.#waiting = '';
    this.#response.write(text);
    if (this.#response.writableLength > unreadBytesMax) this.#response.destroy();
  }
}
