import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import type { Place } from './world.ts';

/** Sends statements past the server, as somebody with the database file or its password could. */
export async function rawSql(place: Place, ...statements: readonly string[]): Promise<void> {
  const url = place.env['DATABASE_URL'];
  if (url === undefined) {
    const db = new DatabaseSync(join(place.env['FORGEYARD_DATA_DIR'] ?? '', 'forgeyard.db'), { timeout: 5_000 });
    try {
      for (const sql of statements) db.exec(sql);
    } finally {
      db.close();
    }
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Changes audit entries with the guards of the database taken away for a moment. */
export async function tamper(place: Place, ...statements: readonly string[]): Promise<void> {
  if (place.env['DATABASE_URL'] !== undefined) {
    return rawSql(place, 'alter table audit_entries disable trigger user', ...statements, 'alter table audit_entries enable trigger user');
  }
  const guards = ['update', 'delete'].map(
    (verb) =>
      `create trigger audit_entries_no_${verb} before ${verb} on audit_entries begin select raise(abort, 'audit entries are never ${verb}d'); end`,
  );
  return rawSql(place, 'drop trigger audit_entries_no_update', 'drop trigger audit_entries_no_delete', ...statements, ...guards);
}

/** All rows of all tables as text. */
export async function dumpOf(place: Place): Promise<string> {
  const url = place.env['DATABASE_URL'];
  if (url === undefined) {
    const db = new DatabaseSync(join(place.env['FORGEYARD_DATA_DIR'] ?? '', 'forgeyard.db'), { readOnly: true, timeout: 5_000 });
    try {
      const tables = db.prepare(`select name from sqlite_schema where type = 'table'`).all();
      return tables.map(({ name }) => JSON.stringify(db.prepare(`select * from "${String(name)}"`).all())).join('\n');
    } finally {
      db.close();
    }
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const texts: string[] = [];
    for (const { name } of rows) texts.push(JSON.stringify((await client.query(`select * from "${name}"`)).rows));
    return texts.join('\n');
  } finally {
    await client.end();
  }
}
