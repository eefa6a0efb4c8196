import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A local server that speaks the documented wire, with faults on demand. */
export interface WireServer {
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly seen: readonly Seen[];
  readonly close: () => Promise<void>;
}

export type Answer = (response: ServerResponse, request: Seen, count: number) => void | Promise<void>;

/** Answers the n-th request with the n-th answer; the last one serves all that follow. */
export async function wireServer(...answers: readonly Answer[]): Promise<WireServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const entry = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      seen.push(entry);
      return answers[Math.min(seen.length, answers.length) - 1]?.(response, entry, seen.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${address.port}`, seen, close };
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function problem(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const body = { type: 'about:blank', title: code, status, detail: `detail of ${code}`, code, request_id: 'req-1' };
  return json(status, body, { 'content-type': 'application/problem+json', ...headers });
}

export interface EventStreamAnswer {
  /** Written as they are, each in its own packet. */
  readonly chunks: readonly (string | Uint8Array)[];
  readonly finish: 'end' | 'cut' | 'hang';
  readonly location?: string;
}

/** Streams chunks and then ends in order, breaks the connection, or stays silent. */
export function eventStream({ chunks, finish, location }: EventStreamAnswer): Answer {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', ...(location === undefined ? {} : { 'content-location': location }) });
    for (const chunk of chunks) {
      response.write(chunk);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    if (finish === 'end') response.end();
    if (finish === 'cut') response.destroy();
  };
}

/** A frame of the native event streams. */
export function frame(cursor: string, type: string, payload: unknown, runId = 'run-1'): string {
  const data = { seq: Number.parseInt(cursor, 10), type, at: '2026-11-22T10:00:00.000Z', run_id: runId, payload };
  return `id: ${cursor}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
}
