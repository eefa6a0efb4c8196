import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrations } from './migrations/index.ts';
import { migrate } from './migrate.ts';
import type { Migration, SchemaConnection } from './migrate.ts';
import { ensureEventPartitions } from './partitions.ts';
import { SqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

const versionTable =
  'create table if not exists schema_versions (version integer primary key, name text not null, applied_at bigint not null)';

export interface StoreLocation {
  /** A `postgres:` URL; without it the embedded engine keeps its files in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
}

/**
 * Opens the store and brings its schema up to date.
 * @throws Error when another server holds the data directory, or the schema is newer than this server
 */
export async function openStore(location: StoreLocation, steps = migrations): Promise<Store> {
  if (location.databaseUrl !== undefined) return openPostgres(location.databaseUrl, steps);
  return openSqlite(location.dataDir, steps);
}

async function openSqlite(dataDir: string, steps: readonly Migration[]): Promise<Store> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = holdDirectory(dataDir);
  const path = join(dataDir, 'forgeyard.db');
  try {
    await prepareFile(path, steps);
  } catch (error) {
    lock.close();
    throw error;
  }
  const store = new SqliteStore(path);
  const close = store.close.bind(store);
  store.close = async () => {
    await close();
    lock.close();
  };
  return store;
}

async function prepareFile(path: string, steps: readonly Migration[]): Promise<void> {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  try {
    chmodSync(path, 0o600);
    db.exec('PRAGMA journal_mode=WAL');
    await migrate(sqliteSchema(db), steps);
  } finally {
    db.close();
  }
}

/** An exclusive lock on a file of its own: the kernel drops it when the process dies, however it dies. */
function holdDirectory(dataDir: string): DatabaseSync {
  const path = join(dataDir, 'server.lock');
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    chmodSync(path, 0o600);
    lock.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new Error(`Another server is using the data directory ${dataDir}.`, { cause });
  }
  return lock;
}

function sqliteSchema(db: DatabaseSync): SchemaConnection {
  return {
    engine: 'sqlite',
    version: async () => {
      db.exec(versionTable);
      return Number(db.prepare('select coalesce(max(version), 0) as version from schema_versions').get()?.['version'] ?? 0);
    },
    apply: async (version, name, statements) => {
      db.exec('BEGIN IMMEDIATE');
      try {
        for (const sql of statements) db.exec(sql);
        db.prepare('insert into schema_versions values (?, ?, ?)').run(version, name, Date.now());
        db.exec('COMMIT');
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
  };
}

async function openPostgres(url: string, steps: readonly Migration[]): Promise<Store> {
  const [{ PostgresStore }, { default: pg }] = await Promise.all([import('./postgres.ts'), import('pg')]);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    // Several processes may start at once; the lock is released with the connection.
    await client.query(`select pg_advisory_lock(hashtext('forgeyard schema'))`);
    await migrate(
      {
        engine: 'postgres',
        version: async () => {
          await client.query(versionTable);
          const { rows } = await client.query<{ version: number }>('select coalesce(max(version), 0)::int as version from schema_versions');
          return rows[0]?.version ?? 0;
        },
        apply: async (version, name, statements) => {
          await client.query('begin');
          try {
            for (const sql of statements) await client.query(sql);
            await client.query('insert into schema_versions values ($1, $2, $3)', [version, name, Date.now()]);
            await client.query('commit');
          } catch (error) {
            await client.query('rollback');
            throw error;
          }
        },
      },
      steps,
    );
    await ensureEventPartitions(client, Date.now());
  } finally {
    await client.end();
  }
  return new PostgresStore(url);
}
