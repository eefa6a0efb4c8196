import { requestBytes, type Call } from '../load/connection.ts';
import { startChild } from './child-server.ts';
import type { Script, System } from './system.ts';

export interface ForgeyardOptions {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly root: string;
  readonly node: string;
  readonly modelOrigin: string;
  readonly key: string;
  readonly dataDir: string;
  readonly databaseUrl?: string;
}

const SCRIPTS: readonly Script[] = ['one', 'three', 'long', 'long-paced-50'];
const INPUT = 'Summarise the orders.';

/** The script `three` calls one action of each. */
/** Just the two actions that the run takes, as the floor and the peers have them. */
const TOOLS = ['data-transform.csv_to_json', 'formula-engine.evaluate'];

async function createAgent(port: number, key: string, script: Script): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/agents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forge-api-key': key },
    body: JSON.stringify({
      slug: `bench-${script}`,
      tools: script === 'three' ? TOOLS : [],
      model: `gpt-standin-${script}`,
      system_prompt: 'Answer briefly.',
    }),
  });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`creating an agent answered ${answer.status}: ${text}`);
  const created = JSON.parse(text) as { id: string };
  return created.id;
}

/** Our server, started as users start it: a data directory, a key, a provider; key check, storage and event log on. */
export function forgeyardSystem(options: ForgeyardOptions): System {
  const ids = new Map<Script, string>();
  const headers = { 'x-forge-api-key': options.key };
  const idOf = (script: Script): string => {
    const id = ids.get(script);
    if (id === undefined) throw new Error('prepare() comes first');
    return id;
  };
  const post = (path: string, body: unknown): Buffer => requestBytes({ method: 'POST', path, headers, body: JSON.stringify(body) });
  let records = 0;
  return {
    id: options.id,
    label: options.label,
    note: options.note,
    launch: ({ port, nodeArguments }) =>
      startChild({
        command: options.node,
        cwd: options.root,
        port,
        args: ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=32', ...(nodeArguments ?? []), 'server/dist/main.mjs'],
        env: {
          FORGEYARD_PORT: String(port),
          FORGEYARD_DATA_DIR: options.dataDir,
          FORGEYARD_INIT_FORGE_KEY: options.key,
          FORGEYARD_ALLOW_PRIVATE_NETWORK: '127.0.0.1',
          OPENAI_API_KEY: 'sk-bench',
          OPENAI_BASE_URL: `${options.modelOrigin}/v1`,
          ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
        },
      }),
    async prepare(port) {
      for (const script of SCRIPTS) ids.set(script, await createAgent(port, options.key, script));
    },
    sync(script): Call {
      const bytes = post(`/api/v1/agents/${idOf(script)}/run`, { input: INPUT });
      return { request: () => bytes, status: 200, expect: '"status":"completed"', token: null };
    },
    streamed(script): Call {
      const bytes = post(`/api/agents/bench-${script}/execute`, { input: INPUT });
      return { request: () => bytes, status: 200, expect: '"status":"completed"', token: 'event: token' };
    },
    records: {
      post: () => ({
        request: () => {
          records += 1;
          const slug = `note-${process.pid}-${records}`;
          return post('/v1/agents', { slug, display_name: 'Note', model: 'gpt-standin-one', tools: [], system_prompt: 'Answer briefly.' });
        },
        status: 201,
        expect: '"slug":"note-',
        token: null,
      }),
      get: () => {
        const bytes = requestBytes({ method: 'GET', path: `/api/v1/agents/${idOf('one')}`, headers });
        return { request: () => bytes, status: 200, expect: '"name":"bench-one"', token: null };
      },
    },
  };
}
