import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { caller } from '../world.ts';
import type { Place, World } from '../world.ts';

const readyMs = 90_000;
const bundled = process.env['TEST_SERVERS'];
const shortLeaseEntry =
  bundled === undefined ? join(import.meta.dirname, 'short-lease-server.ts') : join(bundled, 'short-lease-server.mjs');

/** What starts the server as a process: its bundle where the test runner made one, which is up in a third of the time of the sources. */
export const mainEntry = bundled === undefined ? join(import.meta.dirname, '..', '..', 'src', 'main.ts') : join(bundled, 'main.mjs');

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A server in a process of its own, which can be stopped, continued and killed. */
export interface ChildServer extends Pick<World, 'url' | 'key' | 'call'> {
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
  /** Ends the process by SIGKILL, also when it is stopped, and waits until it is gone. */
  end(): Promise<Exit>;
}

export interface ChildOptions {
  readonly port?: number;
  /** Arguments of `short-lease-server.ts`; without them the real entry point runs. */
  readonly shortLease?: readonly string[];
}

/** Starts a server on a place and waits until it listens. */
export async function startChild(at: Place, options: ChildOptions = {}): Promise<ChildServer> {
  const child = spawn(process.execPath, [options.shortLease === undefined ? mainEntry : shortLeaseEntry, ...(options.shortLease ?? [])], {
    env: {
      PATH: process.env['PATH'],
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
      ...at.env,
      FORGEYARD_PORT: String(options.port ?? 0),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code, signal]): Exit => ({ code, signal }));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4_000);
  });
  const listening = new Promise<string>((resolve) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text = (text + more).slice(-4_000);
      const url = /listening (http:\/\/\S+)/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const late = AbortSignal.timeout(readyMs);
  const tooLate = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new Error(`the server does not start: ${errors}`)));
  });
  const url = await Promise.race([listening, tooLate, exited.then(() => Promise.reject(new Error(`the server ended at once: ${errors}`)))]);
  return {
    url,
    key: at.key,
    call: caller(url, at.key),
    exited,
    kill: (signal) => void child.kill(signal),
    end: () => {
      child.kill('SIGKILL');
      return exited;
    },
  };
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
