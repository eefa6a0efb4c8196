import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';

/** One request that a receiver got, as it came. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body's bytes. */
  readonly bytes: Buffer;
  readonly path: string;
}

/** Answers a request; by default 200. */
export type Answering = (received: Received, response: ServerResponse, request: IncomingMessage) => void;

/** A local server that webhooks are sent to, and that does with them what a test asks for. */
export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  answer: Answering;
  /** Resolves when this many requests came. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

const waitMsMax = 60_000;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

export async function startReceiver(answer: Answering = (_, response) => void response.end('thanks')): Promise<Receiver> {
  const received: Received[] = [];
  const waiting = new Set<{ readonly count: number; readonly done: () => void }>();
  const server: Server = createServer((request, response) => {
    response.on('error', () => undefined);
    void bodyOf(request).then(
      (bytes) => {
        const one = { headers: request.headers, body: bytes.toString('utf8'), bytes, path: request.url ?? '' };
        received.push(one);
        receiver.answer(one, response, request);
        for (const one of waiting) if (received.length >= one.count) one.done();
      },
      () => undefined,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    answer,
    until: (count) =>
      new Promise((resolve, reject) => {
        if (received.length >= count) return resolve();
        const timer = setTimeout(() => reject(new Error(`${received.length} of ${count} requests came`)), waitMsMax);
        const one = {
          count,
          done: () => {
            clearTimeout(timer);
            waiting.delete(one);
            resolve();
          },
        };
        waiting.add(one);
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

/** Takes what names a private host in the settings of a test's server, so that it may reach receivers of this machine. */
export const reachesReceivers = { FORGEYARD_ALLOW_PRIVATE_NETWORK: '127.0.0.1' } as const;
