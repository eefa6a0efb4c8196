import type { Compilable } from 'kysely';
import type { Builder, Engine, Insertion, SqlArgs, Statement } from './statement.ts';

/** Reads inside `read` or `transact`. */
export interface ReadTx {
  all<Args extends object, Row>(statement: Statement<Args, Row>, args: Args): Promise<Row[]>;
  first<Args extends object, Row>(statement: Statement<Args, Row>, args: Args): Promise<Row | undefined>;
  /** For queries whose shape depends on the input; compiled at each call. */
  query<Row>(build: (db: Builder) => Compilable<Row>): Promise<Row[]>;
}

/** Reads and writes inside `transact`. */
export interface Tx extends ReadTx {
  /** Returns how many rows changed. */
  run<Args extends object>(statement: Statement<Args, unknown>, args: Args): Promise<number>;
  insert<Row extends object>(into: Insertion<Row>, rows: readonly Row[]): Promise<void>;
  /** Hands a signal to `onCommitted` listeners once this transaction is durable; dropped when it rolls back. */
  emit(signal: Signal): void;
}

/** What commits announce inside this process. Each noun that emits declares its own kind. */
export interface Signal {
  readonly kind: string;
}

export interface TransactOptions {
  /** `relaxed` may lose the commit (never its consistency) in a power cut; only for text deltas. */
  readonly durability?: 'full' | 'relaxed';
}

/**
 * A database. `work` awaits nothing but the transaction it is given, because writers of the embedded engine share one connection.
 * Work may be run again after a serialisation failure, so it has no effects besides the transaction's.
 */
export interface Store {
  readonly engine: Engine;
  readonly capabilities: StoreCapabilities;
  transact<T>(work: (tx: Tx) => Promise<T>, options?: TransactOptions): Promise<T>;
  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T>;
  /** Calls the listener with the signals of each commit, in commit order. */
  onCommitted(listener: (signals: readonly Signal[]) => void): void;
  /** Tells other processes that these topics have news; a hint only. No-op where there are no other processes. */
  hint(topics: readonly string[]): void;
  onHint(listener: (topics: readonly string[]) => void): void;
  /** Prepares what time brings, such as the next month's partitions; cheap, to be called now and then. */
  maintain(): Promise<void>;
  /** @throws when the database does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreCapabilities {
  /** One process owns the database, so leases of any other owner are dead at start. */
  readonly isExclusive: boolean;
  /** Claims may skip rows that another process is claiming. */
  readonly hasSkipLocked: boolean;
  /** `for update` exists. */
  readonly hasRowLocks: boolean;
}

/** Guaranteed by callers: statement arguments are flat objects of SQL values. */
export function asSqlArgs(args: object): SqlArgs {
  return args as SqlArgs;
}

/** Guaranteed by the table types: rows of an insertion are flat objects of SQL values. */
export function rowValues<Row extends object>(into: Insertion<Row>, row: Row): SqlArgs[string][] {
  const values = asSqlArgs(row);
  return into.columns.map((column) => values[column] ?? null);
}
