import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { quantile } from '../load/statistics.ts';

const COMMITS = 200;

/** Microseconds (median) of one durable SQLite commit of one small row in this folder: what the disk adds to every number with storage. */
export function commitCostUs(folder: string): number {
  const db = new DatabaseSync(join(folder, 'commit-cost.db'));
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE entries (body TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO entries (body) VALUES (?)');
  const body = 'x'.repeat(200);
  const times = Array.from({ length: COMMITS }, () => {
    const startedAt = performance.now();
    insert.run(body);
    return (performance.now() - startedAt) * 1_000;
  });
  db.close();
  return quantile(times, 0.5);
}
