import { createServer, request } from 'node:http';

export interface RecordedCall {
  /** The step that the caller says it executes, `run:step#n`. */
  readonly key: string;
  readonly at: number;
}

/** Stands before a provider and keeps when each step was really asked for, whatever the servers remember. */
export interface CallRecord {
  readonly url: string;
  readonly calls: readonly RecordedCall[];
  close(): Promise<void>;
}

export async function startCallRecord(provider: string): Promise<CallRecord> {
  const calls: RecordedCall[] = [];
  const server = createServer((incoming, outgoing) => {
    calls.push({ key: String(incoming.headers['idempotency-key']), at: Date.now() });
    const { method, headers } = incoming;
    const onward = request(`${provider}${incoming.url ?? '/'}`, { ...(method === undefined ? {} : { method }), headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
