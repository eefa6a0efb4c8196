import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';

export interface ChildServer {
  readonly pid: number;
  readonly port: number;
  /** SIGTERM, and SIGKILL after five seconds; resolves when the process is gone. */
  stop(): Promise<void>;
  /** The last 2,000 characters that the process printed. */
  output(): string;
  readonly exited: Promise<void>;
}

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  readonly stopSignal?: NodeJS.Signals;
}

const OUTPUT_CHARS_MAX = 2_000;
const STOP_MS_MAX = 5_000;

const alive = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

/** Starts a server process with a clean environment; whatever is left when the benchmark ends is killed. */
export function startChild(options: ChildOptions): ChildServer {
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', NODE_ENV: 'production', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid ?? options.uid }),
  });
  alive.add(child);
  let printed = '';
  const keep = (data: Buffer): void => {
    printed = (printed + data.toString('utf8')).slice(-OUTPUT_CHARS_MAX);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise<void>((resolve) => {
    const gone = (): void => {
      alive.delete(child);
      resolve();
    };
    child.on('exit', gone);
    child.on('error', (error) => {
      keep(Buffer.from(String(error)));
      gone();
    });
  });
  return {
    pid: child.pid ?? 0,
    port: options.port,
    output: () => printed,
    exited,
    async stop() {
      if (!alive.has(child)) return;
      child.kill(options.stopSignal ?? 'SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Waits until a connection to the port succeeds; fails with the process's own output when it exits or 30 s pass. */
export async function untilListening(server: ChildServer): Promise<void> {
  const { connect } = await import('node:net');
  const deadline = Date.now() + 30_000;
  let gone = false;
  void server.exited.then(() => {
    gone = true;
  });
  while (Date.now() < deadline && !gone) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect({ port: server.port, host: '127.0.0.1' });
      socket.on('connect', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('close', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`server did not listen: ${server.output()}`);
}
