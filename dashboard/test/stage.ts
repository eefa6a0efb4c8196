import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { openFakeModel, type FakeModel } from './fake-model.ts';

const root = join(import.meta.dirname, '..', '..');
const bundled = process.env['TEST_SERVERS'];
const serverEntry = bundled === undefined ? join(root, 'server', 'src', 'main.ts') : join(bundled, 'main.mjs');
const startMsMax = 90_000;
const browserPaths = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is on this machine; undefined when there is none. */
export const chromiumPath = browserPaths.find((path) => path !== undefined && path !== '' && existsSync(path));

/** Whether the pages have been built (`npm run build -w dashboard`). */
export const isBuilt = existsSync(join(root, 'dashboard', 'dist', 'index.html'));

/** A real server on a fresh store, and a browser to look at it. */
export interface Stage {
  readonly origin: string;
  /** Works once. */
  readonly ownerLink: string;
  /** The key of the demo agent that the server prints at its first start. */
  readonly demoKey: string;
  readonly folder: string;
  readonly model: FakeModel;
  readonly browser: Browser;
  close(): Promise<void>;
}

/** Starts a server, which ends with `close`, as do all contexts of the browser: a test worker has one stage at a time. */
export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'forgeyard-pages-'));
  const server = startServer(folder);
  try {
    const printed = await whenPrinted(server, /Owner link[\s\S]*execute/);
    const browser = await sharedBrowser();
    const model = await openFakeModel();
    const close = async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
      await Promise.all([stopServer(server), model.close()]);
      await rm(folder, { recursive: true, force: true });
    };
    const ownerLink = found(printed, /(http\S+\/welcome\?token=\S+)/);
    return { origin: new URL(ownerLink).origin, ownerLink, demoKey: found(printed, /(forge_[A-Za-z0-9]+)/), folder, model, browser, close };
  } catch (cause) {
    await stopServer(server);
    throw new Error('The stage could not be set up.', { cause });
  }
}

let launched: Promise<Browser> | undefined;

/** One browser for all stages of a test worker; it ends with the worker, whose end of its pipe then closes. */
async function sharedBrowser(): Promise<Browser> {
  const running = await launched?.catch(() => undefined);
  if (running?.isConnected() === true) return running;
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  launched = chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [...flags, '--disable-component-update', '--disable-sync'],
  });
  return launched;
}

/** The host's own FORGEYARD_ settings must not reach the server under test. */
function startServer(folder: string): ChildProcess {
  const kept = Object.entries(process.env).filter(([name]) => !/^(FORGEYARD_|DATABASE_URL|OPENAI_|ANTHROPIC_)/.test(name));
  const env = {
    ...Object.fromEntries(kept),
    FORGEYARD_PORT: '0',
    FORGEYARD_DATA_DIR: join(folder, 'data'),
    FORGEYARD_ALLOW_PRIVATE_NETWORK: '127.0.0.1',
  };
  return spawn(process.execPath, [serverEntry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

function whenPrinted(server: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const timer = setTimeout(() => reject(new Error(`The server did not start:\n${printed}`)), startMsMax);
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      if (!pattern.test(printed)) return;
      clearTimeout(timer);
      resolve(printed);
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The server ended with ${code}:\n${printed}`));
    });
  });
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), 8_000);
  await ended;
  clearTimeout(timer);
}

function found(text: string, pattern: RegExp): string {
  const match = pattern.exec(text)?.[1];
  if (match === undefined) throw new Error(`Not printed: ${pattern}`);
  return match;
}
