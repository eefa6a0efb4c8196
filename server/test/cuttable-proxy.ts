import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A TCP proxy in front of a database, with the faults a network has. */
export interface CuttableProxy {
  /** The same database, through the proxy. */
  readonly url: string;
  /** Connections that were asked for so far, also refused ones. */
  readonly attempts: number;
  /** Resets every open connection and, until `heal`, each new one. */
  cut(): void;
  /** Resets every open connection; new ones are served. */
  blip(): void;
  /** Swallows bytes of open and new connections without closing anything, until `heal`. */
  blackHole(): void;
  heal(): void;
  close(): Promise<void>;
}

type State = 'open' | 'cut' | 'black hole';

/** Starts a proxy to the database of `target`; `options` become parameters of the address. */
export async function startProxy(target: string, options: Readonly<Record<string, string>> = {}): Promise<CuttableProxy> {
  const to = new URL(target);
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: State = 'open';
  let attempts = 0;
  const reset = (): void => {
    for (const [client, server] of pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
    pairs.clear();
  };
  const listener = createServer((client) => {
    attempts += 1;
    client.on('error', () => undefined);
    if (state === 'cut') return void client.resetAndDestroy();
    const server = connect(Number(to.port), to.hostname);
    const pair = [client, server] as const;
    pairs.add(pair);
    server.on('error', () => undefined);
    for (const [from, into] of [pair, [server, client] as const]) {
      from.on('data', (chunk) => {
        if (state === 'open') into.write(chunk);
      });
      from.on('close', () => {
        pairs.delete(pair);
        into.destroy();
      });
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(portOf(listener.address()));
  for (const [name, value] of Object.entries(options)) url.searchParams.set(name, value);
  return {
    url: url.href,
    get attempts() {
      return attempts;
    },
    cut: () => {
      state = 'cut';
      reset();
    },
    blip: reset,
    blackHole: () => {
      state = 'black hole';
    },
    heal: () => {
      state = 'open';
    },
    close: async () => {
      reset();
      listener.close();
      await once(listener, 'close');
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the proxy does not listen on TCP');
  return address.port;
}
