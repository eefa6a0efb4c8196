import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReplyMeta, WireFormat } from './frames.ts';
import { wordsOf } from './scripts.ts';
import type { Scene } from './scripts.ts';

const HUGE_BYTES_MAX = 64 * 1024 * 1024;
const HUGE_PIECE = Buffer.alloc(64 * 1024, 'x');

const TWENTY: Scene = {
  reasoning: [],
  tokens: wordsOf(Array.from({ length: 20 }, (_, index) => `w${index}`).join(' ')),
  calls: [],
  paceMs: 0,
  isConstant: true,
};

export interface FaultContext {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly format: WireFormat;
  readonly meta: ReplyMeta;
}

const MESSAGE_BY_STATUS: Readonly<Record<number, string>> = {
  400: 'The request has an unusable value (stand-in).',
  404: 'The model does not exist (stand-in).',
  429: 'Rate limit reached for requests (stand-in).',
  500: 'The server had an error (stand-in).',
  503: 'The service is not available (stand-in).',
  529: 'Overloaded (stand-in).',
};

function keyOf(request: IncomingMessage): string {
  return String(request.headers['x-api-key'] ?? request.headers.authorization ?? '').replace(/^Bearer /, '');
}

function failStatus({ request, response, format }: FaultContext, status: number): void {
  const message = status === 401 ? `Incorrect API key provided: ${keyOf(request)}.` : (MESSAGE_BY_STATUS[status] ?? 'Failure (stand-in).');
  response.writeHead(status, { 'content-type': 'application/json', ...(status === 429 ? { 'retry-after': '1' } : {}) });
  response.end(format.failure(status, message));
}

export function startEventStream(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'transfer-encoding': 'chunked',
  });
}

function startedWith({ response, format, meta }: FaultContext, tokens: number): void {
  const { head, tokens: frames } = format.frames(TWENTY, meta);
  startEventStream(response);
  response.write(head + frames.slice(0, tokens).join(''));
}

function failHalf(context: FaultContext): void {
  startedWith(context, 10);
  context.response.write(': half\n', () => context.response.socket?.destroy());
}

function failHuge({ response }: FaultContext): void {
  startEventStream(response);
  response.write('data: {"x":"');
  let sent = 0;
  const pump = (): void => {
    while (sent < HUGE_BYTES_MAX && !response.destroyed) {
      sent += HUGE_PIECE.length;
      if (!response.write(HUGE_PIECE)) return void response.once('drain', pump);
    }
    response.end();
  };
  pump();
}

const FAULT_BY_NAME: Readonly<Record<string, (context: FaultContext) => void>> = {
  half: failHalf,
  'error-frame': (context) => {
    startedWith(context, 2);
    context.response.end(context.format.failureFrame('Overloaded (stand-in).'));
  },
  redirect: ({ response }) => {
    response.writeHead(307, { location: '/v1/elsewhere' });
    response.end();
  },
  garbage: ({ response }) => {
    startEventStream(response);
    response.end('data: {not json\n\ndata: <<<\n\n');
  },
  html: ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><title>Welcome</title><p>Sign in to continue.</p>');
  },
  hang: () => {},
  stall: (context) => startedWith(context, 2),
  huge: failHuge,
};

/** Plays `fault-<name>`; false when there is no such fault. */
export function playFault(name: string, context: FaultContext): boolean {
  if (/^[45]\d\d$/.test(name)) {
    failStatus(context, Number(name));
    return true;
  }
  if (!Object.hasOwn(FAULT_BY_NAME, name)) return false;
  FAULT_BY_NAME[name]?.(context);
  return true;
}
