import { describe, expect, it } from 'vitest';
import { engines, place } from '../../test/world.ts';
import type { Place } from '../../test/world.ts';
import { insertion, openStore, statement } from './index.ts';
import type { Store } from './index.ts';
import type { Migration } from './migrate.ts';
import { migrations } from './migrations/index.ts';

const orgs = insertion('orgs', ['id', 'slug', 'name', 'created_at']);
const org = { id: '01890000-0000-7000-8000-000000000001', slug: 'kept', name: 'Kept', created_at: 1, personal_of: null };
const orgNames = statement<Record<never, never>, { name: string }>((db) => db.selectFrom('orgs').select('name'));
const newest = migrations.at(-1)?.version ?? 0;

const open = (at: Place, steps?: readonly Migration[]): Promise<Store> =>
  openStore({ databaseUrl: at.env['DATABASE_URL'], dataDir: at.env['FORGEYARD_DATA_DIR'] ?? '' }, steps);
const applied = async (store: Store): Promise<unknown> =>
  (
    await store.read((tx) =>
      tx.query((db) => db.withTables<VersionTable>().selectFrom('schema_versions').select('version').orderBy('version')),
    )
  ).map((row) => Number(row.version));

type VersionTable = Record<'schema_versions', Record<'version', number>>;

const later: Migration = {
  version: newest + 1,
  name: 'later',
  up: [`create table later (id $uuid primary key, seen_at $int)$strict`, `update orgs set name = 'Renamed'`],
};
const broken: Migration = { version: newest + 1, name: 'broken', up: [`update orgs set name = 'Half'`, 'create table orgs (id text)'] };

describe.each(engines)('the schema on %s', (engine) => {
  const withPlace = async (work: (at: Place) => Promise<void>): Promise<void> => {
    const at = await place(engine);
    await work(at).finally(() => at.dispose());
  };

  it('grows from an empty database to the newest version, and starting again changes nothing', async () => {
    await withPlace(async (at) => {
      const store = await open(at);
      await store.transact((tx) => tx.insert(orgs, [org]));
      const versions = await applied(store);
      expect(versions).toEqual(migrations.map((one) => one.version));
      await store.close();
      const again = await open(at);
      expect(await applied(again)).toEqual(versions);
      expect(await again.read((tx) => tx.all(orgNames, {}))).toEqual([{ name: 'Kept' }]);
      await again.close();
    });
  });

  it('a newer server applies only what is new and keeps the data; the older one then refuses to start and says why', async () => {
    await withPlace(async (at) => {
      const old = await open(at);
      await old.transact((tx) => tx.insert(orgs, [org]));
      await old.close();
      const store = await open(at, [...migrations, later]);
      expect(await applied(store)).toEqual([...migrations.map((one) => one.version), newest + 1]);
      expect(await store.read((tx) => tx.all(orgNames, {}))).toEqual([{ name: 'Renamed' }]);
      await store.close();
      const message = `The database has schema version ${newest + 1}, but this server knows only ${newest}. Start a newer server.`;
      await expect(open(at)).rejects.toThrow(message);
    });
  });

  it('a migration that fails half-way leaves the old version and its data, and the old server starts again', async () => {
    await withPlace(async (at) => {
      const old = await open(at);
      await old.transact((tx) => tx.insert(orgs, [org]));
      await old.close();
      await expect(open(at, [...migrations, broken])).rejects.toThrow(/orgs/);
      const store = await open(at);
      expect(await applied(store)).toEqual(migrations.map((one) => one.version));
      expect(await store.read((tx) => tx.all(orgNames, {}))).toEqual([{ name: 'Kept' }]);
      await store.close();
    });
  });

  it('versions rise by one and each has a name of its own', () => {
    expect(migrations.map((one) => one.version)).toEqual(migrations.map((_, index) => index + 1));
    expect(new Set(migrations.map((one) => one.name)).size).toBe(migrations.length);
  });
});
