import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '../kernel/refusal.ts';
import { bind, compileOnce } from './statement.ts';
import type { SqlValue } from './statement.ts';
import { asSqlArgs, rowValues } from './store.ts';
import type { ReadTx, Signal, Store, TransactOptions, Tx } from './store.ts';
import { WalSync } from './wal-sync.ts';
import type { Unsynced } from './wal-sync.ts';

/** At most this many queued transactions share one commit, so that no commit holds the event loop for long. */
const groupMax = 64;
const busyTriesMax = 50;
const busyDelayMs = 20;
const statementsMax = 500;
/** Rows per insert statement; one prepared statement is kept for each smaller number. */
const insertRowsMax = 16;

interface Job {
  readonly run: (tx: Tx) => Promise<void>;
  readonly reject: (error: unknown) => void;
  readonly settle: { done: () => void };
  /** Answered at its commit; its place on disk is not waited for. */
  readonly isRelaxed: boolean;
  signals: Signal[];
}

/** Guaranteed by the statement's declared row type and SQLite's column values. */
function asRows<Row>(rows: unknown): Row[] {
  return rows as Row[];
}

class Connection {
  readonly db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(path: string, readOnly: boolean) {
    this.db = new DatabaseSync(path, { readOnly, timeout: 250 });
  }

  prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    if (this.#prepared.size >= statementsMax) this.#prepared.clear();
    const made = this.db.prepare(sql);
    this.#prepared.set(sql, made);
    return made;
  }

  exec(sql: string): void {
    this.prepare(sql).run();
  }
}

function readTx(connection: Connection): ReadTx {
  return {
    all: (statement, args) => {
      const compiled = statement.compiled('sqlite');
      return Promise.resolve(asRows(connection.prepare(compiled.sql).all(...bind(compiled, asSqlArgs(args)))));
    },
    first: (statement, args) => {
      const compiled = statement.compiled('sqlite');
      const row: unknown = connection.prepare(compiled.sql).get(...bind(compiled, asSqlArgs(args)));
      return Promise.resolve(asRows<never>([row])[0]);
    },
    query: (build) => {
      const { sql, values } = compileOnce('sqlite', build);
      return Promise.resolve(asRows(connection.db.prepare(sql).all(...values)));
    },
  };
}

function writeTx(connection: Connection, signals: () => Signal[]): Tx {
  const run = (sql: string, values: readonly SqlValue[]): number => Number(connection.prepare(sql).run(...values).changes);
  return {
    ...readTx(connection),
    run: async (statement, args) => {
      const compiled = statement.compiled('sqlite');
      return run(compiled.sql, bind(compiled, asSqlArgs(args)));
    },
    insert: async (into, rows) => {
      for (let start = 0; start < rows.length; start += insertRowsMax) {
        const part = rows.slice(start, start + insertRowsMax);
        run(
          into.sql('sqlite', part.length),
          part.flatMap((row) => rowValues(into, row)),
        );
      }
    },
    emit: (signal) => {
      signals().push(signal);
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (error.errcode === 5 || error.errcode === 517);
}

/** Says in our own words that the disk is full (SQLITE_FULL); anything else passes unchanged. */
function translate(error: unknown): unknown {
  if (!(error instanceof Error && 'errcode' in error && error.errcode === 13)) return error;
  const refusal = new Refusal('unavailable', 'store.full', 'The disk of the database is full.', { retryAfterS: 30 });
  refusal.cause = error;
  return refusal;
}

/**
 * The embedded engine: one writer connection in this process, one reader, a write-ahead log that `WalSync` puts on disk.
 *
 * Transactions that are queued in the same turn of the event loop share one commit, each behind its own savepoint: a failure rolls back only
 * its own work, and nobody is told "done" before the shared commit is on disk.
 */
export class SqliteStore implements Store {
  readonly engine = 'sqlite';
  readonly capabilities = { isExclusive: true, hasSkipLocked: false, hasRowLocks: false };
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #sync: WalSync;
  readonly #tx: Tx;
  readonly #read: ReadTx;
  readonly #listeners: ((signals: readonly Signal[]) => void)[] = [];
  #queue: Job[] = [];
  #current: Job | undefined;
  #draining: Promise<void> | undefined;
  #isClosed = false;

  constructor(path: string) {
    this.#writer = new Connection(path, false);
    for (const pragma of [
      'journal_mode=WAL',
      'synchronous=NORMAL',
      'foreign_keys=ON',
      'temp_store=MEMORY',
      'cache_size=-8000',
      'wal_autocheckpoint=4000',
    ]) {
      this.#writer.db.exec(`PRAGMA ${pragma}`);
    }
    // The first write makes the log's file.
    this.#writer.db.exec("update counters set value = value where name = 'authority'");
    this.#sync = new WalSync(`${path}-wal`);
    this.#reader = new Connection(path, true);
    this.#tx = writeTx(this.#writer, () => this.#current?.signals ?? []);
    this.#read = readTx(this.#reader);
  }

  transact<T>(work: (tx: Tx) => Promise<T>, options: TransactOptions = {}): Promise<T> {
    if (this.#isClosed) return Promise.reject(new Error('store is closed'));
    if (this.#sync.failure !== undefined) return Promise.reject(diskRefused(this.#sync.failure));
    return new Promise<T>((resolve, reject) => {
      const settle = { done: (): void => undefined };
      const run = async (tx: Tx): Promise<void> => {
        const value = await work(tx);
        settle.done = () => {
          resolve(value);
        };
      };
      this.#queue.push({ run, reject, settle, isRelaxed: options.durability === 'relaxed', signals: [] });
      this.#draining ??= new Promise((drained) => {
        setImmediate(() => {
          void this.#drain().then(drained);
        });
      });
    });
  }

  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T> {
    return work(this.#read);
  }

  onCommitted(listener: (signals: readonly Signal[]) => void): void {
    this.#listeners.push(listener);
  }

  hint(): void {
    // One process: its own commits are all the news there is.
  }

  onHint(): void {
    // See hint().
  }

  async maintain(): Promise<void> {
    // Nothing here depends on the calendar.
  }

  async ping(): Promise<void> {
    this.#reader.prepare('select 1').get();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#draining;
    await this.#sync.close();
    this.#reader.db.close();
    this.#writer.db.close();
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#queue.splice(0, groupMax);
      try {
        await this.#begin();
      } catch (error) {
        for (const job of group) job.reject(error);
        continue;
      }
      const finished = await this.#runGroup(group);
      this.#commit(finished);
      if (this.#queue.length > 0) await new Promise(setImmediate);
    }
    this.#draining = undefined;
  }

  /** Another process (a backup, a console) may hold the write lock for a moment. */
  async #begin(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        this.#writer.exec('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        if (!isBusy(error) || tries >= busyTriesMax) throw error;
        await delay(busyDelayMs);
      }
    }
  }

  async #runGroup(group: readonly Job[]): Promise<Job[]> {
    const finished: Job[] = [];
    // A transaction that has its commit to itself needs no savepoint of its own.
    const isAlone = group.length === 1;
    for (const [index, job] of group.entries()) {
      this.#current = job;
      if (!isAlone) this.#writer.exec('SAVEPOINT job');
      try {
        await job.run(this.#tx);
        if (!isAlone) this.#writer.exec('RELEASE job');
        finished.push(job);
      } catch (error) {
        job.reject(translate(error));
        if (!this.#writer.db.isTransaction) {
          // A full disk makes SQLite undo the whole transaction: what seemed finished is lost, the rest has not begun.
          for (const undone of finished.splice(0)) undone.reject(translate(error));
          this.#queue.unshift(...group.slice(index + 1));
          break;
        }
        for (const sql of isAlone ? ['ROLLBACK'] : ['ROLLBACK TO job', 'RELEASE job']) this.#writer.exec(sql);
      }
    }
    this.#current = undefined;
    return finished;
  }

  #commit(finished: readonly Job[]): void {
    if (!this.#writer.db.isTransaction) return;
    try {
      this.#writer.exec('COMMIT');
    } catch (error) {
      if (this.#writer.db.isTransaction) this.#writer.exec('ROLLBACK');
      for (const job of finished) job.reject(translate(error));
      return;
    }
    for (const job of finished) if (job.isRelaxed) job.settle.done();
    this.#sync.add(finished.map((job) => this.#unsynced(job)));
  }

  #unsynced(job: Job): Unsynced {
    return {
      synced: () => {
        if (job.signals.length > 0) for (const listener of this.#listeners) listener(job.signals);
        job.settle.done();
      },
      failed: (error) => {
        job.reject(diskRefused(error));
      },
    };
  }
}

function diskRefused(cause: Error): Refusal {
  const refusal = new Refusal('unavailable', 'store.disk', 'The disk refused a write. The server has to be started again.', {
    retryAfterS: 30,
  });
  refusal.cause = cause;
  return refusal;
}
