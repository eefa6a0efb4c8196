import type { Engine } from './statement.ts';

/** One forward step of the schema. Never edited once released; a mistake is mended by the next one. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /** Statements of one transaction; each may hold `$uuid`, `$int`, `$strict` and `$rowid`, which stand for the engine's own words. */
  readonly up: readonly string[];
  /** Statements that only this engine needs. */
  readonly only?: { readonly [E in Engine]?: readonly string[] };
}

const words: { readonly [E in Engine]: Readonly<Record<string, string>> } = {
  sqlite: { $uuid: 'text', $int: 'integer', $strict: ' strict', $rowid: ' strict, without rowid' },
  postgres: { $uuid: 'uuid', $int: 'bigint', $strict: '', $rowid: '' },
};

/** The statements of a migration in the words of one engine. */
export function statementsFor(migration: Migration, engine: Engine): string[] {
  const table = words[engine];
  const shared = migration.up.map((sql) => sql.replace(/\$(uuid|int|strict|rowid)\b/g, (word) => table[word] ?? word));
  return [...shared, ...(migration.only?.[engine] ?? [])];
}

/** What the migrator needs of an engine; both run all statements of one call in one transaction and one migrator at a time. */
export interface SchemaConnection {
  readonly engine: Engine;
  /** Creates the version table when it is missing and returns the newest version, 0 on an empty database. */
  version(): Promise<number>;
  apply(version: number, name: string, statements: readonly string[]): Promise<void>;
}

/**
 * Brings the schema to the newest version this server knows.
 * @throws Error when the database is newer than this server
 */
export async function migrate(connection: SchemaConnection, migrations: readonly Migration[]): Promise<void> {
  const newest = migrations.at(-1)?.version ?? 0;
  const current = await connection.version();
  if (current > newest) {
    throw new Error(`The database has schema version ${current}, but this server knows only ${newest}. Start a newer server.`);
  }
  for (const migration of migrations) {
    if (migration.version > current) {
      await connection.apply(migration.version, migration.name, statementsFor(migration, connection.engine));
    }
  }
}
