import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Compilable } from 'kysely';
import type { Tables } from './tables.ts';

/** What a column or a parameter can hold on both engines. */
export type SqlValue = string | number | null;
export type SqlArgs = Readonly<Record<string, SqlValue>>;
export type Engine = 'sqlite' | 'postgres';
export type Builder = Kysely<Tables>;

export interface CompiledSql {
  readonly sql: string;
  /** Argument name, or a constant that was written into the query. */
  readonly slots: readonly (ArgSlot | SqlValue)[];
}

/** A query that is built once per engine and run with arguments by name; nothing is compiled on the hot path. */
export interface Statement<Args, Row> {
  compiled(engine: Engine): CompiledSql;
  /** Never set; carries the types. */
  readonly types?: { readonly args: Args; readonly row: Row };
}

class ArgSlot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const builders: { readonly [E in Engine]: Builder } = {
  sqlite: new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  }),
  postgres: new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
};

/** Guaranteed by use: the slots stand where arguments of these types will stand, and Kysely only carries them to `parameters`. */
function slotsAsArgs<Args>(): Args {
  return new Proxy({}, { get: (_, name) => new ArgSlot(String(name)) }) as Args;
}

/** Guaranteed by Kysely: `parameters` holds exactly the values that the builder was given. */
function asSlots(parameters: readonly unknown[]): readonly (ArgSlot | SqlValue)[] {
  return parameters as readonly (ArgSlot | SqlValue)[];
}

/** Declares a query. `arg.name` stands for the argument of that name. */
export function statement<Args extends object, Row = never>(build: (db: Builder, arg: Args) => Compilable<Row>): Statement<Args, Row> {
  const cache: { [E in Engine]?: CompiledSql } = {};
  const compile = (engine: Engine): CompiledSql => {
    const { sql, parameters } = build(builders[engine], slotsAsArgs<Args>()).compile();
    return { sql, slots: asSlots(parameters) };
  };
  return { compiled: (engine) => (cache[engine] ??= compile(engine)) };
}

/** Compiles a query whose shape depends on its input, such as a list with optional filters. */
export function compileOnce<Row>(engine: Engine, build: (db: Builder) => Compilable<Row>): { sql: string; values: readonly SqlValue[] } {
  const { sql, parameters } = build(builders[engine]).compile();
  return { sql, values: bind({ sql, slots: asSlots(parameters) }, {}) };
}

/** Arguments in the order of the statement's placeholders. */
export function bind(compiled: CompiledSql, args: SqlArgs): SqlValue[] {
  const values: SqlValue[] = [];
  for (const slot of compiled.slots) {
    if (!(slot instanceof ArgSlot)) {
      values.push(slot);
      continue;
    }
    const value = args[slot.name];
    if (value === undefined) throw new Error(`statement argument is missing: ${slot.name}`);
    values.push(value);
  }
  return values;
}

/** What an insertion does about rows that are there already: replaces them all but their key, unless the new `newest` is lower. */
export interface Replacement<Row> {
  readonly key: readonly (keyof Row & string)[];
  readonly newest: keyof Row & string;
}

/** Inserting rows of one table, one or many at a time. */
export interface Insertion<Row> {
  readonly table: keyof Tables;
  readonly columns: readonly (keyof Row & string)[];
  sql(engine: Engine, rowCount: number): string;
}

export function insertion<Name extends keyof Tables>(
  table: Name,
  columns: readonly (keyof Tables[Name] & string)[],
  replacement?: Replacement<Tables[Name]>,
): Insertion<Tables[Name]> {
  const ending = replacement === undefined ? '' : conflictClause(table, columns, replacement);
  const cache = new Map<string, string>();
  const build = (engine: Engine, rowCount: number): string => {
    let place = 0;
    const mark = (): string => (engine === 'sqlite' ? '?' : `$${(place += 1)}`);
    const tuple = (): string => `(${columns.map(mark).join(', ')})`;
    const names = columns.map((column) => `"${column}"`).join(', ');
    return `insert into "${table}" (${names}) values ${Array.from({ length: rowCount }, tuple).join(', ')}${ending}`;
  };
  return {
    table,
    columns,
    sql(engine, rowCount) {
      const key = `${engine}:${rowCount}`;
      const known = cache.get(key);
      if (known !== undefined) return known;
      const sql = build(engine, rowCount);
      if (cache.size < 64) cache.set(key, sql);
      return sql;
    },
  };
}

function conflictClause<Row>(table: string, columns: readonly (keyof Row & string)[], { key, newest }: Replacement<Row>): string {
  const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
  const sets = columns.filter((column) => !key.includes(column)).map((column) => `"${column}" = excluded."${column}"`);
  return ` on conflict (${quoted(key)}) do update set ${sets.join(', ')} where excluded."${newest}" >= "${table}"."${newest}"`;
}
