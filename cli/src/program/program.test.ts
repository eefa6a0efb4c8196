import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { json, problem, wireServer } from '../../../sdk/test/wire-server.ts';
import type { Answer, WireServer } from '../../../sdk/test/wire-server.ts';
import { desk } from '../../test/world.ts';
import type { Desk } from '../../test/world.ts';
import { commands } from '../commands.ts';
import { serverEnvironment } from '../commands/serve.ts';
import { readDurationMs } from './value.ts';

const key = 'forge_0123456789abcdefghijklmnopqrstuvwxyzABCD';
const opened: WireServer[] = [];
let at: Desk;

beforeEach(() => {
  at = desk();
});

afterEach(async () => {
  at.dispose();
  for (const server of opened.splice(0)) await server.close();
});

async function serving(...answers: readonly Answer[]): Promise<WireServer> {
  const server = await wireServer(...answers);
  opened.push(server);
  return server;
}

const me = {
  kind: 'api_key',
  user: null,
  credential: { id: 'c', name: 'ops', scopes: ['read'] },
  org: { id: 'o', slug: 'o', name: 'Org' },
  csrf_token: null,
  server: { version: '1', public_url: '' },
};
const agent = {
  slug: 'a',
  status: 'active',
  model: 'playbook',
  tools: ['json-utils'],
  run_count: 2,
  last_run_at: '2026-11-22T09:59:00.000Z',
};

describe('usage', () => {
  test.each([
    [['nonsense']],
    [['agent', 'nonsense']],
    [['agent', 'get']],
    [['agent', 'get', 'a', 'b']],
    [['agent', 'list', '--nonsense']],
    [['agent', 'list', '--status', 'asleep']],
    [['agent', 'delete', 'a']],
    [['agent', 'update', 'a']],
    [['key', 'create', 'k']],
    [['key', 'create', 'k', '--org-wide', '--agent', 'a']],
    [['run', 'a', 'x', '--timeout', 'soon']],
    [['run', 'a', 'x', '--data', '[1]']],
    [['run', 'a', 'x', '--data', '@missing.json']],
    [['agent', 'list', '--url', 'ftp://x']],
    [['agent', 'list', '--url', 'http://user:pass@host']],
    [['init']],
  ])('%j exits 2 and says so on standard error only', async (argv) => {
    const { code, out, err } = await at.run(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: .+ \((USAGE|KEY_MISSING)\)/);
  });

  test('every command explains itself with all of its options', async () => {
    for (const command of commands) {
      const { code, out } = await at.run([...command.path, '--help']);
      expect(code).toBe(0);
      for (const { name } of command.options ?? []) expect(out).toContain(`--${name}`);
    }
    expect((await at.run(['--help'])).out).toContain('agent create <slug>');
    expect((await at.run(['agent', '--help'])).out).not.toContain('key create');
    expect(await at.run(['--version'])).toEqual({ code: 0, out: '9.9.9\n', err: '' });
  });

  test('times carry their unit', () => {
    expect(['500', '500ms', '1.5s', '2m', '1h', '1d'].map((text) => readDurationMs('t', text))).toEqual([
      500, 500, 1500, 120_000, 3_600_000, 86_400_000,
    ]);
  });
});

describe('exit codes', () => {
  test.each([
    [401, 'KEY_UNKNOWN', 3],
    [403, 'SCOPE_MISSING', 3],
    [404, 'AGENT_NOT_FOUND', 4],
    [409, 'SLUG_TAKEN', 1],
    [422, 'INVALID', 1],
    [500, 'INTERNAL', 1],
  ])('a %i (%s) exits %i with code and request id', async (status, code, exit) => {
    const { url } = await serving(problem(status, code));
    const human = await at.run(['agent', 'get', 'a', '--url', url, '--key', key]);
    expect(human.code).toBe(exit);
    expect(human.err).toContain(`(${code})`);
    expect(human.err).toContain('request id: req-1');
    const machine = await at.run(['agent', 'get', 'a', '--url', url, '--key', key, '--json']);
    expect(JSON.parse(machine.err)).toMatchObject({ error: { code, status, request_id: 'req-1' } });
    expect(human.out + machine.out + human.err + machine.err).not.toContain(key);
  });

  test('a server that is not there exits 1 and says how to start it', async () => {
    const { url, close } = await serving(json(200, {}));
    await close();
    const { code, err } = await at.run(['agent', 'get', 'a', '--url', url]);
    expect(code).toBe(1);
    expect(err).toContain('CONNECTION_FAILED');
    expect(err).toContain('forgeyard serve');
  });
});

describe('server and key', () => {
  test('init checks the key and saves a profile that only its owner can read; later commands use it', async () => {
    const server = await serving(json(200, me), json(200, { data: [agent], next_cursor: null, has_more: false }));
    const saved = await at.run(['init'], { env: { FORGEYARD_URL: `${server.url}/`, FORGEYARD_KEY: key } });
    expect(saved.code).toBe(0);
    expect(saved.out + saved.err).not.toContain(key);
    const path = join(at.home, '.config', 'forgeyard', 'profile.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ url: server.url, key });
    const listed = await at.run(['agent', 'list']);
    expect(listed.out).toBe('SLUG  STATUS  MODEL     TOOLS       RUNS  LAST RUN\na     active  playbook  json-utils  2     1 min ago\n');
    expect(server.seen[1]?.headers['x-api-key']).toBe(key);
  });

  test('a key that is refused is not saved', async () => {
    const { url } = await serving(problem(401, 'KEY_UNKNOWN'));
    expect((await at.run(['init', '--url', url, '--key', key])).code).toBe(3);
    expect(() => statSync(join(at.home, '.config'))).toThrow('ENOENT');
  });

  test('flags win over the environment, the environment over the profile, and the profile key goes to its own server only', async () => {
    const server = await serving(json(200, agent));
    const other = await serving(json(200, agent));
    mkdirSync(join(at.home, '.config', 'forgeyard'), { recursive: true });
    writeFileSync(join(at.home, '.config', 'forgeyard', 'profile.json'), JSON.stringify({ url: server.url, key: 'from-profile' }));
    const env = { FORGEYARD_URL: server.url, FORGEYARD_KEY: 'from-env' };
    await at.run(['agent', 'get', 'a', '--json', '--key', 'from-flag'], { env });
    await at.run(['agent', 'get', 'a', '--json'], { env });
    await at.run(['agent', 'get', 'a', '--json']);
    await at.run(['agent', 'get', 'a', '--json', '--url', other.url]);
    expect(server.seen.map(({ headers }) => headers['x-api-key'])).toEqual(['from-flag', 'from-env', 'from-profile']);
    expect(other.seen.map(({ headers }) => headers['x-api-key'])).toEqual([undefined]);
  });

  test('serve maps its options, keeps other variables and drops the names of the client', () => {
    const options: Readonly<Record<string, string>> = { port: '4000', 'data-dir': 'here', 'database-url': 'postgres://db' };
    const env = serverEnvironment(
      { FORGEYARD_KEY: key, FORGEYARD_URL: 'x', PATH: '/bin', FORGEYARD_PORT: '1' },
      { text: (name) => options[name] },
      '/at',
    );
    expect(env).toEqual({ PATH: '/bin', FORGEYARD_PORT: '4000', FORGEYARD_DATA_DIR: '/at/here', DATABASE_URL: 'postgres://db' });
  });
});

describe('output', () => {
  const rows = json(200, { data: [{ ...agent, slug: 'a\u001b[31m\u0007' }], next_cursor: null, has_more: false });

  test('colours are for terminals without NO_COLOR, and no answer can steer the terminal', async () => {
    const { url } = await serving(rows);
    const onTerminal = await at.run(['agent', 'list', '--url', url], { isTty: true });
    expect(onTerminal.out).toContain('\u001b[1mSLUG');
    expect(onTerminal.out).not.toContain('\u001b[31m');
    const noColor = await at.run(['agent', 'list', '--url', url], { isTty: true, env: { NO_COLOR: '1' } });
    const piped = await at.run(['agent', 'list', '--url', url]);
    expect(noColor.out).not.toContain('\u001b');
    expect(piped.out).toBe(noColor.out);
  });

  test('a new secret is alone on standard output', async () => {
    const server = await serving(json(201, { id: 'c1', name: 'ci', key }));
    const { out, err } = await at.run(['key', 'create', 'ci', '--agent', 'a', '--expires-in', '1d', '--url', server.url]);
    expect(out).toBe(`${key}\n`);
    expect(err).not.toContain(key);
    expect(server.seen[0]?.body).toEqual({ name: 'ci', agent_ids: ['a'], expires_at: '2026-11-23T10:00:00.000Z' });
  });

  test('a key is revoked by its name, an unknown one exits 4', async () => {
    const list = json(200, { data: [{ id: 'c1', name: 'ci', number: 7, status: 'active' }], next_cursor: null, has_more: false });
    const server = await serving(list, (response) => void response.writeHead(204).end(), list);
    expect((await at.run(['key', 'revoke', 'ci', '--url', server.url])).code).toBe(0);
    expect(server.seen[1]).toMatchObject({ method: 'DELETE', url: '/v1/credentials/c1' });
    expect((await at.run(['key', 'revoke', 'nobody', '--url', server.url])).code).toBe(4);
  });
});
