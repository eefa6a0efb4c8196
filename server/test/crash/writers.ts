import { readSse } from '../world.ts';
import type { ChildServer } from './child-server.ts';

/** What a writer asks for, in turn, and how: it waits for the answer, reads the start of the stream, or leaves at once. */
const requests = [
  { script: 'one', way: 'answer' },
  { script: 'three', way: 'stream' },
  { script: 'long-paced-1', way: 'background' },
  { script: 'one', way: 'stream' },
  { script: 'parallel', way: 'background' },
  { script: 'long-paced-1', way: 'stream' },
  { script: 'one', way: 'background' },
] as const;
type WriterRequest = (typeof requests)[number];

export interface Writers {
  /** Runs that a server acknowledged, by the key of the request that started them. */
  readonly acknowledged: ReadonlyMap<string, ReadonlySet<string>>;
  /** Requests sent with a key of their own, acknowledged or not. */
  requestCount(): number;
  /** Resolves at the next acknowledgement. */
  nextAcknowledgement(): Promise<void>;
  /** Ends after the requests that are under way. */
  stop(): Promise<void>;
}

/**
 * Starts runs from `count` sides at once, each repeating a request with the same Idempotency-Key until a server acknowledges it.
 * `server` gives the server that is up, or waits for the next one.
 */
export function startWriters(count: number, server: () => Promise<ChildServer>): Writers {
  const acknowledged = new Map<string, Set<string>>();
  let waiting: (() => void)[] = [];
  let isOver = false;
  let sent = 0;
  const note = (key: string, runId: string): void => {
    acknowledged.set(key, (acknowledged.get(key) ?? new Set()).add(runId));
    for (const tell of waiting) tell();
    waiting = [];
  };
  const write = async (writer: number): Promise<void> => {
    for (let turn = 0; !isOver; turn += 1) {
      const key = `w${writer}-${turn}`;
      const request = requests[(writer + turn) % requests.length] ?? requests[0];
      sent += 1;
      while (!isOver) {
        const runId = await startOnce(await server(), key, request).catch(() => undefined);
        if (runId === undefined) continue;
        note(key, runId);
        break;
      }
    }
  };
  const writing = Promise.all(Array.from({ length: count }, (_, writer) => write(writer)));
  return {
    acknowledged,
    requestCount: () => sent,
    nextAcknowledgement: () => new Promise((resolve) => waiting.push(resolve)),
    stop: async () => {
      isOver = true;
      await writing;
    },
  };
}

/** The run's id once it is acknowledged: by 200, 202, or the first event of its stream. */
async function startOnce(server: ChildServer, key: string, { script, way }: WriterRequest): Promise<string | undefined> {
  const response = await fetch(`${server.url}/v1/agents/crash-${script}/runs`, {
    method: 'POST',
    headers: { 'x-forge-api-key': server.key, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ input: key, ...(way === 'stream' ? { stream: true } : { wait: way === 'answer' }) }),
    signal: AbortSignal.timeout(20_000),
  });
  if (way === 'stream') {
    const [first] = await readSse(response, { limit: 1 });
    return first?.data.run_id;
  }
  const body = JSON.parse(await response.text());
  return response.status === 200 || response.status === 202 ? body.id : undefined;
}

/** Creates the agents that the writers use. */
export async function createWriterAgents(server: ChildServer): Promise<void> {
  for (const script of new Set(requests.map((request) => request.script))) {
    const body = { name: `crash-${script}`, tools: ['data-transform', 'formula-engine'], model: `gpt-standin-${script}` };
    const { status, text } = await server.call('POST', '/api/v1/agents', body);
    if (status !== 201) throw new Error(`agent was not created: ${text}`);
  }
}
