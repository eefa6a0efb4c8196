import { createServer } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { json, wireServer } from '../../../sdk/test/wire-server.ts';
import { desk } from '../../test/world.ts';
import type { Desk } from '../../test/world.ts';

let at: Desk;
let close: (() => unknown)[] = [];

beforeEach(() => {
  at = desk();
  close = [];
});

afterEach(async () => {
  at.dispose();
  for (const end of close) await end();
});

interface Report {
  readonly healthy: boolean;
  readonly checks: readonly { readonly check: string; readonly status: string; readonly detail: string; readonly fix?: string }[];
}

/** The program's own JSON. */
async function report(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly out: string; readonly of: (check: string) => string }> {
  const { code, out } = await at.run(['doctor', '--json'], { env });
  const { checks }: Report = JSON.parse(out);
  const of = (check: string): string =>
    checks.filter((finding) => finding.check === check).map(({ status, detail }) => `${status} ${detail}`)[0] ?? '';
  return { code, out, of };
}

describe('doctor', () => {
  test('says what is missing, with the command that fixes it, and exits 1', async () => {
    const { code, out } = await at.run(['doctor', '--url', 'http://127.0.0.1:9']);
    expect(code).toBe(1);
    expect(out).toContain('fail  server        nothing answers at http://127.0.0.1:9');
    expect(out).toContain('fix: forgeyard serve');
    expect(out).toContain('fix: forgeyard init');
    expect(out).toMatch(/^ok {4}node/m);
  });

  test('knows its own server on the port, checks the key and never prints secrets', async () => {
    const me = { kind: 'api_key', user: null, credential: { name: 'ops', scopes: ['read'] }, org: { name: 'Org' } };
    const server = await wireServer(json(200, me));
    close.push(server.close);
    const env = {
      FORGEYARD_URL: server.url,
      FORGEYARD_PORT: new URL(server.url).port,
      FORGEYARD_KEY: 'forge_secret',
      DATABASE_URL: 'postgres://u:hidden@127.0.0.1:9/db',
    };
    const { out, of } = await report(env);
    expect(of('server')).toContain('ok');
    expect(of('port')).toMatch(/^ok .+ is used by a running server$/);
    expect(of('key')).toBe('ok ops in Org (from environment), scopes read');
    expect(of('postgres')).toBe('fail 127.0.0.1:9 cannot be reached (ECONNREFUSED)');
    expect(out).not.toMatch(/forge_secret|hidden/);
  });

  test('tells a stranger on the port, and a PostgreSQL from something else', async () => {
    const stranger = createServer((socket) => void socket.on('data', () => socket.end('HTTP/1.1 400')).on('error', () => undefined));
    const postgres = createServer((socket) => void socket.on('data', () => socket.write('N')).on('error', () => undefined));
    for (const server of [stranger, postgres]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      close.push(() => server.close());
    }
    const portOf = (server: typeof stranger): number => {
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : 0;
    };
    const taken = await report({ FORGEYARD_PORT: String(portOf(stranger)), DATABASE_URL: `postgres://127.0.0.1:${portOf(stranger)}/x` });
    expect(taken.of('port')).toContain('is taken by another program');
    expect(taken.of('postgres')).toContain('does not speak PostgreSQL');
    expect((await report({ DATABASE_URL: `postgres://127.0.0.1:${portOf(postgres)}/x` })).of('postgres')).toContain(
      'ok PostgreSQL answers',
    );
  });

  test('a data folder below a file and a profile for everybody are wrong', async () => {
    writeFileSync(join(at.home, 'file'), '');
    mkdirSync(join(at.home, '.config', 'forgeyard'), { recursive: true });
    writeFileSync(join(at.home, '.config', 'forgeyard', 'profile.json'), '{"url":"http://127.0.0.1:9","key":"k"}', { mode: 0o644 });
    const { code, of } = await report({ FORGEYARD_DATA_DIR: join(at.home, 'file', 'data') });
    expect(code).toBe(1);
    expect(of('data folder')).toContain('is not a folder');
    expect(of('profile')).toContain('can be read by others');
  });
});
