import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProxy } from '../../test/cuttable-proxy.ts';
import type { CuttableProxy } from '../../test/cuttable-proxy.ts';
import { engines, place } from '../../test/world.ts';
import type { Place } from '../../test/world.ts';
import { newId } from '../kernel/id.ts';
import { insertion, openStore } from './index.ts';
import type { EventRow, OrgRow, Store } from './index.ts';
import { migrations } from './migrations/index.ts';
import { ensureEventPartitions } from './partitions.ts';

const orgs = insertion('orgs', ['id', 'slug', 'name', 'created_at']);
const events = insertion('events', ['session_id', 'seq', 'org_id', 'run_id', 'type', 'payload', 'at']);
const rowOf = (slug: string): OrgRow => ({ id: newId(Date.now()), slug, name: slug, created_at: 1, personal_of: null });
const away = { kind: 'unavailable', reason: 'store.unreachable', detail: { retryAfterS: 2 } };

describe.skipIf(!engines.includes('postgres'))('the store on PostgreSQL', () => {
  let at: Place;
  let proxy: CuttableProxy;
  const opened: Store[] = [];
  const direct = (): string => at.env['DATABASE_URL'] ?? '';
  const open = async (databaseUrl: string): Promise<Store> => {
    const store = await openStore({ databaseUrl, dataDir: '' });
    opened.push(store);
    return store;
  };
  const sql = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: direct() });
    await client.connect();
    return (await client.query<Row>(text, values).finally(() => client.end())).rows;
  };
  const slugs = async (store: Store): Promise<string[]> =>
    (await store.read((tx) => tx.query((db) => db.selectFrom('orgs').select('slug').orderBy('slug')))).map((row) => row.slug);

  beforeEach(async () => {
    at = await place('postgres');
    proxy = await startProxy(direct(), { query_timeout: '2000', connect_timeout: '10' });
  });
  afterEach(async () => {
    proxy.heal();
    await Promise.all(opened.splice(0).map((store) => store.close()));
    await proxy.close();
    await at.dispose();
  });

  const eventAt = (seq: number, time: number): EventRow => ({
    session_id: '00000000-0000-7000-8000-000000000001',
    seq,
    org_id: '00000000-0000-7000-8000-000000000002',
    run_id: null,
    type: 'session.created',
    payload: '{}',
    at: time,
  });

  it('has event partitions for this month and the two that follow; other times go to the default one and nothing is lost', async () => {
    const store = await open(direct());
    const now = new Date();
    const months = [0, 1, 2].map((ahead) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)));
    const nameOf = (month: Date): string => `events_${month.toISOString().slice(0, 7).replace('-', '_')}`;
    const far = Date.UTC(now.getUTCFullYear() + 5, 0, 1);
    const times = [0, ...months.map((month) => month.getTime()), far];
    await store.transact((tx) =>
      tx.insert(
        events,
        times.map((time, index) => eventAt(index + 1, time)),
      ),
    );
    const rows = await sql<{ part: string; seq: string }>('select tableoid::regclass::text as part, seq from events order by seq');
    expect(rows.map((row) => row.part)).toEqual(['events_default', ...months.map(nameOf), 'events_default']);
  });

  it('partitions are made at the turn of a year, again without harm, and not over months that the default one holds already', async () => {
    const store = await open(direct());
    const client = new pg.Client({ connectionString: direct() });
    await client.connect();
    await store.transact((tx) => tx.insert(events, [eventAt(1, Date.UTC(2031, 0, 15))]));
    await ensureEventPartitions(client, Date.UTC(2030, 10, 30));
    await ensureEventPartitions(client, Date.UTC(2030, 10, 30));
    await client.end();
    const names = await sql<{ relname: string }>(
      `select relname from pg_class where relname like 'events\\_203%' and relkind = 'r' order by 1`,
    );
    expect(names.map((row) => row.relname)).toEqual(['events_2030_11', 'events_2030_12']);
  });

  it('two servers that start at once on an empty database both come up', async () => {
    const stores = await Promise.all([open(direct()), open(direct()), open(direct())]);
    await Promise.all(stores.map((store, index) => store.transact((tx) => tx.insert(orgs, [rowOf(`start-${index}`)]))));
    expect(await sql('select version from schema_versions order by version')).toEqual(migrations.map(({ version }) => ({ version })));
  });

  it('503: while the database is away, reads, writes and pings are refused with a time to retry; afterwards they work without a restart', async () => {
    const store = await open(proxy.url);
    await store.transact((tx) => tx.insert(orgs, [rowOf('before')]));
    proxy.cut();
    await expect(slugs(store)).rejects.toMatchObject(away);
    await expect(store.transact((tx) => tx.insert(orgs, [rowOf('during')]))).rejects.toMatchObject(away);
    await expect(store.ping()).rejects.toMatchObject(away);
    proxy.heal();
    await store.transact((tx) => tx.insert(orgs, [rowOf('healed')]));
    expect(await slugs(store)).toEqual(['before', 'healed']);
  });

  it('503: a connection that is cut in the middle of a transaction loses all of it, and its signal is not told', async () => {
    const store = await open(proxy.url);
    const told: string[] = [];
    store.onCommitted((signals) => told.push(...signals.map((one) => one.kind)));
    const cut = store.transact(async (tx) => {
      await tx.insert(orgs, [rowOf('half')]);
      tx.emit({ kind: 'half' });
      proxy.blip();
      await tx.insert(orgs, [rowOf('other-half')]);
    });
    await expect(cut).rejects.toMatchObject(away);
    expect(await slugs(store)).toEqual([]);
    expect(told).toEqual([]);
  });

  it('503: a database that stays silent is given up after the query timeout, and its dead connections are not used again', async () => {
    const store = await open(proxy.url);
    await Promise.all(Array.from({ length: 4 }, () => slugs(store)));
    proxy.blackHole();
    const write = (): Promise<void> => store.transact((tx) => tx.insert(orgs, [rowOf('silent')]));
    const silent = await Promise.allSettled([slugs(store), write(), slugs(store), write()]);
    expect(silent.map((one) => one.status === 'rejected' && one.reason.reason)).toEqual(Array(4).fill('store.unreachable'));
    proxy.heal();
    for (let count = 0; count < 8; count += 1) expect(await slugs(store)).toEqual([]);
  });

  it('a transaction that PostgreSQL breaks as a deadlock is run again and succeeds', async () => {
    const store = await open(direct());
    await store.transact((tx) => tx.insert(orgs, [rowOf('a'), rowOf('b')]));
    const rename = (slug: string) =>
      store.transact(async (tx) => {
        for (const one of slug === 'a' ? ['a', 'b'] : ['b', 'a']) {
          await tx.query((db) =>
            db
              .updateTable('orgs')
              .set({ name: `by ${slug}` })
              .where('slug', '=', one),
          );
          await tx.query((db) => db.selectFrom('orgs').select('id'));
        }
      });
    await Promise.all([rename('a'), rename('b'), rename('a'), rename('b')]);
    const names = await sql<{ name: string }>('select distinct name from orgs');
    expect(names).toHaveLength(1);
  });

  it('a hint reaches every other process and not its own sender', async () => {
    const [sender, receiver, third] = [await open(direct()), await open(direct()), await open(direct())];
    const heard: Record<string, string[]> = { sender: [], receiver: [], third: [] };
    sender.onHint((topics) => heard['sender']?.push(...topics));
    receiver.onHint((topics) => heard['receiver']?.push(...topics));
    third.onHint((topics) => heard['third']?.push(...topics));
    const topics = Array.from({ length: 400 }, () => newId(Date.now()));
    await expect
      .poll(() => {
        sender.hint(['warm']);
        return (heard['receiver']?.length ?? 0) > 0 && (heard['third']?.length ?? 0) > 0;
      })
      .toBe(true);
    sender.hint([...topics, ...topics]);
    const got = (name: string) => heard[name]?.filter((topic) => topic !== 'warm').sort();
    await expect.poll(() => got('receiver')).toEqual(topics.toSorted());
    await expect.poll(() => got('third')).toEqual(topics.toSorted());
    expect(heard['sender']).toEqual([]);
  });

  it('hints come back after the listening connection was cut, each once, and an outage is no storm of connections', async () => {
    const [sender, receiver] = [await open(direct()), await open(proxy.url)];
    const heard: string[] = [];
    receiver.onHint((topics) => heard.push(...topics));
    const reached = (topic: string) =>
      expect
        .poll(
          () => {
            sender.hint([topic]);
            return heard.includes(topic);
          },
          { timeout: 30_000, interval: 100 },
        )
        .toBe(true);
    await reached('before');
    proxy.cut();
    const before = proxy.attempts;
    await expect.poll(() => proxy.attempts - before, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
    expect(proxy.attempts - before).toBe(2);
    proxy.heal();
    await reached('after');
    heard.length = 0;
    sender.hint(['once']);
    await expect.poll(() => heard).toContain('once');
    expect(heard.filter((topic) => topic === 'once')).toHaveLength(1);
  });
});
