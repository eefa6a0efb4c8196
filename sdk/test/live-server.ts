import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const bundled = process.env['TEST_SERVERS'];
const serverEntry = bundled === undefined ? join(repository, 'server', 'src', 'main.ts') : join(bundled, 'main.mjs');
const readyMs = 90_000;
const stopMs = 12_000;

/** The real server as a process of its own, on an empty data folder, with one organisation-wide key. */
export interface LiveServer {
  readonly url: string;
  readonly port: number;
  readonly key: string;
  readonly stop: () => Promise<void>;
}

export const liveKey = `forge_${'0123456789abcdefghijABCDEFGHIJ'.repeat(2)}`.slice(0, 50);

/** `models` is the base URL of a model provider on this machine, without `/v1`. */
export async function liveServer({ models }: { readonly models?: string } = {}): Promise<LiveServer> {
  const folder = mkdtempSync(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'forgeyard-live-'));
  const port = await freePort();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', serverEntry], {
    cwd: folder,
    env: { ...bareEnvironment(), ...settingsOf(folder, port), ...modelSettings(models) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = tailOf(child);
  const stop = async (): Promise<void> => {
    await stopped(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(url, child, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, port, key: liveKey, stop };
}

function settingsOf(folder: string, port: number): Record<string, string> {
  return { FORGEYARD_PORT: String(port), FORGEYARD_DATA_DIR: folder, FORGEYARD_INIT_FORGE_KEY: liveKey, FORGEYARD_LOG_LEVEL: 'warn' };
}

function modelSettings(url: string | undefined): Record<string, string> {
  if (url === undefined) return {};
  return { OPENAI_API_KEY: 'sk-local', OPENAI_BASE_URL: `${url}/v1`, FORGEYARD_ALLOW_PRIVATE_NETWORK: '127.0.0.1' };
}

/** What a child needs to start, without the settings of whoever runs the tests. */
export function bareEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'LANG'];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

/** A port that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** Resolves when /readyz answers 200. */
export async function ready(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const limit = Date.now() + readyMs;
  while (Date.now() < limit) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}: ${log()}`);
    const status = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1000) }).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The server was not ready in time: ${log()}`);
}

/** Asks the process to end, and makes it end when it does not. */
export async function stopped(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
  const code = await ended;
  clearTimeout(timer);
  return code;
}

/** The last 4000 characters that a process wrote. */
export function tailOf(child: ChildProcess): () => string {
  let text = '';
  const keep = (chunk: unknown): void => void (text = (text + String(chunk)).slice(-4000));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => text;
}
