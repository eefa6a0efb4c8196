import { requestBytes, type Call } from '../load/connection.ts';
import { startChild } from './child-server.ts';
import type { Script, System } from './system.ts';

export interface FloorOptions {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly root: string;
  readonly node: string;
  readonly modelOrigin: string;
  readonly key: string;
  readonly storeArguments: readonly string[];
}

function runCall(key: string, script: Script, stream: boolean): Call {
  const body = JSON.stringify({ agent: script, input: 'Summarise the orders.', stream });
  const bytes = requestBytes({ method: 'POST', path: '/run', headers: { 'x-forge-api-key': key }, body });
  return { request: () => bytes, status: 200, expect: '"status":"completed"', token: stream ? 'event: token' : null };
}

/** A run with no product around it: see `bench/floor/server.ts`. */
export function floorSystem(options: FloorOptions): System {
  const headers = { 'x-forge-api-key': options.key };
  const note = JSON.stringify({
    slug: 'note',
    display_name: 'Note',
    model: 'gpt-standin-one',
    tools: [],
    system_prompt: 'Answer briefly.',
  });
  const post = requestBytes({ method: 'POST', path: '/notes', headers, body: note });
  const get = requestBytes({ method: 'GET', path: '/notes/1', headers });
  return {
    id: options.id,
    label: options.label,
    note: options.note,
    launch: ({ port, nodeArguments }) =>
      startChild({
        command: options.node,
        cwd: options.root,
        port,
        args: [
          '--disable-warning=ExperimentalWarning',
          ...(nodeArguments ?? []),
          'bench/floor/server.ts',
          '--port',
          String(port),
          '--model',
          options.modelOrigin,
          ...options.storeArguments,
        ],
      }),
    prepare: async () => {},
    sync: (script) => runCall(options.key, script, false),
    streamed: (script) => runCall(options.key, script, true),
    records: {
      post: () => ({ request: () => post, status: 201, expect: '"slug":"note"', token: null }),
      get: () => ({ request: () => get, status: 200, expect: '"created_at"', token: null }),
    },
  };
}
