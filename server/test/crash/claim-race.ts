import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import type { World } from '../world.ts';

/** A task as one worker held it: from the answer that gave it to the request that handed it in. */
export interface Held {
  readonly task: string;
  readonly agent: string;
  readonly fence: number;
  readonly from: number;
  readonly to: number;
  readonly status: number;
}

export interface RaceOptions {
  /** Servers on one store; workers are spread over them. */
  readonly servers: readonly Pick<World, 'url' | 'call'>[];
  readonly tasks: number;
  readonly processes: number;
  readonly agents: number;
  /** Tasks that an agent may have at once. */
  readonly limit: number;
}

export interface RaceResult {
  readonly held: readonly Held[];
  /** Most tasks that one agent was seen to hold at once, by its workers and by the store. */
  readonly atOnceMax: number;
  readonly seconds: number;
}

const loopsPerProcess = 2;
const bulkMax = 50;

/** Makes tasks, lets processes claim them all, and reports who held what. The caller judges. */
export async function claimRace(options: RaceOptions): Promise<RaceResult> {
  const [first] = options.servers;
  if (first === undefined) throw new Error('a race needs a server');
  const tag = `race-${options.tasks}-${options.processes}`;
  const keys = await makeAgents(first, options, tag);
  for (let made = 0; made < options.tasks; made += bulkMax) {
    const length = Math.min(bulkMax, options.tasks - made);
    const tasks = Array.from({ length }, (_, at) => ({ title: `task ${made + at}`, requiredCapabilities: [tag] }));
    const reply = await first.call('POST', '/api/tasks/bulk', { tasks });
    if (reply.status !== 201) throw new Error(`no tasks: ${reply.text}`);
  }
  const started = performance.now();
  const watch = watchLoad(first, keys);
  const held = (await Promise.all(Array.from({ length: options.processes }, (_, at) => runWorker(options, keys, at)))).flat();
  const seconds = (performance.now() - started) / 1_000;
  return { held, atOnceMax: Math.max(await watch.stop(), overlapMax(held)), seconds };
}

interface AgentKey {
  readonly id: string;
  readonly key: string;
}

async function makeAgents({ call }: Pick<World, 'call'>, { agents, limit }: RaceOptions, tag: string): Promise<AgentKey[]> {
  const made: AgentKey[] = [];
  for (let at = 0; at < agents; at += 1) {
    const slug = `${tag}-${at}`;
    const agent = await call('POST', '/v1/agents', { slug, model: 'gpt-standin-one', capabilities: [tag], max_concurrent_tasks: limit });
    const key = await call('POST', '/v1/credentials', { name: slug, kind: 'agent_key', agent: slug });
    if (key.status !== 201) throw new Error(`no key: ${key.text}`);
    made.push({ id: agent.body.id, key: key.body.key });
  }
  return made;
}

async function runWorker({ servers }: RaceOptions, keys: readonly AgentKey[], at: number): Promise<Held[]> {
  const server = servers[at % servers.length];
  const agent = keys[at % keys.length];
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./claim-worker.ts', import.meta.url)), server?.url ?? '', agent?.key ?? '', String(loopsPerProcess)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
    },
  );
  let [text, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    errors = (errors + more).slice(-2_000);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`a worker failed: ${errors}`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Held => JSON.parse(line));
}

/** Looks again and again how many tasks the store says each agent has in progress. */
function watchLoad({ call }: Pick<World, 'call'>, keys: readonly AgentKey[]): { stop(): Promise<number> } {
  let isOver = false;
  let most = 0;
  const watching = (async () => {
    while (!isOver) {
      for (const { id } of keys) {
        const { body } = await call('GET', `/v1/tasks?agent=${id}&status=in_progress&limit=200`);
        most = Math.max(most, body.data.length);
      }
      await delay(20);
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await watching;
      return most;
    },
  };
}

/** The most tasks of one agent that were held at the same moment. */
function overlapMax(held: readonly Held[]): number {
  let most = 0;
  for (const ofAgent of Map.groupBy(held, ({ agent }) => agent).values()) {
    const steps = ofAgent.flatMap(({ from, to }) => [
      { at: from, step: 1 },
      { at: to, step: -1 },
    ]);
    let now = 0;
    for (const { step } of steps.toSorted((one, other) => one.at - other.at || one.step - other.step)) {
      now += step;
      most = Math.max(most, now);
    }
  }
  return most;
}
