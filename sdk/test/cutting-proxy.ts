import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** A network that breaks: the first connections are cut after some bytes of the answer, later ones live. */
export interface CuttingProxy {
  readonly url: string;
  readonly cuts: () => number;
  readonly close: () => Promise<void>;
}

export async function cuttingProxy(targetPort: number, afterBytes: readonly number[]): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let cuts = 0;
  const server = createServer((client) => {
    let budget = afterBytes[connections] ?? Infinity;
    connections += 1;
    const upstream = connect(targetPort, '127.0.0.1');
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
    for (const socket of [client, upstream]) sockets.add(socket);
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      client.write(chunk.subarray(0, budget));
      budget -= chunk.length;
      if (budget > 0) return;
      cuts += 1;
      // The bytes so far must arrive, so the end is an orderly one of TCP; for HTTP it is a cut.
      client.end(end);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { url: `http://127.0.0.1:${port}`, cuts: () => cuts, close };
}
