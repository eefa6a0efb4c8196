import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mainEntry } from '../crash/child-server.ts';
import { all } from '../route-table.ts';
import { browserOf, send } from '../requests.ts';
import { enginesOf, place } from '../world.ts';
import type { Place } from '../world.ts';

const uuid = '0194f0c2-1111-7000-8000-000000000001';
/** What anybody may send: how people and agents come in, and nothing else. None of these changes what is there already. */
const doors = new Set([
  ...['signInByOwnerLink', 'signIn', 'signUp', 'requestPasswordReset', 'completePasswordReset', 'verifyTwoFactor', 'startPasskeySignIn'],
  ...[
    'signInByPasskey',
    'startProviderSignIn',
    'lookUpInvitation',
    'reportLeakedKey',
    'workbenchLogin',
    'workbenchSignUp',
    'identityRegister',
  ],
]);

interface Fresh {
  readonly url: string;
  readonly printed: string;
  readonly process: ChildProcess;
}

/** A server as an operator starts it, with settings that say nothing about people or keys. */
async function start(at: Place, extra: Readonly<Record<string, string>> = {}): Promise<Fresh> {
  const env = { PATH: process.env['PATH'] ?? '', ...at.env, FORGEYARD_INIT_FORGE_KEY: '', ...extra };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', mainEntry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += String(chunk)));
  const deadline = AbortSignal.timeout(90_000);
  while (!/API docs/.test(printed)) {
    if (child.exitCode !== null) throw new Error(`did not start: ${printed}`);
    await once(child.stdout, 'data', { signal: deadline });
  }
  return { url: /listening (\S+)/.exec(printed)?.[1] ?? '', printed, process: child };
}

async function stop({ process: child }: Fresh): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

describe.each(enginesOf(import.meta.url))('a fresh installation on %s', (engine) => {
  let at: Place;
  let fresh: Fresh;
  beforeAll(async () => {
    at = await place(engine);
    fresh = await start(at, { NODE_ENV: 'development' });
  });
  afterAll(async () => {
    await stop(fresh);
    await at.dispose();
  });

  const token = () => /welcome\?token=([\w-]+)/.exec(fresh.printed)?.[1] ?? '';
  const post = (path: string, body: unknown) =>
    send(fresh.url, 'POST', path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  test('S53: it listens on this machine alone, when nothing else was chosen', () => {
    expect(new URL(fresh.url).hostname).toBe('127.0.0.1');
  });

  test('S53: without a credential nothing can be written, and nothing of the organisation be read', async () => {
    const routes = all.flatMap((face) => face.routes);
    expect(
      routes
        .filter((route) => route.method !== 'GET' && route.policy.by === 'anybody')
        .map((route) => route.operationId)
        .sort(),
    ).toEqual([...doors].sort());
    for (const route of routes.filter(({ operationId, policy }) => policy.by !== 'anybody' && !doors.has(operationId))) {
      const address = route.idShape === 'agt' ? `agt_${uuid.replaceAll('-', '')}` : uuid;
      const path = route.path.replace(/:(?:id|agent_id)\b/, address).replace(/:[a-z_A-Z]+/g, '1');
      const body = route.method === 'GET' || route.method === 'DELETE' ? {} : { body: JSON.stringify(route.bodyExample ?? {}) };
      const reply = await send(fresh.url, route.method, path, { headers: { 'content-type': 'application/json' }, ...body });
      expect(reply.status, `${route.method} ${path}`).toBe(401);
    }
  });

  test('S53: there is no default password', async () => {
    for (const email of ['owner@localhost', 'admin@localhost', 'admin', 'root@localhost']) {
      for (const password of ['', 'admin', 'password', 'changeme', 'forgeyard', 'owner', 'owner@localhost']) {
        expect([400, 401, 429], `${email} ${password}`).toContain((await post('/v1/auth/login', { email, password })).status);
      }
    }
    expect((await post('/v1/auth/password-reset', { email: 'owner@localhost' })).text).toBe('{}');
  });

  test('S53: the printed link works once, of many at once too, and makes the owner', async () => {
    expect(token()).toMatch(/^[\w-]{43}$/);
    const replies = await Promise.all(Array.from({ length: 6 }, () => post('/v1/auth/owner-link', { token: token() })));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
    const won = replies.find((reply) => reply.status === 200);
    if (won === undefined) throw new Error('nobody came in');
    const owner = browserOf(fresh.url, won);
    expect((await owner.call('GET', '/v1/me')).body.user.role).toBe('owner');
    expect((await post('/v1/auth/owner-link', { token: token() })).status).toBe(401);
  });

  test('S53: the data folder and every file in it are for their owner alone', () => {
    const dir = at.env['FORGEYARD_DATA_DIR'] ?? '';
    const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
    expect(mode(dir)).toBe('700');
    const files = readdirSync(dir);
    expect(files).toContain(engine === 'sqlite' ? 'forgeyard.db' : 'master.key');
    expect(Object.fromEntries(files.map((name) => [name, mode(join(dir, name))]))).toEqual(
      Object.fromEntries(files.map((name) => [name, '600'])),
    );
  });

  test('S53: the next start prints neither link nor key, and the used link stays used', async () => {
    if (engine === 'sqlite') await stop(fresh);
    const again = await start(at);
    expect(again.printed).not.toMatch(/token=|forge_/);
    const reply = await send(again.url, 'POST', '/v1/auth/owner-link', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: token() }),
    });
    expect(reply.status).toBe(401);
    if (engine === 'sqlite') fresh = again;
    else await stop(again);
  });
});
