import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bareEnvironment, freePort, liveServer, ready, stopped, tailOf } from '../../sdk/test/live-server.ts';
import type { LiveServer } from '../../sdk/test/live-server.ts';
import { startStandIn } from '../../server/test/stand-in/stand-in.ts';
import type { StandIn } from '../../server/test/stand-in/stand-in.ts';

const program = fileURLToPath(new URL('../bin/forgeyard.js', import.meta.url));
const question = 'Clean this CSV and calculate totals by region';
const data = JSON.stringify({ csv: 'name,date,amount,region\nJohn,1/15/24,1500,West\nJane,1/16/24,2300,East\nBob,1/17/24,1800,West' });
const home = mkdtempSync(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'forgeyard-home-'));
const started: ChildProcess[] = [];
let models: StandIn;
let server: LiveServer;

beforeAll(async () => {
  models = await startStandIn();
  server = await liveServer({ models: models.url });
});

afterAll(async () => {
  for (const child of started) await stopped(child);
  await server.stop();
  await models.close();
  rmSync(home, { recursive: true, force: true });
});

interface Settings {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

function start(argv: readonly string[], { env = {} }: Settings = {}): ChildProcess {
  const child = spawn(process.execPath, [program, ...argv], { env: { ...bareEnvironment(), HOME: home, ...env }, stdio: 'pipe' });
  started.push(child);
  return child;
}

/** Runs a command line to its end; at most 20 s. */
async function forgeyard(
  argv: readonly string[],
  settings: Settings = {},
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = start(argv, settings);
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => void (out += String(chunk)));
  child.stderr?.on('data', (chunk) => void (err += String(chunk)));
  child.stdin?.end(settings.stdin ?? '');
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return { code, out, err };
}

const eventsOf = (out: string): readonly { readonly type: string; readonly run_id: string | null }[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('the program against the real server', () => {
  test('init remembers server and key, and the first commands work', async () => {
    const refused = await forgeyard(['agent', 'list', '--url', server.url]);
    expect(refused.code).toBe(3);
    const saved = await forgeyard(['init'], { env: { FORGEYARD_URL: server.url, FORGEYARD_KEY: server.key } });
    expect(saved).toMatchObject({ code: 0, out: expect.stringContaining('forgeyard run data-cleanup') });
    expect(statSync(join(home, '.config', 'forgeyard', 'profile.json')).mode & 0o777).toBe(0o600);
    const listed = await forgeyard(['agent', 'list']);
    expect(listed).toMatchObject({ code: 0, out: expect.stringContaining('data-cleanup') });
    expect(JSON.parse((await forgeyard(['agent', 'get', 'data-cleanup', '--json'])).out)).toMatchObject({ slug: 'data-cleanup' });
  });

  test('run prints the totals, tail tells the same run again', async () => {
    const human = await forgeyard(['run', 'data-cleanup', question, '--data', '-'], { stdin: data });
    expect(human).toMatchObject({ code: 0, out: expect.stringMatching(/3300/), err: expect.stringContaining('completed in') });
    const machine = await forgeyard(['run', 'data-cleanup', question, '--data', data, '--json']);
    const events = eventsOf(machine.out);
    expect(events.at(-1)?.type).toBe('run.completed');
    const runId = events.at(-1)?.run_id ?? '';
    const tailed = await forgeyard(['tail', runId, '--json']);
    expect(tailed.code).toBe(0);
    const types = (list: typeof events): readonly string[] =>
      list.map(({ type }) => type).filter((type) => !type.endsWith('.delta') && type !== 'session.created');
    expect(types(eventsOf(tailed.out))).toEqual(types(events));
    const whole = await forgeyard(['run', 'data-cleanup', question, '--data', data, '--no-stream', '--json']);
    expect(JSON.parse(whole.out)).toMatchObject({ status: 'completed', steps: expect.any(Array) });
  });

  test('keys are rotated with a grace, listed by status, and revoked together except those that stay', async () => {
    const login = ['--key', server.key];
    const made = await forgeyard(['key', 'create', 'turning', '--org-wide', '--per-minute', '600', '--network', '127.0.0.0/8', ...login]);
    const old = made.out.trim();
    const rotated = await forgeyard(['key', 'rotate', 'turning', '--grace-hours', '4', ...login]);
    expect(rotated).toMatchObject({ code: 0, err: expect.stringContaining('The old key works until') });
    expect((await forgeyard(['agent', 'list', '--key', old])).code).toBe(0);
    expect((await forgeyard(['agent', 'list', '--key', rotated.out.trim()])).code).toBe(0);
    expect((await forgeyard(['key', 'list', '--status', 'grace', ...login])).out).toMatch(/turning +grace +every agent/);
    expect((await forgeyard(['key', 'revoke', '--all', ...login])).code).toBe(2);
    expect((await forgeyard(['key', 'revoke', '--all', '--except', 'nobody', '--yes', ...login])).code).toBe(4);
    const own = JSON.parse((await forgeyard(['key', 'list', '--json', ...login])).out).find(
      (key: { name: string }) => key.name !== 'turning',
    );
    const ended = await forgeyard(['key', 'revoke', '--all', '--except', own.id, '--yes', ...login]);
    expect(ended).toMatchObject({ code: 0, err: expect.stringContaining('Revoked 2 keys') });
    expect((await forgeyard(['agent', 'list', '--key', rotated.out.trim()])).code).toBe(3);
    expect((await forgeyard(['agent', 'list', ...login])).code).toBe(0);
  });

  test('agents and keys go through their life', async () => {
    expect((await forgeyard(['agent', 'create', 'cli-made', '--template', 'data-cleanup'])).code).toBe(0);
    expect((await forgeyard(['agent', 'update', 'cli-made', '--config', '{"timeout_ms":45000}', '--note', 'why'])).out).toContain('45.0 s');
    expect((await forgeyard(['agent', 'versions', 'cli-made'])).out).toContain('why');
    const made = await forgeyard(['key', 'create', 'cli-key', '--agent', 'cli-made']);
    const key = made.out.trim();
    expect(key).toMatch(/^forge_\S{30,}$/);
    expect((await forgeyard(['key', 'list'])).out).toMatch(/cli-key +active +cli-made/);
    expect((await forgeyard(['run', 'cli-made', question, '--data', data, '--key', key])).code).toBe(0);
    expect([3, 4]).toContain((await forgeyard(['run', 'data-cleanup', question, '--key', key])).code);
    expect((await forgeyard(['key', 'revoke', 'cli-key'])).code).toBe(0);
    expect((await forgeyard(['agent', 'list', '--key', key])).code).toBe(3);
    expect((await forgeyard(['agent', 'delete', 'cli-made', '--yes'])).code).toBe(0);
    const gone = await forgeyard(['agent', 'get', 'cli-made']);
    expect(gone).toMatchObject({ code: 4, err: expect.stringMatching(/AGENT_NOT_FOUND[^]*request id: \S+/) });
  });

  test('Ctrl-C cancels the run on the server, with exit code 130', async () => {
    await forgeyard(['agent', 'create', 'talker', '--model', 'gpt-standin-long-paced-50']);
    const child = start(['run', 'talker', 'go', '--json']);
    const text = tailOf(child);
    await expect.poll(text, { timeout: 30_000 }).toContain('message.delta');
    child.kill('SIGINT');
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    expect(code).toBe(130);
    const runId = /Run (\S+) is cancell/.exec(text())?.[1] ?? '';
    const tailed = await forgeyard(['tail', runId, '--json']);
    expect(eventsOf(tailed.out).at(-1)?.type).toBe('run.cancelled');
  });

  test('Ctrl-C leaves a session that is followed, with exit code 130', async () => {
    const whole = await forgeyard(['run', 'data-cleanup', question, '--data', data, '--no-stream', '--json']);
    const session: unknown = JSON.parse(whole.out).session_id;
    const child = start(['tail', String(session)]);
    const text = tailOf(child);
    await expect.poll(text, { timeout: 30_000 }).toContain('run.completed');
    child.kill('SIGINT');
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    expect(code).toBe(130);
  });

  test('doctor finds the server and the key', async () => {
    const { out } = await forgeyard(['doctor', '--json'], { env: { FORGEYARD_PORT: String(server.port) } });
    const { checks }: { readonly checks: readonly { readonly check: string; readonly status: string }[] } = JSON.parse(out);
    const status = Object.fromEntries(checks.map((finding) => [finding.check, finding.status]));
    expect(status).toMatchObject({ node: 'ok', server: 'ok', key: 'ok', port: 'ok', profile: 'ok' });
  });

  test('serve starts a server with its options and ends it in order', async () => {
    const port = await freePort();
    const child = start(['serve', '--port', String(port), '--data-dir', join(home, 'data')], { env: { FORGEYARD_KEY: server.key } });
    await ready(`http://127.0.0.1:${port}`, child, tailOf(child));
    expect(statSync(join(home, 'data')).isDirectory()).toBe(true);
    expect(await stopped(child)).toBe(0);
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
  });
});
