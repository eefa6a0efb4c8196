import { execFile, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('..', import.meta.url));
const here = join(repository, 'examples');
const readyTimeoutMs = 20_000;
const key = `forge_${randomBytes(24).toString('hex')}`;
const dataDir = mkdtempSync(join(tmpdir(), 'forgeyard-examples-'));
const programs = ['curl', 'js', 'python'].flatMap((folder) => readdirSync(join(here, folder)).map((file) => `${folder}/${file}`));
const interpreters: Readonly<Record<string, string>> = { curl: 'sh', js: process.execPath, python: 'python3' };

let server: ChildProcess | undefined;
let serverOutput = '';
let url = '';

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const env = { PATH: process.env['PATH'], FORGEYARD_PORT: String(port), FORGEYARD_DATA_DIR: dataDir, FORGEYARD_INIT_FORGE_KEY: key };
  server = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'server/src/main.ts'], {
    cwd: repository,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [server.stdout, server.stderr])
    stream?.on('data', (text) => (serverOutput = (serverOutput + String(text)).slice(-4_000)));
  await untilReady(server);
  await createAgent('example-cleanup', {});
  await createAgent('example-waiting', { tool_policy: { 'data-transform': 'ask' } });
}, 40_000);

afterAll(async () => {
  if (server !== undefined && server.exitCode === null) {
    const gone = new Promise((resolve) => server?.once('exit', resolve));
    server.kill('SIGTERM');
    await Promise.race([gone, sleep(12_000)]);
    server.kill('SIGKILL');
  }
  rmSync(dataDir, { recursive: true, force: true });
});

test('every example program is known to this test', () => {
  expect(programs.map((path) => expectationFor(path).about)).not.toContain('');
  expect(programs).toHaveLength(10);
});

test.each(programs)('examples/%s runs as printed', async (path) => {
  const { agent, output } = expectationFor(path);
  const [folder = ''] = path.split('/');
  const interpreter = interpreters[folder] ?? '';
  if (folder !== 'js' && spawnSync(interpreter, ['-c', '']).error !== undefined) throw new Error(`${interpreter} is not installed`);
  const env = { PATH: process.env['PATH'], FORGEYARD_URL: url, FORGEYARD_KEY: key, FORGEYARD_AGENT: agent };
  const { stdout } = await promisify(execFile)(interpreter, [join(here, path)], { env, timeout: 18_000 });
  expect(stdout).toMatch(output);
});

test('docs/faces/identity.md runs as printed, from registering to deleting', async () => {
  const [, commands = ''] = /```sh\n([^]*?)```/.exec(readFileSync(join(repository, 'docs/faces/identity.md'), 'utf8')) ?? [];
  const env = { PATH: process.env['PATH'], FORGEYARD_URL: url };
  const { stdout } = await promisify(execFile)('sh', ['-eu', '-c', commands], { env, timeout: 18_000 });
  expect(stdout).toMatch(/"relevance":[^]*"logs":\[\{[^]*"name":"cli-rotated"[^]*"revoked_count":1[^]*Agent account has been deleted/);
});

function expectationFor(path: string): { about: string; agent: string; output: RegExp } {
  const about = /\/(run-and-cancel|execute-and-resume|agent-account|run)\.\w+$/.exec(path.replaceAll('_', '-'))?.[1] ?? '';
  if (about === 'run-and-cancel') return { about, agent: 'example-waiting', output: /ended: cancelled/ };
  if (about === 'agent-account')
    return { about, agent: '', output: /rotated: aky_[^]*the old token: 401\n.*"Agent account has been deleted"/ };
  if (about === 'execute-and-resume') return { about, agent: 'data-cleanup', output: /dropped at event .+, resuming[^]*run\.completed/ };
  return { about, agent: 'data-cleanup', output: /completed[^]*"West": ?3300/ };
}

async function createAgent(slug: string, config: Readonly<Record<string, unknown>>): Promise<void> {
  const playbook = [
    { tool: 'data-transform', action: 'csv_to_json', as: 'table', input: { csv: { $jsonata: 'data.csv' } } },
    { output: { summary: { $jsonata: 'outputs.table.data{region ? region : "none": $sum(amount.$number())}' } } },
  ];
  const response = await fetch(`${url}/v1/agents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forge-api-key': key },
    body: JSON.stringify({ slug, model: 'playbook', tools: ['data-transform'], config: { ...config, playbook } }),
  });
  expect(response.status, await response.text()).toBe(201);
}

async function untilReady(started: ChildProcess): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  while (Date.now() < deadline) {
    if (started.exitCode !== null) throw new Error(`the server ended with ${started.exitCode}: ${serverOutput}`);
    const ready = await fetch(`${url}/readyz`).catch(() => undefined);
    if (ready?.status === 200) return;
    await sleep(50);
  }
  throw new Error(`the server was not ready in ${readyTimeoutMs} ms: ${serverOutput}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
