import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { compose } from '../src/compose.ts';
import type { ComposeOptions, Server } from '../src/compose.ts';
import { readSettings } from '../src/config.ts';
import { firstStart } from '../src/first-start.ts';
import { createToolRunner } from '../src/tools/index.ts';
import { administer } from './store-templates.ts';
import { startStandIn } from './stand-in/stand-in.ts';
import type { StandIn } from './stand-in/stand-in.ts';

export type TestEngine = 'sqlite' | 'postgres';

/** Store engines that this run of the suite can use; the test runner sets TEST_DATABASE_URL when it found a PostgreSQL. */
export const engines: readonly TestEngine[] = process.env['TEST_DATABASE_URL'] === undefined ? ['sqlite'] : ['sqlite', 'postgres'];

/**
 * Engines for a file of tests about words and shapes, whose promises do not depend on the store: one of them, by the file's name, so that each
 * engine serves about half of these files; all of them with `--wide`, and when files are named.
 */
export function enginesOf(url: string): readonly TestEngine[] {
  if (process.env['TEST_WIDE'] === '1') return engines;
  const name = url.slice(url.lastIndexOf('/', url.lastIndexOf('/') - 1));
  const chosen = engines[[...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 7) % engines.length];
  return chosen === undefined ? engines : [chosen];
}

export interface Place {
  /** Settings with which a server finds this store; also usable as the environment of a child process. */
  readonly env: Readonly<Record<string, string>>;
  /** The organisation-wide key with every scope. */
  readonly key: string;
  /** Removes the data folder and the database. */
  dispose(): Promise<void>;
}

/** An empty data folder, and on PostgreSQL a database of its own. */
export async function place(engine: TestEngine, extra: Readonly<Record<string, string>> = {}): Promise<Place> {
  const dataDir = mkdtempSync(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'forgeyard-test-'));
  const key = `forge_${randomBytes(20).toString('hex')}`;
  const database = engine === 'postgres' ? await createDatabase() : undefined;
  const template = process.env['TEST_STORE_TEMPLATE'];
  if (engine === 'sqlite' && template !== undefined) copyFileSync(template, join(dataDir, 'forgeyard.db'));
  const env = {
    FORGEYARD_PORT: '0',
    FORGEYARD_DATA_DIR: dataDir,
    FORGEYARD_INIT_FORGE_KEY: key,
    FORGEYARD_LOG_LEVEL: 'error',
    ...(database === undefined ? {} : { DATABASE_URL: database.url }),
    ...extra,
  };
  return {
    env,
    key,
    dispose: async () => {
      rmSync(dataDir, { recursive: true, force: true });
      await database?.drop();
    },
  };
}

async function createDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const adminUrl = process.env['TEST_DATABASE_URL'] ?? '';
  const name = `forgeyard_test_${randomBytes(6).toString('hex')}`;
  const template = process.env['TEST_DATABASE_TEMPLATE'];
  await administer(adminUrl, `create database ${name}${template === undefined ? '' : ` template ${template} strategy file_copy`}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(adminUrl, `drop database if exists ${name} with (force)`) };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
  readonly text: string;
}

export interface World {
  readonly server: Server;
  readonly url: string;
  readonly key: string;
  readonly standIn: StandIn;
  readonly place: Place;
  /** Sends JSON with the world's own key; `headers` may replace it. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** Registers an agent whose model plays a script of the stand-in, and returns its UUID. */
  agent(name: string, script?: string, more?: Readonly<Record<string, unknown>>): Promise<string>;
  close(): Promise<void>;
}

/** Tests sign in some thousand times; what they prove does not depend on how slow a guess is. */
export const cheapPasswords = { memoryCost: 256, timeCost: 1, parallelism: 1 };

/**
 * The workers of the built-in tools, for all servers that a test worker starts: a process of its own takes longer to start than most tests run,
 * and ends with the test worker.
 */
export const sharedTools = createToolRunner({ outputBytesMax: 8 * 1024 * 1024 });

/** A whole server on a port of its own, with an empty store and a stand-in for model providers. */
export async function world(engine: TestEngine, options: ComposeOptions & { readonly place?: Place } = {}): Promise<World> {
  const standIn = await startStandIn();
  const at = options.place ?? (await place(engine, standInSettings(standIn.url)));
  const settings = readSettings(at.env);
  const server = await compose(settings, {
    logger: pino({ level: 'silent' }),
    passwordCost: cheapPasswords,
    tools: sharedTools,
    ...options,
  });
  await firstStart(server.home, settings, server.passwords);
  const url = await server.app.listen({ port: 0, host: '127.0.0.1' });
  const call = caller(url, at.key);
  return {
    server,
    url,
    key: at.key,
    standIn,
    place: at,
    call,
    agent: async (name, script = 'one', more = {}) => {
      const reply = await call('POST', '/api/v1/agents', {
        name,
        tools: ['data-transform', 'formula-engine'],
        model: `gpt-standin-${script}`,
        ...more,
      });
      if (reply.status !== 201) throw new Error(`agent was not created: ${reply.text}`);
      return reply.body.id;
    },
    close: async () => {
      await server.close();
      await standIn.close();
      await at.dispose();
    },
  };
}

/** Settings that make a fresh organisation use the stand-in for both providers. */
export function standInSettings(url: string): Record<string, string> {
  return {
    OPENAI_API_KEY: 'sk-stand-in',
    OPENAI_BASE_URL: `${url}/v1`,
    ANTHROPIC_API_KEY: 'sk-ant-stand-in',
    ANTHROPIC_BASE_URL: `${url}/v1`,
  };
}

const silenceMs = 250;

/** What a stream brings until nothing has come for a moment; it is left open by the server and closed by us. */
export async function untilSilent({ body }: Response): Promise<string> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const silent = delay(silenceMs).then(() => ({ done: true, value: undefined }) as const);
    const { done, value } = (await Promise.race([reader?.read(), silent])) ?? { done: true, value: undefined };
    if (done) break;
    text += value;
  }
  await reader?.cancel().catch(() => undefined);
  return text;
}

const callTimeoutMs = 90_000;

/** Calls a server with a key and a time limit for every request. */
export function caller(url: string, key: string): World['call'] {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'x-forge-api-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      signal: AbortSignal.timeout(callTimeoutMs),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const isEndless = method === 'GET' && response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    const text = isEndless ? await untilSilent(response) : await response.text();
    return { status: response.status, headers: response.headers, body: parse(text), text };
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface SseFrame {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: any;
}

/** Reads server-sent events until the stream ends, `limit` frames came, or `stop` says so. */
export async function readSse(
  response: Response,
  options: { readonly limit?: number; readonly stop?: (frame: SseFrame) => boolean } = {},
): Promise<SseFrame[]> {
  const frames: SseFrame[] = [];
  if (response.body === null) return frames;
  let buffer = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    buffer += chunk;
    const parts = buffer.split('\n\n');
    buffer = parts.pop() ?? '';
    for (const part of parts) {
      const frame = toFrame(part);
      if (frame === undefined) continue;
      frames.push(frame);
      if (frames.length === options.limit || options.stop?.(frame) === true) return frames;
    }
  }
  return frames;
}

function toFrame(part: string): SseFrame | undefined {
  const lines = part.split('\n');
  const field = (name: string): string | undefined => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  const data = field('data');
  if (data === undefined) return undefined;
  return { id: field('id'), event: field('event') ?? 'message', data: JSON.parse(data) };
}
