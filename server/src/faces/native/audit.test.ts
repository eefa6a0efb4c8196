import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tamper } from '../../../test/raw-sql.ts';
import { tenant } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';
import { csvCell } from './audit-export.ts';

describe.each(enginesOf(import.meta.url))('the audit trail of the native face on %s', (engine) => {
  let w: World;
  let agentId: string;
  beforeAll(async () => {
    w = await world(engine);
    agentId = await w.agent('watched');
    await w.call('PATCH', `/v1/agents/${agentId}`, { description: 'changed' });
    await w.call('POST', '/v1/credentials', { name: '=cmd()', org_wide: true, scopes: ['read'] });
  });
  afterAll(() => w.close());

  const list = async (query = ''): Promise<any[]> => (await w.call('GET', `/v1/audit?limit=200&${query}`)).body.data;
  const eventsOf = async (query: string): Promise<string[]> => [...new Set((await list(query)).map((one) => one.event))].sort();

  test('200: entries come newest first, with the name of who acted, and no secret', async () => {
    const [newest] = await list();
    expect(newest).toMatchObject({
      id: expect.stringMatching(/^log_[0-9a-f]{32}$/),
      seq: expect.any(Number),
      event: 'key.created',
      actor: expect.stringMatching(/^key:/),
      actor_name: 'init',
      ip: '127.0.0.1',
      request_id: expect.stringMatching(/^req_/),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const times = (await list()).map((one) => one.at);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  test('200: pages are complete and do not overlap', async () => {
    const all = (await list()).map((one) => one.id);
    const paged: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await w.call('GET', `/v1/audit?limit=2${cursor}`);
      paged.push(...body.data.map((one: any) => one.id));
      if (!body.has_more) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(paged).toEqual(all);
  });

  test('200: narrowed by event, family of events, actor, target, agent and time', async () => {
    expect(await eventsOf('event=agent.updated')).toEqual(['agent.updated']);
    expect(await eventsOf('event=agent.*')).toEqual(['agent.registered', 'agent.updated']);
    expect(await eventsOf('event=agen.*')).toEqual([]);
    expect(await eventsOf(`target=${agentId}`)).toEqual(['agent.registered', 'agent.updated']);
    for (const address of [agentId, `agt_${agentId.replaceAll('-', '')}`, 'watched', 'WATCHED']) {
      expect(await eventsOf(`agent=${address}`), address).toEqual(['agent.registered', 'agent.updated']);
    }
    expect(await eventsOf('agent=nobody-of-that-name')).toEqual([]);
    const [newest] = await list();
    expect(await eventsOf(`actor=${newest.actor}&event=key.*`)).toEqual(['key.created']);
    expect((await list(`start=${newest.at}`)).map((one) => one.id)).toContain(newest.id);
    expect(await list(`start=${new Date(Date.parse(newest.at) + 1).toISOString()}`)).toEqual([]);
    expect((await list(`end=${newest.at}`)).map((one) => one.id)).toContain(newest.id);
    expect(await list('end=2001-01-01T00:00:00Z')).toEqual([]);
  });

  test('200: entries about a deleted agent are still found by its name', async () => {
    const gone = await w.agent('short-lived');
    await w.call('DELETE', `/v1/agents/${gone}`);
    expect(await eventsOf('agent=short-lived')).toEqual(['agent.deleted', 'agent.registered']);
  });

  test('400: filters that are none', async () => {
    for (const query of [
      'event=KEY',
      'event=%25',
      'event=key.',
      'start=yesterday',
      'end=2026-01-01',
      'limit=0',
      'limit=201',
      'cursor=x',
      'start=2026-12-31T23:59:60Z&end=x',
    ]) {
      expect((await w.call('GET', `/v1/audit?${query}`)).status, query).toBe(400);
    }
    expect((await w.call('GET', '/v1/audit/export?format=xml')).status).toBe(400);
    expect((await w.call('GET', '/v1/audit/export?event=KEY')).status).toBe(400);
    expect((await w.call('GET', '/v1/audit/verify?head=1')).status).toBe(400);
  });

  test('403: without the scope for it; `read` and `write` do not include it', async () => {
    const made = await w.call('POST', '/v1/credentials', { name: 'no-audit', org_wide: true, scopes: ['read', 'write'] });
    for (const path of ['/v1/audit', '/v1/audit/export', '/v1/audit/verify']) {
      expect((await w.call('GET', path, undefined, { 'x-forge-api-key': made.body.key })).status, path).toBe(403);
    }
  });

  test('200: a key that is limited to some agents sees only what concerns them', async () => {
    const other = await w.agent('unseen');
    const made = await w.call('POST', '/v1/credentials', { name: 'narrow', agent_ids: [agentId], scopes: ['audit:read'] });
    const headers = { 'x-forge-api-key': made.body.key };
    const { body } = await w.call('GET', '/v1/audit', undefined, headers);
    expect(new Set(body.data.map((one: any) => one.agent_id))).toEqual(new Set([agentId]));
    expect((await w.call('GET', `/v1/audit?agent=${other}`, undefined, headers)).body.data).toEqual([]);
    expect((await w.call('GET', '/v1/audit/export', undefined, headers)).text).not.toContain(other);
  });

  test('another organisation sees nothing of it, and has a chain of its own', async () => {
    const t = await tenant(w, 'Other');
    const { body } = await t.call('GET', '/v1/audit?limit=200');
    expect(body.data.every((one: any) => one.event === 'key.created')).toBe(true);
    expect((await t.call('GET', `/v1/audit?target=${agentId}`)).body.data).toEqual([]);
    expect((await t.call('GET', '/v1/audit/export')).text).not.toContain(agentId);
    expect((await t.call('GET', '/v1/audit/verify')).body).toMatchObject({ ok: true, entries: 1 });
  });

  test('200: CSV is an attachment with one line per entry, in which no cell is a formula', async () => {
    const reply = await w.call('GET', '/v1/audit/export?format=csv&event=key.created', undefined, { 'user-agent': '=HYPERLINK("x")' });
    expect(reply.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"$/);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    const lines = reply.text.split('\r\n');
    expect(lines[0]).toBe('id,seq,event,actor,actor_name,target,agent_id,at,ip,user_agent,request_id,details,hash');
    expect(lines.slice(1, -1).every((line) => line.startsWith('log_'))).toBe(true);
    expect(lines.at(-1)).toBe('');
    await w.call('POST', '/v1/credentials', { name: 'formula', org_wide: true, scopes: ['read'] }, { 'user-agent': '=HYPERLINK("x")' });
    expect((await w.call('GET', '/v1/audit/export?format=csv&event=key.created')).text).toContain(`"'=HYPERLINK(""x"")"`);
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
    ['=a,b', '"\'=a,b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    ['plain', 'plain'],
    [null, ''],
    [12, '12'],
    [{ a: 'x' }, '"{""a"":""x""}"'],
  ])('a cell %j becomes %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  test('200: JSON Lines carry the text that was hashed, all of them, also beyond one batch', async () => {
    for (let count = 0; count < 560; count += 1) await w.call('PATCH', `/v1/agents/${agentId}`, { description: `round ${count}` });
    const reply = await w.call('GET', '/v1/audit/export?format=jsonl');
    const lines = reply.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .sort((left, right) => right.seq - left.seq);
    expect(lines.length).toBeGreaterThan(560);
    expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
    for (const [index, line] of lines.entries()) {
      expect(createHash('sha256').update(line.hashed).digest('hex')).toBe(line.hash);
      const before = lines[index + 1];
      if (before !== undefined) expect(JSON.parse(line.hashed)[3]).toBe(before.hash);
    }
    expect(lines.at(-1).seq).toBe(1);
  });

  test('a client that goes away in the middle of an export leaves the server as it was', async () => {
    const controller = new AbortController();
    const response = await fetch(`${w.url}/v1/audit/export`, { headers: { 'x-forge-api-key': w.key }, signal: controller.signal });
    await response.body?.getReader().read();
    controller.abort();
    expect((await w.call('GET', '/v1/audit?limit=1')).status).toBe(200);
  });

  test('S52: 200: the chain is computed again; a changed entry is named, and a head that was kept elsewhere is compared', async () => {
    const whole = (await w.call('GET', '/v1/audit/verify')).body;
    expect(whole).toMatchObject({ ok: true, unchained: 0, broken: null, head: { seq: whole.entries } });
    const head = `${whole.head.seq}:${whole.head.hash}`;
    expect((await w.call('GET', `/v1/audit/verify?head=${head}`)).body.ok).toBe(true);
    expect((await w.call('GET', `/v1/audit/verify?head=${whole.head.seq}:${'0'.repeat(64)}`)).body).toMatchObject({
      ok: false,
      broken: { seq: whole.head.seq, reason: 'head_mismatch' },
    });
    const [entry] = await list('event=agent.registered');
    await tamper(w.place, `update audit_entries set actor = 'system' where seq = ${entry.seq} and target = '${entry.target}'`);
    expect((await w.call('GET', '/v1/audit/verify')).body).toMatchObject({
      ok: false,
      entries: entry.seq - 1,
      broken: { id: entry.id, seq: entry.seq, reason: 'content_changed' },
    });
  });
});
