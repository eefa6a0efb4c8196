import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../kernel/id.ts';
import { insertion, openStore } from './index.ts';
import type { OrgRow, ReadTx, Store } from './index.ts';

const orgs = insertion('orgs', ['id', 'slug', 'name', 'created_at']);
const memberships = insertion('memberships', ['org_id', 'user_id', 'role', 'created_at']);
const rowOf = (slug: string, name = slug): OrgRow => ({ id: newId(Date.now()), slug, name, created_at: 1, personal_of: null });
const exec = <Row>(tx: ReadTx, text: string): Promise<Row[]> =>
  tx.query((db) => ({ compile: () => sql<Row>`${sql.raw(text)}`.compile(db) }));
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('the embedded store', () => {
  let dataDir: string;
  let store: Store;
  const open = (): Promise<Store> => openStore({ databaseUrl: undefined, dataDir });
  const slugs = async (): Promise<string[]> =>
    (await store.read((tx) => tx.query((db) => db.selectFrom('orgs').select('slug').orderBy('slug')))).map((row) => row.slug);

  beforeEach(async () => {
    dataDir = join(mkdtempSync(join(tmpdir(), 'forgeyard-sqlite-')), 'data');
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    rmSync(join(dataDir, '..'), { recursive: true, force: true });
  });

  it('keeps a write-ahead log whose syncs are its own, and checks references', async () => {
    const settings = await store.transact(async (tx) => [
      await exec(tx, 'PRAGMA synchronous'),
      await exec(tx, 'PRAGMA journal_mode'),
      await exec(tx, 'PRAGMA foreign_keys'),
    ]);
    expect(settings).toEqual([[{ synchronous: 1 }], [{ journal_mode: 'wal' }], [{ foreign_keys: 1 }]]);
  });

  describe('and its disk', () => {
    const { fdatasync } = fs;
    type Waiting = (error: NodeJS.ErrnoException | null) => void;
    const waiting: Waiting[] = [];
    const holdSyncs = (): void => {
      fs.fdatasync = Object.assign((_fd: number, done: Waiting) => void waiting.push(done), { __promisify__: fdatasync.__promisify__ });
      syncBuiltinESMExports();
    };
    afterEach(() => {
      fs.fdatasync = fdatasync;
      syncBuiltinESMExports();
      for (const done of waiting.splice(0)) done(null);
    });

    it('nobody is told "done", and no signal is told, before a sync that began after the commit has ended', async () => {
      const told: string[] = [];
      store.onCommitted((signals) => told.push(...signals.map((one) => one.kind)));
      const add = (slug: string): Promise<unknown> =>
        store
          .transact(async (tx) => {
            await tx.insert(orgs, [rowOf(slug)]);
            tx.emit({ kind: `signal ${slug}` });
          })
          .then(() => told.push(`done ${slug}`));
      holdSyncs();
      const first = add('first');
      await expect.poll(() => waiting.length).toBe(1);
      const second = add('second');
      await expect.poll(slugs).toEqual(['first', 'second']);
      expect(told).toEqual([]);
      waiting.shift()?.(null);
      await first;
      expect(told).toEqual(['signal first', 'done first']);
      await expect.poll(() => waiting.length).toBe(1);
      waiting.shift()?.(null);
      await second;
      expect(told).toEqual(['signal first', 'done first', 'signal second', 'done second']);
    });

    it('a commit that the disk refused is never called done, and nothing is accepted after it', async () => {
      holdSyncs();
      const lost = store.transact((tx) => tx.insert(orgs, [rowOf('lost')]));
      lost.catch(() => undefined);
      await expect.poll(() => waiting.length).toBe(1);
      waiting.shift()?.(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));
      await expect(lost).rejects.toMatchObject({ kind: 'unavailable', reason: 'store.disk' });
      await expect(store.transact((tx) => tx.insert(orgs, [rowOf('later')]))).rejects.toMatchObject({ reason: 'store.disk' });
    });

    it('relaxed work is told at once that it is done; its signal still waits for the disk', async () => {
      const told: string[] = [];
      store.onCommitted((signals) => told.push(...signals.map((one) => one.kind)));
      holdSyncs();
      await store.transact(async (tx) => tx.emit({ kind: 'relaxed' }), { durability: 'relaxed' });
      expect(told).toEqual([]);
      await expect.poll(() => waiting.length).toBe(1);
      waiting.shift()?.(null);
      await expect.poll(() => told).toEqual(['relaxed']);
    });
  });

  it('its folder is readable by its owner alone, and so is every file in it', async () => {
    await store.transact((tx) => tx.insert(orgs, [rowOf('one')]));
    expect(modeOf(dataDir)).toBe(0o700);
    const files = readdirSync(dataDir);
    expect(files).toEqual(expect.arrayContaining(['forgeyard.db', 'forgeyard.db-wal', 'server.lock']));
    expect(files.map((name) => [name, modeOf(join(dataDir, name)).toString(8)])).toEqual(files.map((name) => [name, '600']));
  });

  it('a database file that was left open to others is closed to them again at start', async () => {
    await store.close();
    chmodSync(join(dataDir, 'forgeyard.db'), 0o644);
    store = await open();
    expect(modeOf(join(dataDir, 'forgeyard.db'))).toBe(0o600);
  });

  it('a second server on the same folder is refused with a sentence that names it, and the first goes on', async () => {
    await expect(open()).rejects.toThrow(`Another server is using the data directory ${dataDir}.`);
    await store.transact((tx) => tx.insert(orgs, [rowOf('still-here')]));
    expect(await slugs()).toEqual(['still-here']);
  });

  it('the folder is free again after close', async () => {
    await store.transact((tx) => tx.insert(orgs, [rowOf('kept')]));
    await store.close();
    store = await open();
    expect(await slugs()).toEqual(['kept']);
  });

  it('a failed start does not keep the folder locked', async () => {
    await store.close();
    const path = join(dataDir, 'forgeyard.db');
    const db = new DatabaseSync(path);
    db.exec(`insert into schema_versions values (9999, 'future', 0)`);
    db.close();
    await expect(open()).rejects.toThrow(/schema version 9999/);
    const again = new DatabaseSync(path);
    again.exec('delete from schema_versions where version = 9999');
    again.close();
    store = await open();
    await expect(store.ping()).resolves.toBeUndefined();
  });

  it('waits while another process (a backup, a console) holds the write lock, and then succeeds', async () => {
    const script = `
      const { DatabaseSync } = require('node:sqlite');
      const db = new DatabaseSync(process.argv[1]);
      db.exec('BEGIN IMMEDIATE');
      process.stdout.write('held');
      setTimeout(() => { db.exec('ROLLBACK'); process.exit(0); }, 400);`;
    const child = spawn(process.execPath, ['-e', script, join(dataDir, 'forgeyard.db')], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const gone = once(child, 'exit');
    await store.transact((tx) => tx.insert(orgs, [rowOf('patient')]));
    expect(await slugs()).toEqual(['patient']);
    await gone;
  });

  it('reads go on while another process holds the write lock', async () => {
    const other = new DatabaseSync(join(dataDir, 'forgeyard.db'));
    other.exec('BEGIN IMMEDIATE');
    expect(await slugs()).toEqual([]);
    other.exec('ROLLBACK');
    other.close();
  });

  it('when the shared commit is refused, everyone who took part is told so, nothing is kept, and the store goes on', async () => {
    const told: string[] = [];
    store.onCommitted((signals) => told.push(...signals.map((one) => one.kind)));
    const innocent = store.transact(async (tx) => {
      await tx.insert(orgs, [rowOf('beside')]);
      tx.emit({ kind: 'beside' });
    });
    const guilty = store.transact(async (tx) => {
      await exec(tx, 'PRAGMA defer_foreign_keys=ON');
      await tx.insert(memberships, [
        { org_id: newId(1), user_id: newId(1), role: 'owner', created_at: 1, last_seen_at: null, inactive_at: null },
      ]);
    });
    await expect(innocent).rejects.toThrow(/FOREIGN KEY/);
    await expect(guilty).rejects.toThrow(/FOREIGN KEY/);
    expect(await slugs()).toEqual([]);
    expect(told).toEqual([]);
    await store.transact((tx) => tx.insert(orgs, [rowOf('afterwards')]));
    expect(await slugs()).toEqual(['afterwards']);
  });

  it('when everybody who shares a commit fails on their own, the store goes on', async () => {
    const failing = (slug: string): Promise<void> =>
      store.transact(async (tx) => {
        await tx.insert(orgs, [rowOf(slug)]);
        throw new Error(`refused ${slug}`);
      });
    const settled = await Promise.allSettled(['one', 'two', 'three'].map(failing));
    expect(settled.map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected']);
    await store.transact((tx) => tx.insert(orgs, [rowOf('afterwards')]));
    expect(await slugs()).toEqual(['afterwards']);
  });

  it('a full disk fails what had to be written, loses nothing that was acknowledged, and heals without a restart', async () => {
    await store.transact((tx) => tx.insert(orgs, [rowOf('before')]));
    const limit = (pages: number): Promise<unknown> => store.transact((tx) => exec(tx, `PRAGMA max_page_count=${pages}`));
    await limit(1);
    const settled = await Promise.allSettled(
      Array.from({ length: 6 }, (_, index) =>
        store.transact((tx) => tx.insert(orgs, [rowOf(`full-${index}`, index === 2 ? 'x'.repeat(400_000) : 'small')])),
      ),
    );
    expect(settled[2]).toMatchObject({ status: 'rejected', reason: { kind: 'unavailable', reason: 'store.full' } });
    const acknowledged = settled.flatMap((one, index) => (one.status === 'fulfilled' ? [`full-${index}`] : []));
    expect(await slugs()).toEqual(['before', ...acknowledged]);
    await limit(1_000_000);
    await store.transact((tx) => tx.insert(orgs, [rowOf('healed', 'x'.repeat(400_000))]));
    expect(await slugs()).toEqual(['before', ...acknowledged, 'healed']);
    expect(await store.read((tx) => exec(tx, 'PRAGMA integrity_check'))).toEqual([{ integrity_check: 'ok' }]);
  });
});
