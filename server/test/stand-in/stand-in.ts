import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { isJsonObject } from '../../src/kernel/json.ts';
import type { Json } from '../../src/kernel/json.ts';
import { createAnswerer } from './answer.ts';
import { SCRIPT_NAMES } from './scripts.ts';

const REQUESTS_MAX = 1000;
const BODY_BYTES_MAX = 16 * 1024 * 1024;

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Json;
  /** True once the caller hung up before the answer was complete. */
  readonly isCut: boolean;
}

export interface StandIn {
  /** `http://127.0.0.1:<port>`, without `/v1`. */
  readonly url: string;
  readonly port: number;
  /** The newest 1,000 requests, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Connections accepted since the start. */
  connectionCount(): number;
  /** Forgets requests and which `-once` faults were played. */
  reset(): void;
  close(): Promise<void>;
}

function sendJson(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(text);
}

const MODEL_LIST = JSON.stringify({
  object: 'list',
  data: SCRIPT_NAMES.map((id) => ({ id: `gpt-standin-${id}`, object: 'model', created: 1_767_225_600, owned_by: 'stand-in' })),
});

function parseBody(text: string): Json {
  try {
    const body: Json = JSON.parse(text);
    return body;
  } catch {
    return null;
  }
}

function readBody(request: IncomingMessage, done: (text: string) => void): void {
  const pieces: Buffer[] = [];
  let bytes = 0;
  request.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > BODY_BYTES_MAX) request.destroy();
    pieces.push(piece);
  });
  request.on('end', () => done(Buffer.concat(pieces).toString('utf8')));
}

/** Starts a local model provider with zero think time on the loopback address; port 0 or none picks a free one. */
export async function startStandIn(options: { readonly port?: number } = {}): Promise<StandIn> {
  const requests: SeenRequest[] = [];
  const answerer = createAnswerer();
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (request.method === 'GET' && path === '/v1/models') return sendJson(response, 200, MODEL_LIST);
    readBody(request, (text) => {
      const body = parseBody(text);
      const seen = { path, headers: request.headers, body, isCut: false };
      requests.push(seen);
      if (requests.length > REQUESTS_MAX) requests.shift();
      response.on('close', () => {
        seen.isCut = !response.writableFinished;
      });
      if (request.method === 'POST' && isJsonObject(body) && answerer.answer({ path, body, request, response })) return;
      sendJson(
        response,
        404,
        '{"error":{"message":"Unknown request URL","type":"invalid_request_error","param":null,"code":"unknown_url"}}',
      );
    });
  });
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    connectionCount: () => connections,
    reset: () => {
      requests.length = 0;
      answerer.reset();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
