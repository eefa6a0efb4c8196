import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requestBytes, type Call } from '../load/connection.ts';
import { startChild } from './child-server.ts';
import type { Script, System } from './system.ts';

interface PeerShape {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly file: string;
  /** The npm package whose version is printed. */
  readonly package: string;
  sync(script: Script): Call;
  streamed(script: Script): Call;
}

export interface PeerOptions {
  readonly root: string;
  readonly node: string;
  readonly modelOrigin: string;
}

const INPUT = 'Summarise the orders.';

function call(path: string, body: unknown, expect: string, token: string | null): Call {
  const bytes = requestBytes({ method: 'POST', path, body: JSON.stringify(body) });
  return { request: () => bytes, status: 200, expect, token };
}

const SHAPES: readonly PeerShape[] = [
  {
    id: 'openai-agents',
    label: '@openai/agents',
    note: 'behind bare node:http; no key check, no storage, tracing off',
    file: 'openai-agents.js',
    package: '@openai/agents',
    sync: (agent) => call('/run', { agent, input: INPUT, stream: false }, '"status":"completed"', null),
    streamed: (agent) => call('/run', { agent, input: INPUT, stream: true }, '"status":"completed"', 'event: token'),
  },
  {
    id: 'voltagent',
    label: 'VoltAgent server',
    note: 'its own server; no key check, memory in the process',
    file: 'voltagent.js',
    package: '@voltagent/core',
    sync: (agent) => call(`/agents/${agent}/text`, { input: INPUT }, '"success":true', null),
    streamed: (agent) => call(`/agents/${agent}/stream`, { input: INPUT }, '"type":"finish"', '"type":"text-delta"'),
  },
  {
    id: 'mastra',
    label: 'Mastra server',
    note: 'its server on Hono; no key check, no storage',
    file: 'mastra.js',
    package: '@mastra/core',
    sync: (agent) => call(`/api/agents/${agent}/generate`, { messages: INPUT }, '"finishReason":"stop"', null),
    streamed: (agent) => call(`/api/agents/${agent}/stream`, { messages: INPUT }, '"type":"finish"', '"type":"text-delta"'),
  },
];

function systemOf(shape: PeerShape, options: PeerOptions): System {
  const folder = join(options.root, 'bench', 'peers');
  return {
    id: shape.id,
    label: `${shape.label} ${versionOf(folder, shape.package)}`,
    note: shape.note,
    launch: ({ port, nodeArguments }) =>
      startChild({
        command: options.node,
        cwd: folder,
        port,
        args: [...(nodeArguments ?? []), shape.file, '--port', String(port), '--model', options.modelOrigin],
        env: { MASTRA_TELEMETRY_DISABLED: '1', MASTRA_AUTO_REFRESH_PROVIDERS: 'false' },
      }),
    prepare: async () => {},
    sync: (script) => shape.sync(script),
    streamed: (script) => shape.streamed(script),
  };
}

function versionOf(folder: string, name: string): string {
  const read: unknown = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
  return typeof read === 'object' && read !== null && 'version' in read ? String(read.version) : 'unknown';
}

/** The peers that are installed in `bench/peers/node_modules`; the others are left out. */
export function peerSystems(options: PeerOptions): System[] {
  const installed = (shape: PeerShape): boolean =>
    existsSync(join(options.root, 'bench', 'peers', 'node_modules', shape.package, 'package.json'));
  return SHAPES.filter(installed).map((shape) => systemOf(shape, options));
}
