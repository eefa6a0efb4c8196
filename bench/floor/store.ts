import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

/** What the floor writes down: one durable insert per accept, step and finish, nothing else. */
export interface FloorStore {
  append(runId: string, kind: 'accept' | 'step' | 'finish', body: string): Promise<void> | void;
  saveNote(body: string): Promise<void> | void;
  readNote(id: number): Promise<string | null> | string | null;
  close(): Promise<void>;
}

const ENTRIES = 'run_id TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL';
const TABLES = [`entries (id INTEGER PRIMARY KEY, ${ENTRIES})`, 'notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL)'];
const TABLES_PG = [`entries (id BIGSERIAL PRIMARY KEY, ${ENTRIES})`, 'notes (id BIGSERIAL PRIMARY KEY, body TEXT NOT NULL)'];

/** Keeps nothing of runs, and the last note in memory: the floor without a database. */
export function openMemory(): FloorStore {
  let note: string | null = null;
  return {
    append() {},
    saveNote(body) {
      note = body;
    },
    readNote: () => note,
    async close() {},
  };
}

/** SQLite with a write-ahead log and `synchronous=FULL`: every append is its own commit and on disk when it returns. */
export function openSqlite(file: string): FloorStore {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL');
  for (const table of TABLES) db.exec(`CREATE TABLE IF NOT EXISTS ${table}`);
  const insert = db.prepare('INSERT INTO entries (run_id, kind, body) VALUES (?, ?, ?)');
  const insertNote = db.prepare('INSERT INTO notes (body) VALUES (?)');
  const select = db.prepare('SELECT body FROM notes WHERE id = ?');
  return {
    append(runId, kind, body) {
      insert.run(runId, kind, body);
    },
    saveNote(body) {
      insertNote.run(body);
    },
    readNote(id) {
      const row = select.get(id);
      return row === undefined ? null : String(row['body']);
    },
    async close() {
      db.close();
    },
  };
}

/** PostgreSQL through a pool of ten connections with named statements; every append is its own commit. */
export async function openPostgres(url: string): Promise<FloorStore> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  for (const table of TABLES_PG) await pool.query(`CREATE TABLE IF NOT EXISTS ${table}`);
  return {
    async append(runId, kind, body) {
      await pool.query({
        name: 'append',
        text: 'INSERT INTO entries (run_id, kind, body) VALUES ($1, $2, $3)',
        values: [runId, kind, body],
      });
    },
    async saveNote(body) {
      await pool.query({ name: 'note', text: 'INSERT INTO notes (body) VALUES ($1)', values: [body] });
    },
    async readNote(id) {
      const answer = await pool.query<{ body: string }>({ name: 'read', text: 'SELECT body FROM notes WHERE id = $1', values: [id] });
      return answer.rows[0]?.body ?? null;
    },
    async close() {
      await pool.end();
    },
  };
}
