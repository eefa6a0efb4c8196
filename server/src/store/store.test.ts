import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, place } from '../../test/world.ts';
import type { Place } from '../../test/world.ts';
import { newId } from '../kernel/id.ts';
import { insertion, openStore, statement } from './index.ts';
import type { OrgRow, Signal, Store, Tx } from './index.ts';
import { bind } from './statement.ts';

const orgs = insertion('orgs', ['id', 'slug', 'name', 'created_at']);
const orgBySlug = statement<{ slug: string }, OrgRow>((db, arg) => db.selectFrom('orgs').selectAll().where('slug', '=', arg.slug));
const renameOrg = statement<{ slug: string; name: string }>((db, arg) =>
  db.updateTable('orgs').set({ name: arg.name }).where('slug', '=', arg.slug),
);
const increment = statement<{ name: string }, { value: number }>((db, arg) =>
  db
    .updateTable('counters')
    .set((eb) => ({ value: eb('value', '+', 1) }))
    .where('name', '=', arg.name)
    .returning('value'),
);

const rowOf = (slug: string): OrgRow => ({ id: newId(Date.now()), slug, name: slug, created_at: 1, personal_of: null });
const signal = (name: string): Signal => ({ kind: `test.${name}` });

describe.each(engines)('a store on %s', (engine) => {
  let at: Place;
  let store: Store;
  const told: string[] = [];
  const saw: Promise<boolean>[] = [];

  const exists = async (slug: string): Promise<boolean> => (await store.read((tx) => tx.first(orgBySlug, { slug }))) !== undefined;
  const add =
    (slug: string) =>
    async (tx: Tx): Promise<string> => {
      await tx.insert(orgs, [rowOf(slug)]);
      tx.emit(signal(slug));
      return slug;
    };
  const addAndFail =
    (slug: string) =>
    async (tx: Tx): Promise<never> => {
      await add(slug)(tx);
      throw new Error(`${slug} failed`);
    };

  beforeAll(async () => {
    at = await place(engine);
    store = await openStore({ databaseUrl: at.env['DATABASE_URL'], dataDir: at.env['FORGEYARD_DATA_DIR'] ?? '' });
    store.onCommitted((signals) => {
      for (const { kind } of signals) {
        told.push(kind);
        saw.push(exists(kind.slice('test.'.length)));
      }
    });
  });
  afterAll(async () => {
    await store.close();
    await at.dispose();
  });

  it('what a transaction wrote is there once it says so, and its answer is handed on', async () => {
    expect(await store.transact(add('written'))).toBe('written');
    expect(await exists('written')).toBe(true);
    expect(told).toContain('test.written');
  });

  it('a failed transaction leaves nothing behind, gives its own error, and its signal is never told', async () => {
    await expect(store.transact(addAndFail('undone'))).rejects.toThrow('undone failed');
    expect(await exists('undone')).toBe(false);
    expect(told).not.toContain('test.undone');
    expect(await store.transact(add('after-undone'))).toBe('after-undone');
  });

  it('transactions that were asked for together stand and fall alone: the failing ones roll back, all others commit', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `group-${index}`);
    const fails = (index: number): boolean => index % 3 === 1;
    const settled = await Promise.allSettled(
      names.map((slug, index) => store.transact<string>(fails(index) ? addAndFail(slug) : add(slug))),
    );
    expect(settled.map((one) => one.status)).toEqual(names.map((_, index) => (fails(index) ? 'rejected' : 'fulfilled')));
    for (const [index, slug] of names.entries()) expect(await exists(slug), slug).toBe(!fails(index));
    const groupSignals = told.filter((kind) => kind.startsWith('test.group-')).sort();
    expect(groupSignals).toEqual(
      names
        .filter((_, index) => !fails(index))
        .map((slug) => `test.${slug}`)
        .sort(),
    );
  });

  it('a work that catches the failure of its own statement cannot commit half of it by accident', async () => {
    await store.transact(add('twice'));
    await expect(
      store.transact(async (tx) => {
        await tx.insert(orgs, [rowOf('beside-twice')]);
        await tx.insert(orgs, [rowOf('twice')]);
      }),
    ).rejects.toThrow(/unique/i);
    expect(await exists('beside-twice')).toBe(false);
  });

  it('a signal is told only after its commit: whoever hears it finds the row', async () => {
    await Promise.all(['heard-1', 'heard-2', 'heard-3'].map((slug) => store.transact(add(slug))));
    expect(told.filter((kind) => kind.startsWith('test.heard-'))).toHaveLength(3);
    expect(await Promise.all(saw)).not.toContain(false);
  });

  it('whoever is told that a transaction is done finds its row, also when many share one commit', async () => {
    const found = await Promise.all(Array.from({ length: 100 }, (_, index) => store.transact(add(`done-${index}`)).then(exists)));
    expect(found).not.toContain(false);
  });

  it('200 increments at once give the numbers 1 to 200, each once, and a failed one leaves no gap', async () => {
    const numbers = await Promise.allSettled(
      Array.from({ length: 210 }, (_, index) =>
        store.transact(async (tx) => {
          const row = await tx.first(increment, { name: 'users' });
          if (index % 21 === 20) throw new Error('given up');
          return row?.value;
        }),
      ),
    );
    const given = numbers.flatMap((one) => (one.status === 'fulfilled' ? [Number(one.value)] : []));
    expect(given.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  });

  it('a thousand rows are inserted in one call, with nulls where a column has no value', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => rowOf(`many-${index}`));
    await store.transact((tx) => tx.insert(orgs, many));
    const rows = await store.read((tx) =>
      tx.query((db) => db.selectFrom('orgs').selectAll().where('slug', 'like', 'many-%').orderBy('id')),
    );
    expect(rows).toEqual(many);
    await store.transact((tx) => tx.insert(orgs, []));
  });

  it('a statement says how many rows it changed', async () => {
    await store.transact(add('changed'));
    expect(await store.transact((tx) => tx.run(renameOrg, { slug: 'changed', name: 'New name' }))).toBe(1);
    expect(await store.transact((tx) => tx.run(renameOrg, { slug: 'nobody', name: 'New name' }))).toBe(0);
    expect(await store.read((tx) => tx.first(orgBySlug, { slug: 'changed' }))).toMatchObject({
      name: 'New name',
      created_at: 1,
      personal_of: null,
    });
  });

  it('values are bound, never pasted: quotes, percent signs, zero-like text and emoji come back as they were', async () => {
    const texts = [`'; drop table orgs; --`, '%_\\', '"', '$1 ?', '🦉 Ünïcode', '', ' '.repeat(5)];
    for (const [index, name] of texts.entries()) {
      await store.transact((tx) => tx.insert(orgs, [{ ...rowOf(`bound-${index}`), name }]));
      expect(await store.read((tx) => tx.first(orgBySlug, { slug: `bound-${index}` }))).toMatchObject({ name });
    }
  });

  it('an integer of milliseconds comes back as a number', async () => {
    await store.transact((tx) => tx.insert(orgs, [{ ...rowOf('big'), created_at: 4_102_444_800_123, personal_of: null }]));
    expect(await store.read((tx) => tx.first(orgBySlug, { slug: 'big' }))).toMatchObject({
      created_at: 4_102_444_800_123,
      personal_of: null,
    });
  });

  it('a forgotten argument is an error that names it, and the transaction changes nothing', async () => {
    const incomplete = JSON.parse('{"slug":"changed"}');
    await expect(store.transact((tx) => tx.run(renameOrg, incomplete))).rejects.toThrow('statement argument is missing: name');
    expect(() => bind(renameOrg.compiled(engine), { slug: 'x' })).toThrow('statement argument is missing: name');
  });

  it('arguments are bound in the order of their places, and null is a value', () => {
    const many = statement<{ b: string; a: number; c: string | null }>((db, arg) =>
      db.updateTable('orgs').set({ created_at: arg.a, slug: 'fixed' }).where('slug', '=', arg.b).where('name', 'is', arg.c),
    );
    expect(bind(many.compiled(engine), { a: 1, b: 'two', c: null })).toEqual([1, 'fixed', 'two', null]);
  });

  it('answers a ping', async () => {
    await expect(store.ping()).resolves.toBeUndefined();
  });
});

describe.each(engines)('a closed store on %s', (engine) => {
  it('finishes what was queued, then refuses', async () => {
    const at = await place(engine);
    const open = (): Promise<Store> => openStore({ databaseUrl: at.env['DATABASE_URL'], dataDir: at.env['FORGEYARD_DATA_DIR'] ?? '' });
    const store = await open();
    const queued = store.transact((tx) => tx.insert(orgs, [rowOf('last')]));
    if (engine === 'postgres') await queued;
    await store.close();
    await queued;
    await expect(store.transact((tx) => tx.insert(orgs, [rowOf('too-late')]))).rejects.toThrow();
    const again = await open();
    const rows = await again.read((tx) => tx.query((db) => db.selectFrom('orgs').select('slug')));
    expect(rows).toEqual([{ slug: 'last' }]);
    await again.close();
    await at.dispose();
  });
});
