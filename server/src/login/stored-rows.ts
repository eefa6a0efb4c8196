import { sql } from 'kysely';
import type { Home } from '../domain/home.ts';
import { newId } from '../kernel/id.ts';
import { recordOf, writeRecord } from './consequences.ts';
import { modelOf } from './models.ts';
import { createUser } from './provider-person.ts';
import { conditions, rowsOf, toColumns, toMembers } from './rows.ts';
import type { Condition, Row } from './rows.ts';
import type { LoginScope } from './scope.ts';

export interface Target {
  readonly model: string;
  readonly where: readonly Condition[];
}

export interface Order {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

const sessionLifeMs = 30 * 24 * 3_600_000;

/**
 * The library's rows in our tables. Each call is one short transaction, with the entry in the log that belongs to the change. Sessions are made
 * up: see `LoginScope`.
 */
export class StoredRows {
  readonly #scopeOf: () => LoginScope;

  constructor(scopeOf: () => LoginScope) {
    this.#scopeOf = scopeOf;
  }

  get #home(): Home {
    return this.#scopeOf().door.home;
  }

  async find({ model, where }: Target, limit: number, order?: Order): Promise<Row[]> {
    const scope = this.#scopeOf();
    if (model === 'session') return sessionOf(scope);
    const known = modelOf(model);
    noteExamined(scope, model, where);
    const by = order === undefined ? 'id' : (known.columns[order.field] ?? 'id');
    const direction = sql.raw(order?.direction === 'desc' ? 'desc' : 'asc');
    const which = conditions(known, whereOf(scope, model, where));
    const query = sql<Row>`select * from ${sql.table(known.table)} where ${which} order by ${sql.ref(by)} ${direction} limit ${limit}`;
    const rows = await this.#home.read((tx) => rowsOf(tx, query));
    return rows.map((row) => toMembers(known, row, this.#home.sealer));
  }

  async add(model: string, data: Row): Promise<Row> {
    const scope = this.#scopeOf();
    if (model === 'session') {
      scope.recognised = String(data['userId']);
      return { ...data, id: newId(this.#home.clock.now()) };
    }
    if (model === 'user') return createUser(scope, data);
    const known = modelOf(model);
    const columns = toColumns(known, data, this.#home.sealer);
    const names = sql.join(columns.map(([column]) => sql.ref(column)));
    const values = sql.join(columns.map(([, value]) => sql`${value}`));
    const [added] = await this.#write(
      'create',
      model,
      data,
      sql`insert into ${sql.table(known.table)} (${names}) values (${values}) returning *`,
    );
    if (added === undefined) throw new Error(`nothing was added to ${known.table}`);
    return added;
  }

  /** Sets members, and adds to numbers; returns the changed rows. */
  async change({ model, where }: Target, data: Row, increment: Readonly<Record<string, number>> = {}): Promise<Row[]> {
    if (model === 'session') return sessionOf(this.#scopeOf());
    const known = modelOf(model);
    const sets = [
      ...toColumns(known, data, this.#home.sealer).map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
      ...Object.entries(increment).map(
        ([field, by]) => sql`${sql.ref(known.columns[field] ?? '')} = ${sql.ref(known.columns[field] ?? '')} + ${by}`,
      ),
    ];
    if (sets.length === 0) return this.find({ model, where }, 1);
    const query = sql<Row>`update ${sql.table(known.table)} set ${sql.join(sets)} where ${conditions(known, where)} returning *`;
    return this.#write('update', model, data, query);
  }

  async remove({ model, where }: Target): Promise<Row[]> {
    if (model === 'session') return [];
    const known = modelOf(model);
    const query = sql<Row>`delete from ${sql.table(known.table)} where ${conditions(known, where)} returning *`;
    const rows = await this.#write('remove', model, {}, query);
    if (model === 'verification') this.#noteConsumed(rows);
    return rows;
  }

  #write(action: 'create' | 'update' | 'remove', model: string, data: Row, query: Parameters<typeof rowsOf>[1]): Promise<Row[]> {
    const scope = this.#scopeOf();
    const { home } = scope.door;
    // Nothing in here may ask for the scope: the store runs this work among that of others, where theirs or none would be found.
    return home.transact(async (tx) => {
      const rows = (await rowsOf(tx, query)).map((row) => toMembers(modelOf(model), row, home.sealer));
      for (const row of rows) await writeRecord(tx, scope, recordOf(action, model, row, data));
      return rows;
    });
  }

  /** The library also clears away what has expired; that stays gone. */
  #noteConsumed(rows: readonly Row[]): void {
    const scope = this.#scopeOf();
    const now = this.#home.clock.now();
    scope.consumed = [...(scope.consumed ?? []), ...rows.filter((row) => Number(row['expiresAt']) > now)];
  }
}

/** The one session that the library can see: that of the person whose account the call is about. */
function sessionOf({ caller }: LoginScope): Row[] {
  if (caller === undefined) return [];
  const { signedInAt: at, userId, loginSessionId: id } = caller;
  const facts = { createdAt: at, updatedAt: at, expiresAt: at + sessionLifeMs, ipAddress: '', userAgent: '' };
  return [{ id, userId, token: 'own', ...facts }];
}

/** After a right password the address is not looked up again. */
function whereOf({ passwordOf }: LoginScope, model: string, where: readonly Condition[]): readonly Condition[] {
  if (model !== 'user' || passwordOf === undefined || !where.some(({ field }) => field === 'email')) return where;
  return [{ field: 'id', value: passwordOf }];
}

function noteExamined(scope: LoginScope, model: string, where: readonly Condition[]): void {
  const user = model === 'twoFactor' ? where.find(({ field }) => field === 'userId')?.value : undefined;
  if (typeof user === 'string') scope.examined = user;
}
