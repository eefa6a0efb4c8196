import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { PoolClient, PoolConfig, QueryResult } from 'pg';
import { Refusal } from '../kernel/refusal.ts';
import { ensureEventPartitions } from './partitions.ts';
import { PostgresHints } from './postgres-hints.ts';
import { bind, compileOnce } from './statement.ts';
import type { CompiledSql, SqlValue } from './statement.ts';
import { asSqlArgs, rowValues } from './store.ts';
import type { ReadTx, Signal, Store, TransactOptions, Tx } from './store.ts';

/** Each round of a deadlock ends at least one of those who wait in the circle. */
const retriesMax = 6;
const maintainEveryMs = 12 * 3_600_000;
const insertRowsMax = 200;
const int8Oid = 20;
const numericOid = 1700;

pg.types.setTypeParser(int8Oid, Number);
pg.types.setTypeParser(numericOid, Number);

/** Guaranteed by the statement's declared row type and the column types. */
function asRows<Row>(result: QueryResult): Row[] {
  return result.rows as Row[];
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const unreachableCodes = /^(ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|57P0|08|53)/;

function isAway(error: unknown): boolean {
  return unreachableCodes.test(codeOf(error)) || (error instanceof Error && /timeout|Connection terminated/i.test(error.message));
}

/** Says in our own words that the database is away; anything else passes unchanged. */
function translate(error: unknown): unknown {
  if (['40001', '40P01'].includes(codeOf(error)))
    return new Refusal('unavailable', 'store.busy', 'Too many change the same things at once.', { retryAfterS: 1 });
  if (!isAway(error)) return error;
  const refusal = new Refusal('unavailable', 'store.unreachable', 'The database is not reachable.', { retryAfterS: 2 });
  refusal.cause = error;
  return refusal;
}

/** Names make PostgreSQL keep the parsed statement per connection; they only need to be stable within this process. */
class StatementNames {
  readonly #names = new Map<string, string>();

  of(sql: string): string | undefined {
    const known = this.#names.get(sql);
    if (known !== undefined) return known;
    if (this.#names.size >= 500) return undefined;
    const name = `s${this.#names.size}`;
    this.#names.set(sql, name);
    return name;
  }
}

/**
 * A transaction whose statements travel together: what needs no answer (its beginning, insertions) is not waited for, so it shares the way with the
 * next statement that does, or with the commit. What fails of it is reported there.
 */
class PostgresTx implements Tx {
  readonly signals: Signal[] = [];
  readonly #client: PoolClient;
  readonly #names: StatementNames;
  readonly #unanswered: Promise<QueryResult>[] = [];
  /** Later statements fail only because an earlier one did. */
  #failure: { readonly error: unknown } | undefined;
  #isCorked = false;

  constructor(client: PoolClient, names: StatementNames) {
    this.#client = client;
    this.#names = names;
  }

  begin({ durability }: TransactOptions): void {
    this.#sendUnanswered(durability === 'relaxed' ? 'begin; set local synchronous_commit = off' : 'begin');
  }

  async commit(): Promise<void> {
    await Promise.all([...this.#unanswered, this.#sent('commit')]);
    // PostgreSQL answers a commit after a failure by rolling back, without another error.
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Returns when nothing of the transaction is on its way any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#unanswered);
  }

  #sent(text: string, values?: readonly SqlValue[], name?: string): Promise<QueryResult> {
    this.#cork();
    const config = { text, ...(values === undefined ? {} : { values: [...values] }), ...(name === undefined ? {} : { name }) };
    return this.#client.query(config).catch((error: unknown) => {
      this.#failure ??= { error };
      throw this.#failure.error;
    });
  }

  #sendUnanswered(text: string, values?: readonly SqlValue[], name?: string): void {
    const sent = this.#sent(text, values, name);
    sent.catch(() => undefined);
    this.#unanswered.push(sent);
  }

  /** What is sent in one turn goes out in one write. */
  #cork(): void {
    if (this.#isCorked) return;
    const { stream } = wireOf(this.#client);
    this.#isCorked = true;
    stream.cork();
    process.nextTick(() => {
      this.#isCorked = false;
      stream.uncork();
    });
  }

  #compiled(compiled: CompiledSql, args: object): Promise<QueryResult> {
    return this.#sent(compiled.sql, bind(compiled, asSqlArgs(args)), this.#names.of(compiled.sql));
  }

  all: ReadTx['all'] = async (statement, args) => asRows(await this.#compiled(statement.compiled('postgres'), args));

  first: ReadTx['first'] = async (statement, args) => {
    const rows = await this.all(statement, args);
    return rows[0];
  };

  query: ReadTx['query'] = async (build) => {
    const { sql, values } = compileOnce('postgres', build);
    return asRows(await this.#sent(sql, values));
  };

  run: Tx['run'] = async (statement, args) => (await this.#compiled(statement.compiled('postgres'), args)).rowCount ?? 0;

  insert: Tx['insert'] = async (into, rows) => {
    for (let start = 0; start < rows.length; start += insertRowsMax) {
      const part = rows.slice(start, start + insertRowsMax);
      const sql = into.sql('postgres', part.length);
      this.#sendUnanswered(
        sql,
        part.flatMap((row) => rowValues(into, row)),
        this.#names.of(sql),
      );
    }
  };

  emit(signal: Signal): void {
    this.signals.push(signal);
  }
}

/** Guaranteed by `pg`: a connected client writes to the socket of its connection. */
function wireOf(client: PoolClient): { readonly stream: Duplex } {
  return (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
}

/** PostgreSQL 15 or newer, READ COMMITTED; conflicts are avoided by row locks that the statements take in a fixed order. */
export class PostgresStore implements Store {
  readonly engine = 'postgres';
  readonly capabilities = { isExclusive: false, hasSkipLocked: true, hasRowLocks: true };
  readonly #pool: pg.Pool;
  #maintainedAt = Date.now();
  readonly #names = new StatementNames();
  readonly #hints: PostgresHints;
  readonly #listeners: ((signals: readonly Signal[]) => void)[] = [];

  constructor(url: string, poolSize = 12) {
    const config: PoolConfig = {
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 30_000,
      query_timeout: 35_000,
      idle_in_transaction_session_timeout: 10_000,
      application_name: 'forgeyard',
      pipeline: true,
    };
    this.#pool = new pg.Pool(config);
    // An idle connection that the server closed is replaced at the next use; the pool has already dropped it.
    this.#pool.on('error', () => undefined);
    // A connection that breaks while it is in use also fails its query; without a listener its error event would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    this.#hints = new PostgresHints(url);
  }

  async transact<T>(work: (tx: Tx) => Promise<T>, options: TransactOptions = {}): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#once(work, options);
      } catch (error) {
        // A unique or foreign key violation means that another transaction was first: run again, the work finds what it made, or finds
        // what it deleted gone, and refuses in its own words.
        const isConflict = ['40001', '40P01', '23505', '23503'].includes(codeOf(error));
        if (!isConflict || tries >= retriesMax) throw translate(error);
      }
    }
  }

  async read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    let isBroken = false;
    try {
      return await work(new PostgresTx(client, this.#names));
    } catch (error) {
      isBroken = isAway(error);
      throw translate(error);
    } finally {
      // A query that timed out still occupies its connection.
      client.release(isBroken);
    }
  }

  onCommitted(listener: (signals: readonly Signal[]) => void): void {
    this.#listeners.push(listener);
  }

  hint(topics: readonly string[]): void {
    this.#hints.send(topics);
  }

  onHint(listener: (topics: readonly string[]) => void): void {
    this.#hints.listen(listener);
  }

  async maintain(): Promise<void> {
    const now = Date.now();
    if (now - this.#maintainedAt < maintainEveryMs) return;
    this.#maintainedAt = now;
    const client = await this.#connect();
    await ensureEventPartitions(client, now).finally(() => client.release());
  }

  async ping(): Promise<void> {
    await this.#pool.query('select 1').catch((error: unknown) => {
      throw translate(error);
    });
  }

  async close(): Promise<void> {
    await this.#hints.close();
    await this.#pool.end();
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw translate(error);
    }
  }

  async #once<T>(work: (tx: Tx) => Promise<T>, options: TransactOptions): Promise<T> {
    const client = await this.#connect();
    const tx = new PostgresTx(client, this.#names);
    let isBroken = false;
    try {
      tx.begin(options);
      const value = await work(tx);
      await tx.commit();
      if (tx.signals.length > 0) for (const listener of this.#listeners) listener(tx.signals);
      return value;
    } catch (error) {
      // Closing a connection rolls back too, and does not wait for a database that is silent.
      isBroken = isAway(error);
      if (!isBroken) {
        await tx.settled();
        await client.query('rollback').catch(() => {
          isBroken = true;
        });
      }
      throw error;
    } finally {
      client.release(isBroken);
    }
  }
}
