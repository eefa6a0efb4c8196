import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { Secret } from '../kernel/secret.ts';
import type { Sealer } from '../kernel/secret.ts';
import type { ReadTx } from '../store/index.ts';
import type { Model } from './models.ts';

export type Row = Readonly<Record<string, unknown>>;
type SqlValue = string | number | null;

export interface Condition {
  readonly field: string;
  /** `eq` when left out. */
  readonly operator?: string | undefined;
  readonly value: unknown;
  /** `AND` when left out. */
  readonly connector?: string | undefined;
}

const comparisons = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** Guaranteed by the adapter's transforms, which leave texts, numbers and null. */
function asSqlValue(value: unknown): SqlValue {
  if (typeof value === 'string' || typeof value === 'number' || value === null) return value;
  throw new Error(`a ${typeof value} cannot be stored`);
}

function columnOf({ columns, table }: Model, field: string): string {
  const column = columns[field];
  if (column === undefined) throw new Error(`no column for ${field} in ${table}`);
  return column;
}

/** A query written as text; `read` and `transact` compile it like any other. */
export function rowsOf(tx: ReadTx, query: RawBuilder<Row>): Promise<Row[]> {
  return tx.query((db) => ({ compile: () => query.compile(db) }));
}

export function conditions(model: Model, where: readonly Condition[]): RawBuilder<unknown> {
  if (where.some(({ connector }) => connector === 'OR')) throw new Error('conditions joined by OR are not supported');
  const parts = where.map((one) => condition(model, one));
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `);
}

function condition(model: Model, { field, operator = 'eq', value }: Condition): RawBuilder<unknown> {
  const column = sql.ref(columnOf(model, field));
  if (operator === 'in' && Array.isArray(value)) return sql`${column} in (${sql.join(value.map(asSqlValue))})`;
  const sign = comparisons[asComparison(operator)];
  if (value === null) return sign === '=' ? sql`${column} is null` : sql`${column} is not null`;
  // Addresses are one whatever their case, as the unique index says.
  if (field === 'email') return sql`lower(${column}) ${sql.raw(sign)} lower(${asSqlValue(value)})`;
  return sql`${column} ${sql.raw(sign)} ${asSqlValue(value)}`;
}

function asComparison(operator: string): keyof typeof comparisons {
  const found = Object.keys(comparisons).find((one) => one === operator);
  if (found === undefined) throw new Error(`the comparison ${operator} is not supported`);
  return found as keyof typeof comparisons;
}

/** Members of the library as columns; unknown members are dropped. */
export function toColumns(model: Model, data: Row, sealer: Sealer): [string, SqlValue][] {
  return Object.entries(model.columns).flatMap(([field, column]): [string, SqlValue][] => {
    if (data[field] === undefined) return [];
    const value = asSqlValue(data[field]);
    const isSealed = model.sealed.includes(field) && typeof value === 'string';
    return [[column, isSealed ? sealer.seal(new Secret(value), `${model.table}/${column}`) : value]];
  });
}

/** Columns as members of the library. */
export function toMembers(model: Model, row: Row, sealer: Sealer): Row {
  return Object.fromEntries(
    Object.entries(model.columns).map(([field, column]) => {
      const value = row[column] ?? null;
      const isSealed = model.sealed.includes(field) && typeof value === 'string';
      return [field, isSealed ? sealer.open(value, `${model.table}/${column}`).reveal() : value];
    }),
  );
}
