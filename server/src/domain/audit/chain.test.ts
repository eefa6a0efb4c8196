import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { rawSql, tamper } from '../../../test/raw-sql.ts';
import { engines } from '../../../test/world.ts';
import type { AuditEntryRow } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { streamAuditEntries, verifyAuditChain } from './index.ts';
import type { ExportedEntry } from './index.ts';

/** A change that leaves one entry and nothing else. */
const touch = mutation<string, string>({
  grant: null,
  work: async (_tx, _at, target) => target,
  record: (target) => ({ event: 'thing.touched', target, details: { '10': 'ten', b: 'ü☃', a: [1.5, null, true] } }),
});

describe.each(engines)('the chain of audit entries on %s', (engine) => {
  let world: DomainWorld;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());

  const chainOf = async (at: At): Promise<AuditEntryRow[]> =>
    (await world.rows('audit_entries'))
      .filter((row) => row.org_id === at.caller.orgId)
      .sort((left, right) => (left.seq ?? 0) - (right.seq ?? 0));
  const orgWith = async (entries: number): Promise<{ at: At; rows: AuditEntryRow[] }> => {
    const at = await world.org();
    for (let count = 1; count <= entries; count += 1) await touch(at, `thing-${count}`);
    return { at, rows: await chainOf(at) };
  };
  const idOf = (rows: readonly AuditEntryRow[], seq: number): string => rows[seq - 1]?.id ?? '';

  it('numbers the entries of an organisation from 1 without gaps, each with the hash of the one before it', async () => {
    const { at, rows } = await orgWith(4);
    expect(rows.map((row) => row.seq)).toEqual([1, 2, 3, 4]);
    expect(rows.map((row) => row.prev_hash)).toEqual(['0'.repeat(64), ...rows.slice(0, 3).map((row) => row.hash)]);
    expect(await verifyAuditChain(at, {})).toEqual({
      entries: 4,
      unchained: 0,
      head: { seq: 4, hash: rows[3]?.hash },
      broken: null,
    });
  });

  it('an empty chain holds', async () => {
    const at = await world.org();
    expect(await verifyAuditChain(at, {})).toMatchObject({ entries: 0, head: { seq: 0 }, broken: null });
  });

  it('the hash is SHA-256 of a text that anybody can build: a JSON array of the columns in the documented order', async () => {
    const { rows } = await orgWith(2);
    const row = rows[1];
    const text = JSON.stringify([
      'forgeyard.audit.v1',
      row?.org_id,
      2,
      rows[0]?.hash,
      row?.id,
      row?.at,
      'thing.touched',
      'system',
      'thing-2',
      null,
      '192.0.2.1',
      'test',
      'req-test',
      row?.details_json,
    ]);
    expect(row?.hash).toBe(hash('sha256', text, 'hex'));
  });

  it('an export carries the hashed texts, from which alone the chain can be verified', async () => {
    const { at } = await orgWith(3);
    const entries: ExportedEntry[] = [];
    for await (const batch of streamAuditEntries(at, {})) entries.unshift(...batch.toReversed());
    let before = '0'.repeat(64);
    for (const entry of entries) {
      expect(hash('sha256', entry.hashed ?? '', 'hex')).toBe(entry.hash);
      const parts: unknown[] = JSON.parse(entry.hashed ?? '[]');
      expect(parts[3]).toBe(before);
      expect(JSON.parse(String(parts[13]))).toEqual(entry.details);
      before = entry.hash ?? '';
    }
    expect(entries).toHaveLength(3);
  });

  it('many changes at once still make one chain, and other organisations have their own', async () => {
    const [one, other] = [await world.org(), await world.org()];
    await Promise.all(Array.from({ length: 60 }, (_, index) => touch(index % 3 === 0 ? other : one, `thing-${index}`)));
    expect((await chainOf(one)).map((row) => row.seq)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(await verifyAuditChain(one, {})).toMatchObject({ entries: 40, broken: null });
    expect(await verifyAuditChain(other, {})).toMatchObject({ entries: 20, broken: null });
  });

  it('a change that rolls back leaves no gap', async () => {
    const { at } = await orgWith(1);
    const failing = mutation<null, null>({
      grant: null,
      work: async (tx, context) => {
        await touch({ ...context, home: { ...context.home, transact: (work) => work(tx) } }, 'lost');
        throw new Error('rolled back');
      },
      record: 'log',
    });
    await expect(failing(at, null)).rejects.toThrow('rolled back');
    await touch(at, 'kept');
    expect((await chainOf(at)).map((row) => [row.seq, row.target])).toEqual([
      [1, 'thing-1'],
      [2, 'kept'],
    ]);
  });

  it('text that an engine would change is made storable before it is hashed', async () => {
    const at = await world.org();
    await touch({ ...at, request: { id: 'r', ip: '', userAgent: `\ud800\0${'x'.repeat(400)}` } }, 'half \udfff');
    expect(await verifyAuditChain(at, {})).toMatchObject({ entries: 1, broken: null });
    expect((await chainOf(at))[0]?.user_agent).toHaveLength(299);
  });

  it('S52: no statement changes, removes or replaces an entry', async () => {
    const { at, rows } = await orgWith(2);
    const id = idOf(rows, 1);
    const insert = `insert into audit_entries (id, org_id, actor, event, target, at, ip, user_agent, request_id, details_json, seq)
      values ('${id}', '${at.caller.orgId}', 'x', 'x', 'x', 1, '', '', '', '{}', 1)`;
    const upsert =
      engine === 'sqlite'
        ? insert.replace('insert', 'insert or replace')
        : `${insert} on conflict (id) do update set actor = excluded.actor`;
    const statements = [
      `update audit_entries set target = 'x' where id = '${id}'`,
      `delete from audit_entries where id = '${id}'`,
      'delete from audit_entries',
      upsert,
      ...(engine === 'postgres' ? ['truncate audit_entries'] : []),
    ];
    for (const sql of statements) await expect(rawSql(world.place, sql), sql).rejects.toThrow('audit entries are never');
    expect(await chainOf(at)).toEqual(rows);
  });

  it.each(['org_id', 'id', 'at', 'event', 'actor', 'target', 'ip', 'user_agent', 'request_id', 'details_json', 'agent_id'] as const)(
    'an entry whose %s was changed past the guards is named',
    async (column) => {
      const { at, rows } = await orgWith(3);
      const other = await world.org();
      const values: Readonly<Record<string, string>> = {
        org_id: other.caller.orgId,
        at: '1',
        id: other.caller.orgId,
        agent_id: other.caller.orgId,
      };
      const value = values[column] ?? '{"a":1}';
      await tamper(world.place, `update audit_entries set ${column} = '${value}' where id = '${idOf(rows, 2)}'`);
      const verdict = await verifyAuditChain(at, {});
      const expected = {
        org_id: { id: null, seq: 2, reason: 'missing_seq' },
        id: { id: value, seq: 2, reason: 'content_changed' },
      }[column as string] ?? { id: idOf(rows, 2), seq: 2, reason: 'content_changed' };
      expect(verdict).toMatchObject({ entries: 1, broken: expected });
    },
  );

  it('S52: an entry that was changed together with its hash breaks the link of the next one', async () => {
    const { at, rows } = await orgWith(3);
    const second = rows[1];
    const text = JSON.stringify(
      ['forgeyard.audit.v1', second?.org_id, 2, second?.prev_hash, second?.id, second?.at, 'thing.touched', 'nobody', 'thing-2'].concat([
        null,
        second?.ip,
        second?.user_agent,
        second?.request_id,
        second?.details_json,
      ] as never),
    );
    await tamper(
      world.place,
      `update audit_entries set actor = 'nobody', hash = '${hash('sha256', text, 'hex')}' where id = '${second?.id}'`,
    );
    expect(await verifyAuditChain(at, {})).toMatchObject({ entries: 2, broken: { id: idOf(rows, 3), seq: 3, reason: 'link_broken' } });
  });

  it('S52: an entry that was removed, or lost its place, is named by its number', async () => {
    const { at, rows } = await orgWith(4);
    await tamper(world.place, `delete from audit_entries where id = '${idOf(rows, 2)}'`);
    expect(await verifyAuditChain(at, {})).toMatchObject({ entries: 1, broken: { id: null, seq: 2, reason: 'missing_seq' } });
    const { at: also, rows: others } = await orgWith(2);
    await tamper(world.place, `update audit_entries set seq = null where id = '${idOf(others, 1)}'`);
    expect(await verifyAuditChain(also, {})).toMatchObject({ unchained: 1, broken: { id: null, seq: 1, reason: 'missing_seq' } });
  });

  it('S52: removed entries at the end show by the head, and a head that was taken back shows by the entries', async () => {
    const { at, rows } = await orgWith(3);
    await tamper(world.place, `delete from audit_entries where id = '${idOf(rows, 3)}'`);
    expect(await verifyAuditChain(at, {})).toMatchObject({ entries: 2, broken: { id: null, seq: 3, reason: 'missing_seq' } });
    const { at: also, rows: others } = await orgWith(3);
    await tamper(world.place, `update audit_heads set seq = 2, hash = '${others[1]?.hash}' where org_id = '${also.caller.orgId}'`);
    expect(await verifyAuditChain(also, {})).toMatchObject({
      entries: 2,
      broken: { id: idOf(others, 3), seq: 3, reason: 'head_mismatch' },
    });
    await tamper(world.place, `delete from audit_heads where org_id = '${also.caller.orgId}'`);
    expect(await verifyAuditChain(also, {})).toMatchObject({ broken: { id: idOf(others, 1), seq: 1, reason: 'head_mismatch' } });
  });

  it('an end that was cut off together with its head shows against a head that was kept elsewhere', async () => {
    const { at, rows } = await orgWith(3);
    const known = { seq: 3, hash: rows[2]?.hash ?? '' };
    expect(await verifyAuditChain(at, { known })).toMatchObject({ broken: null });
    await tamper(
      world.place,
      `delete from audit_entries where id = '${idOf(rows, 3)}'`,
      `update audit_heads set seq = 2, hash = '${rows[1]?.hash}' where org_id = '${at.caller.orgId}'`,
    );
    expect(await verifyAuditChain(at, {})).toMatchObject({ entries: 2, broken: null });
    expect(await verifyAuditChain(at, { known })).toMatchObject({ broken: { id: null, seq: 3, reason: 'missing_seq' } });
    await touch(at, 'new end');
    const end = (await chainOf(at))[2];
    expect(await verifyAuditChain(at, { known })).toMatchObject({ broken: { id: end?.id, seq: 3, reason: 'head_mismatch' } });
  });

  it('entries from before the chain are counted and belong to no place', async () => {
    const at = await world.org();
    await rawSql(
      world.place,
      `insert into audit_entries (id, org_id, actor, event, target, at, ip, user_agent, request_id, details_json)
        values ('01900000-0000-7000-8000-${at.caller.orgId.slice(-12)}', '${at.caller.orgId}', 'system', 'thing.touched', 'old', 1, '', '', '', '{}')`,
    );
    await touch(at, 'new');
    expect(await verifyAuditChain(at, {})).toMatchObject({ entries: 1, unchained: 1, broken: null });
  });

  it('a long chain is computed in short reads, between which the event loop turns', async () => {
    const at = await world.org();
    for (let round = 0; round < 11; round += 1)
      await Promise.all(Array.from({ length: 50 }, (_, index) => touch(at, `t-${round}-${index}`)));
    let turns = 0;
    const turnsAtRead: number[] = [];
    const home: At['home'] = {
      ...at.home,
      read: (work) => {
        turnsAtRead.push(turns);
        setImmediate(() => (turns += 1));
        return at.home.read(work);
      },
    };
    expect(await verifyAuditChain({ ...at, home }, {})).toMatchObject({ entries: 550, broken: null });
    const [, ...batches] = turnsAtRead;
    expect(batches.length).toBeGreaterThanOrEqual(3);
    expect(new Set(batches).size).toBe(batches.length);
  });

  it('stops when nobody waits any more', async () => {
    const { at } = await orgWith(1);
    await expect(verifyAuditChain(at, { signal: AbortSignal.abort() })).rejects.toMatchObject({ reason: 'audit.abandoned' });
  });

  it('403: needs the right to read the trail', async () => {
    const { at } = await orgWith(1);
    await expect(verifyAuditChain(as(at, keyCaller(at, ['read'])), {})).rejects.toMatchObject({ reason: 'caller.lacks_grant' });
  });
});
