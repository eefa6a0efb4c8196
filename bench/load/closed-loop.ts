import { openConnection, type Call, type Connection } from './connection.ts';

export interface LoopResult {
  readonly runs: number;
  readonly failures: number;
  readonly elapsedMs: number;
  readonly latencyMs: readonly number[];
  readonly firstTokenMs: readonly number[];
  /** The first answer that did not count, for the error text. */
  readonly firstFailure: string | null;
}

export interface LoopOptions {
  readonly ports: readonly number[];
  readonly call: Call;
  readonly concurrency: number;
  readonly durationMs: number;
  /** Requests to make at most; the loop ends at whichever bound comes first. */
  readonly runsMax?: number;
}

/** Keeps `concurrency` requests in flight until the time is over, then lets those in flight finish. Ports are dealt round robin. */
export async function closedLoop(options: LoopOptions): Promise<LoopResult> {
  const latencyMs: number[] = [];
  const firstTokenMs: number[] = [];
  let failures = 0;
  let firstFailure: string | null = null;
  let left = options.runsMax ?? Number.POSITIVE_INFINITY;
  const startedAt = performance.now();
  const deadline = startedAt + options.durationMs;

  const worker = async (connection: Connection): Promise<void> => {
    while (left > 0 && performance.now() < deadline) {
      left -= 1;
      const exchange = await connection.send(options.call);
      if (!exchange.ok) {
        failures += 1;
        firstFailure ??= `${exchange.status} ${exchange.body.toString('utf8').slice(0, 300)}`;
        if (failures > 100) return;
        continue;
      }
      latencyMs.push(exchange.latencyMs);
      if (exchange.firstTokenMs !== null) firstTokenMs.push(exchange.firstTokenMs);
    }
  };

  const connections = Array.from({ length: options.concurrency }, (_, index) => {
    const port = options.ports[index % options.ports.length];
    if (port === undefined) throw new Error('closedLoop needs at least one port');
    return openConnection(port);
  });
  await Promise.all(connections.map(worker));
  const elapsedMs = performance.now() - startedAt;
  for (const connection of connections) connection.close();
  return { runs: latencyMs.length, failures, elapsedMs, latencyMs, firstTokenMs, firstFailure };
}
