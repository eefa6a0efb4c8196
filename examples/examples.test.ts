import { execFile, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { httpClient, stdioClient } from '../server/test/mcp/clients.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));
const here = join(repository, 'examples');
const readyTimeoutMs = 20_000;
const key = `forge_${randomBytes(24).toString('hex')}`;
const dataDir = mkdtempSync(join(tmpdir(), 'forgeyard-examples-'));
const programs = ['curl', 'js', 'python'].flatMap((folder) => readdirSync(join(here, folder)).map((file) => `${folder}/${file}`));
const interpreters: Readonly<Record<string, string>> = { curl: 'sh', js: process.execPath, python: 'python3' };

const bundled = process.env['TEST_SERVERS'];
const serverEntry = bundled === undefined ? 'server/src/main.ts' : join(bundled, 'main.mjs');

let server: ChildProcess | undefined;
let serverOutput = '';
let url = '';

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env['PATH'],
    FORGEYARD_PORT: String(port),
    FORGEYARD_DATA_DIR: dataDir,
    FORGEYARD_INIT_FORGE_KEY: key,
    FORGEYARD_ALLOW_PRIVATE_NETWORK: '127.0.0.1',
  };
  server = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', serverEntry], {
    cwd: repository,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [server.stdout, server.stderr])
    stream?.on('data', (text) => (serverOutput = (serverOutput + String(text)).slice(-4_000)));
  await untilReady(server);
  await createAgent('example-cleanup', {});
  await createAgent('example-waiting', { tool_policy: { 'data-transform': 'ask' } });
});

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
  expect(programs).toHaveLength(18);
});

const endless = /receiver/;
const sender = /telemetry/;

test.each(programs.filter((path) => !endless.test(path) && !sender.test(path)))('examples/%s runs as printed', async (path) => {
  const { about, agent, output } = expectationFor(path);
  const agentKey = about === 'worker' ? await agentWithTask(path.replace(/\W/g, '-')) : '';
  const env = { PATH: process.env['PATH'], FORGEYARD_URL: url, FORGEYARD_KEY: key, FORGEYARD_AGENT: agent, FORGEYARD_AGENT_KEY: agentKey };
  const running = promisify(execFile)(interpreterOf(path), [join(here, path)], { env, timeout: 60_000 });
  if (about === 'worker') await judgeTwice();
  if (about === 'ask-a-person') await answerOnce();
  expect((await running).stdout).toMatch(output);
});

test.each(programs.filter((path) => endless.test(path)))('examples/%s takes what is signed, once, and refuses the rest', async (path) => {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}/`;
  const webhook = await ask('POST', '/v1/webhooks', { url: address });
  const env = { PATH: process.env['PATH'], PORT: String(port), WEBHOOK_SECRET: webhook.secret };
  const receiver = spawn(interpreterOf(path), [join(here, path)], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  receiver.stdout.on('data', (text) => (printed += String(text)));
  const isPrinted = (text: string) => expect.poll(() => printed, { timeout: 30_000 }).toContain(text);
  try {
    await isPrinted('listening');
    const sent = await ask('POST', `/v1/webhooks/${webhook.id}/test`, { event: 'deliverable.approved' });
    await isPrinted('deliverable.approved {');
    const delivery = () => ask('GET', `/v1/webhooks/${webhook.id}/deliveries/${sent.id}`);
    await expect.poll(async () => (await delivery()).state, { timeout: 30_000, interval: 50 }).toBe('delivered');
    const { attempts_log: attempts, payload } = await delivery();
    const headers = attempts[0].request_headers;
    const post = async (body: string) => (await fetch(address, { method: 'POST', headers, body })).status;
    expect([await post(payload), await post(payload.replace('approved', 'rejected'))]).toEqual([204, 400]);
    await isPrinted('refused');
    expect(printed.match(/deliverable\.approved \{/g)).toHaveLength(1);
  } finally {
    receiver.kill('SIGKILL');
    await ask('DELETE', `/v1/webhooks/${webhook.id}`);
  }
});

test('examples/telemetry/otel.env is all that an OpenTelemetry SDK needs, and examples/telemetry/collector.yaml says the same', async () => {
  const settings = readFileSync(join(here, 'telemetry/otel.env'), 'utf8').replaceAll('http://127.0.0.1:3001', url).replace('YOUR_KEY', key);
  const file = join(dataDir, 'otel.env');
  writeFileSync(file, settings);
  const program = [`--env-file=${file}`, join(here, 'js/telemetry.mjs')];
  const { stdout } = await promisify(execFile)(process.execPath, program, { env: { PATH: process.env['PATH'] }, timeout: 60_000 });
  const traceId = /^sent trace ([0-9a-f]{32})\n$/.exec(stdout)?.[1];
  const [session] = (await ask('GET', '/v1/sessions?agent=my-agent')).data;
  expect(session).toMatchObject({ origin: 'telemetry', status: 'COMPLETED', spans_count: 2, tokens: { input: 812, output: 64 } });
  expect((await ask('GET', `/v1/sessions/${session.id}/spans`)).data[0].trace_id).toBe(traceId);
  const endpoints = [...readFileSync(join(here, 'telemetry/collector.yaml'), 'utf8').matchAll(/endpoint: (http\S+)/g)].map(
    (match) => match[1],
  );
  expect(endpoints).toEqual(['http://127.0.0.1:3001/otlp']);
});

test.each(['http', 'stdio'])('examples/mcp/%s.json connects a client to the tools', async (how) => {
  const text = readFileSync(join(here, `mcp/${how}.json`), 'utf8')
    .replaceAll('http://127.0.0.1:3001', url)
    .replaceAll('YOUR_KEY', key);
  const { forgeyard } = JSON.parse(text).mcpServers;
  expect(how === 'http' ? forgeyard.type : [forgeyard.command, ...forgeyard.args]).toEqual(
    how === 'http' ? 'http' : ['npx', 'forgeyard', 'mcp'],
  );
  const env = { PATH: process.env['PATH'] ?? '', ...forgeyard.env };
  const client =
    how === 'http'
      ? await httpClient('2026-07-28', forgeyard.url, /^Bearer (.+)$/.exec(forgeyard.headers.Authorization)?.[1] ?? '')
      : await stdioClient('2026-07-28', [join(repository, 'cli/bin/forgeyard.js'), 'mcp'], env);
  try {
    expect(await client.tools()).toEqual(expect.arrayContaining(['ask_question', 'log_step', 'submit_deliverable']));
  } finally {
    await client.close();
  }
});

test('docs/faces/identity.md runs as printed, from registering to deleting', async () => {
  const [, commands = ''] = /```sh\n([^]*?)```/.exec(readFileSync(join(repository, 'docs/faces/identity.md'), 'utf8')) ?? [];
  const env = { PATH: process.env['PATH'], FORGEYARD_URL: url };
  const { stdout } = await promisify(execFile)('sh', ['-eu', '-c', commands], { env, timeout: 60_000 });
  expect(stdout).toMatch(/"relevance":[^]*"logs":\[\{[^]*"name":"cli-rotated"[^]*"revoked_count":1[^]*Agent account has been deleted/);
});

test('the README section "Hand out work" runs as printed, with the scopes of the demo key', async () => {
  const [, section = ''] = /## Hand out work\n([^]*?)\n## /.exec(readFileSync(join(repository, 'README.md'), 'utf8')) ?? [];
  const [, commands = ''] = /```sh\n([^]*?)```/.exec(section) ?? [];
  const { key: demoKey } = await ask('POST', '/v1/credentials', { name: 'as-demo', org_wide: true, scopes: ['read', 'write'] });
  const env = { PATH: process.env['PATH'], FORGEYARD_URL: url, FORGEYARD_KEY: demoKey };
  const { stdout } = await promisify(execFile)('sh', ['-eu', '-c', commands], { env, timeout: 60_000 });
  expect(stdout).toMatch(/"status":"in_progress"[^]*"fence":[^]*"task\.progress_updated"[^]*"title":"Suppliers"[^]*"status":"pending"/);
});

test('the README section "People in the loop" runs as printed, with the scopes of the demo key', async () => {
  const [, section = ''] = /## People in the loop\n([^]*?)\n## /.exec(readFileSync(join(repository, 'README.md'), 'utf8')) ?? [];
  const [, commands = ''] = /```sh\n([^]*?)```/.exec(section) ?? [];
  const { key: demoKey } = await ask('POST', '/v1/credentials', { name: 'as-demo-talking', org_wide: true, scopes: ['read', 'write'] });
  const env = { PATH: process.env['PATH'], FORGEYARD_URL: url, FORGEYARD_KEY: demoKey };
  const { stdout } = await promisify(execFile)('sh', ['-eu', '-c', commands], { env, timeout: 60_000 });
  expect(stdout).toMatch(
    /"queued_user_messages":\[\][^]*"open_count":1[^]*"answered_interaction_id":"[^]*"sender_type":"USER"[^]*"content":"Yes"/,
  );
});

function expectationFor(path: string): { about: string; agent: string; output: RegExp } {
  const about =
    /\/(run-and-cancel|execute-and-resume|agent-account|ask-a-person|telemetry|worker|webhook-receiver|run)\.\w+$/.exec(
      path.replaceAll('_', '-'),
    )?.[1] ?? '';
  if (about === 'run-and-cancel') return { about, agent: 'example-waiting', output: /ended: cancelled/ };
  if (about === 'ask-a-person') return { about, agent: '', output: /^session \S+: waiting for an answer\nanswer: Yes\n/ };
  if (about === 'worker') return { about, agent: '', output: /^task \d+: Compare suppliers[^]*Name the sources\.[^]*: approved/ };
  if (about === 'agent-account')
    return { about, agent: '', output: /rotated: aky_[^]*the old token: 401\n.*"Agent account has been deleted"/ };
  if (about === 'execute-and-resume') return { about, agent: 'data-cleanup', output: /dropped at event .+, resuming[^]*run\.completed/ };
  return { about, agent: 'data-cleanup', output: /completed[^]*"West": ?3300/ };
}

function interpreterOf(path: string): string {
  const [folder = ''] = path.split('/');
  const interpreter = interpreters[folder] ?? '';
  if (folder !== 'js' && spawnSync(interpreter, ['-c', '']).error !== undefined) throw new Error(`${interpreter} is not installed`);
  return interpreter;
}

/** A new agent with one task; returns a key that acts as this agent. */
async function agentWithTask(slug: string): Promise<string> {
  await createAgent(slug, {});
  await ask('POST', '/v1/tasks', { title: 'Compare suppliers', assignee: slug });
  return (await ask('POST', '/v1/credentials', { name: slug, kind: 'agent_key', agent: slug })).key;
}

/** What a reviewer does: asks for a revision of the next deliverable, and approves its second version. */
async function judgeTwice(): Promise<void> {
  const next = async (): Promise<string> => {
    const waiting = () => ask('GET', '/v1/deliverables?status=pending');
    await expect.poll(async () => (await waiting()).data.length, { timeout: 30_000, interval: 50 }).toBe(1);
    return `/v1/deliverables/${(await waiting()).data[0].id}/review`;
  };
  await ask('POST', await next(), { decision: 'revision_requested', feedback: 'Name the sources.' });
  await ask('POST', await next(), { decision: 'approved' });
}

/** What a person does who sees the question of the example. */
async function answerOnce(): Promise<void> {
  const open = () => ask('GET', '/v1/interactions?state=open&kind=question');
  await expect.poll(async () => (await open()).data.length, { timeout: 30_000, interval: 50 }).toBe(1);
  const [question] = (await open()).data;
  expect(question).toMatchObject({ agent: { slug: 'release-bot' }, options: ['Yes', 'Not yet'] });
  await ask('POST', `/v1/interactions/${question.id}/resolve`, { decision: 'respond', message: 'Yes' });
}

/** The answer of our own API, asked with the operator's key. */
// oxlint-disable-next-line typescript/no-explicit-any -- answers are looked at by the expectations.
async function ask(method: string, path: string, body?: object): Promise<any> {
  const headers = { 'x-api-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  expect(response.ok, `${method} ${path}: ${response.status} ${text}`).toBe(true);
  return text === '' ? undefined : JSON.parse(text);
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
