import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemCaller } from '../../kernel/caller.ts';
import { newKey } from '../../kernel/secret.ts';
import { createCredential } from '../../domain/credentials/index.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';
import { send, tenant } from '../../../test/requests.ts';
import type { Tenant } from '../../../test/requests.ts';

const unknownId = '0194f0c2-1111-7000-8000-00000000dead';

function expectRefused(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.error?.code], reply.text).toEqual([status, code]);
  expect(reply.body).toEqual({ success: false, error: { code, message: expect.stringMatching(/\S/) } });
}

describe.each(enginesOf(import.meta.url))('keys of contract 0 on %s', (engine) => {
  let w: World;
  let foreign: Tenant;
  beforeAll(async () => {
    w = await world(engine);
    foreign = await tenant(w, 'Foreign');
  });
  afterAll(() => w.close());

  const makeKey = async (body: object): Promise<{ id: string; key: string }> => {
    const reply = await w.call('POST', '/v1/credentials', body);
    expect(reply.status, reply.text).toBe(201);
    return reply.body;
  };
  const execute = (agent: string, key: string, more: object = {}): Promise<Reply> =>
    w.call('POST', `/api/agents/${agent}/execute`, { input: 'x', stream: false, ...more }, { 'x-forge-api-key': key });

  test('401: no key, an unknown one, one with a broken checksum, a too long one, and one of another kind', async () => {
    await w.agent('guarded', 'one');
    const body = JSON.stringify({ input: 'x', stream: false });
    const json = { 'content-type': 'application/json' };
    for (const path of ['/api/agents/guarded/execute', '/api/v1/agents/guarded/execute']) {
      const reply = await send(w.url, 'POST', path, { headers: json, body });
      expectRefused(reply, 401, 'UNAUTHORIZED');
      expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer /);
    }
    const fresh = newKey('forge_').reveal();
    const broken = `${w.key.slice(0, -1)}${w.key.endsWith('0') ? '1' : '0'}`;
    for (const key of [fresh, broken, 'x', 'k'.repeat(5_000), `${w.key} `.repeat(2).trim(), "' or 1=1--", 'forge_', w.key.toUpperCase()]) {
      expectRefused(await execute('guarded', key), 401, 'UNAUTHORIZED');
    }
    for (const authorization of [
      'Bearer',
      'Bearer ',
      `Basic ${Buffer.from(`a:${w.key}`).toString('base64')}`,
      w.key,
      `Bearer ${w.key} x`,
    ]) {
      const reply = await send(w.url, 'POST', '/api/agents/guarded/execute', { headers: { ...json, authorization }, body });
      expectRefused(reply, 401, 'UNAUTHORIZED');
    }
  });

  test('200: the key may come as X-Forge-Api-Key, X-API-Key or Bearer', async () => {
    await w.agent('open-door', 'one');
    for (const headers of [
      { 'x-forge-api-key': w.key },
      { 'x-api-key': w.key },
      { authorization: `Bearer ${w.key}` },
      { authorization: `bearer ${w.key}` },
    ]) {
      const reply = await send(w.url, 'POST', '/api/agents/open-door/execute', {
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ input: 'x', stream: false }),
      });
      expect(reply.status, reply.text).toBe(200);
    }
  });

  test('401: a revoked key is refused at the next request', async () => {
    await w.agent('revoker', 'one');
    const { id, key } = await makeKey({ name: 'short-lived', agent_ids: ['revoker'] });
    expect((await execute('revoker', key)).status).toBe(200);
    expect((await w.call('DELETE', `/v1/credentials/${id}`)).status).toBe(204);
    expectRefused(await execute('revoker', key), 401, 'UNAUTHORIZED');
  });

  test('401: a key is refused from its expiry on', async () => {
    const id = await w.agent('expirer', 'one');
    const { home } = w.server;
    const now = home.clock.now();
    const { orgId } = (
      await home.read((tx) => tx.query((db) => db.selectFrom('agents').select('org_id as orgId').where('id', '=', id)))
    )[0] ?? { orgId: '' };
    // Created by a home whose clock stands an hour back, so that the expiry has passed on the server's own.
    const past = { ...home, engine: home.engine, clock: { ...home.clock, now: () => now - 3_600_000 } };
    const at = { caller: systemCaller(orgId), request: { id: 'test', ip: '', userAgent: '' }, home: past };
    const { key } = await createCredential(at, { name: 'old', scopes: ['*'], orgWide: true, expiresAt: now - 60_000 });
    const reply = await execute('expirer', key.reveal());
    expectRefused(reply, 401, 'UNAUTHORIZED');
    expect(reply.body.error.message).toBe('API key has expired');
  });

  test('403: a key that is not scoped to the agent; the agents it is scoped to still answer', async () => {
    await w.agent('mine', 'one');
    const other = await w.agent('not-mine', 'one');
    const { key } = await makeKey({ name: 'one-agent', agent_ids: ['mine'] });
    expect((await execute('mine', key)).status).toBe(200);
    for (const address of ['not-mine', other, `agt_${other.replaceAll('-', '')}`]) {
      expectRefused(await execute(address, key), 403, 'FORBIDDEN');
    }
    for (const path of [`/v1/agents/${other}`, `/api/v1/agents/${other}`, `/v1/runs?agent=${other}`, `/v1/sessions?agent=${other}`]) {
      expect((await w.call('GET', path, undefined, { 'x-forge-api-key': key })).status, path).toBe(404);
    }
  });

  test('403: a key without the scope to run', async () => {
    await w.agent('read-only', 'one');
    const { key } = await makeKey({ name: 'reader', agent_ids: ['read-only'], scopes: ['read'] });
    expectRefused(await execute('read-only', key), 403, 'FORBIDDEN');
  });

  test('404: an unknown agent, and an agent of another organisation, look exactly alike', async () => {
    const hidden = await foreign.agent('hidden');
    const { key } = await makeKey({ name: 'nosy', org_wide: true });
    const { key: scoped } = await makeKey({ name: 'nosy-scoped', agent_ids: [await w.agent('own-one', 'one')] });
    for (const each of [w.key, key, scoped]) {
      const unknown = await execute('nobody', each);
      expectRefused(unknown, 404, 'NOT_FOUND');
      for (const address of ['hidden', hidden, `agt_${hidden.replaceAll('-', '')}`, unknownId]) {
        const reply = await execute(address, each);
        expect([reply.status, reply.body], address).toEqual([404, unknown.body]);
      }
    }
    expect((await foreign.call('POST', '/api/agents/hidden/execute', { input: 'x', stream: false })).status).toBe(200);
  });

  test('404: nothing of another organisation is found under any address', async () => {
    const hidden = await foreign.agent('secretive');
    const run = await foreign.call('POST', '/api/agents/secretive/execute', { input: 'x', stream: false });
    const { run_id, session_id } = run.body.data;
    const keys = (await foreign.call('GET', '/v1/credentials')).body.data;
    const own = await w.agent('own-two', 'one');
    for (const [method, path, body] of [
      ['GET', `/v1/agents/${hidden}`],
      ['PATCH', `/v1/agents/${hidden}`, { description: 'x' }],
      ['DELETE', `/v1/agents/${hidden}`],
      ['GET', `/v1/agents/${hidden}/versions`],
      ['POST', `/v1/agents/${hidden}/versions/1/restore`],
      ['POST', `/v1/agents/${hidden}/runs`, { input: 'x' }],
      ['GET', `/v1/runs?agent=${hidden}`],
      ['GET', `/v1/runs?session=${session_id}`],
      ['GET', `/v1/runs/${run_id}`],
      ['GET', `/v1/runs/${run_id}/events`],
      ['POST', `/v1/runs/${run_id}/cancel`],
      ['POST', `/v1/runs/${run_id}/replay`],
      ['GET', `/v1/sessions/${session_id}`],
      ['PATCH', `/v1/sessions/${session_id}`, { name: 'x' }],
      ['GET', `/v1/sessions/${session_id}/events`],
      ['DELETE', `/v1/credentials/${keys[0].id}`],
      ['POST', '/v1/credentials', { name: 'reaches-out', agent_ids: [hidden] }],
      ['GET', `/api/v1/agents/${hidden}`],
      ['PUT', `/api/v1/agents/${hidden}`, { description: 'x' }],
      ['DELETE', `/api/v1/agents/${hidden}`],
      ['GET', `/api/v1/agents/${hidden}/runs`],
      ['GET', `/api/v1/agents/${own}/runs/${run_id}`],
      ['POST', `/api/agents/own-two/execute`, { input: 'x', stream: false, session_id }],
    ] as const) {
      const reply = await w.call(method, path, body);
      expect(reply.status, `${method} ${path}: ${reply.text}`).toBe(404);
    }
    for (const path of [
      '/v1/agents',
      '/v1/runs',
      '/v1/sessions',
      '/v1/credentials',
      '/v1/providers',
      '/v1/interactions',
      '/api/v1/agents',
    ]) {
      const { text } = await w.call('GET', `${path}?limit=200`);
      for (const id of [hidden, run_id, session_id, keys[0].id]) expect(text.includes(id), path).toBe(false);
    }
  });

  test('T02: a key scoped to a deleted agent does not reach a new agent of the same name', async () => {
    const first = await w.agent('phoenix', 'one');
    await w.agent('companion', 'one');
    const { key } = await makeKey({ name: 'old-flame', agent_ids: ['phoenix', 'companion'] });
    const { session_id } = (await execute('phoenix', key)).body.data;
    expect((await w.call('DELETE', `/v1/agents/${first}`)).status).toBe(204);
    expectRefused(await execute('phoenix', key), 404, 'NOT_FOUND');
    const second = await w.agent('phoenix', 'one');
    expect(second).not.toBe(first);
    expectRefused(await execute('phoenix', key), 403, 'FORBIDDEN');
    expectRefused(await execute('phoenix', w.key, { session_id }), 404, 'NOT_FOUND');
    expect((await execute('companion', key)).status).toBe(200);
  });

  test('a key keeps its agent when the agent is renamed, and does not gain the one that takes the name', async () => {
    const first = await w.agent('before', 'one');
    const { key } = await makeKey({ name: 'follower', agent_ids: ['before'] });
    await w.call('PATCH', `/v1/agents/${first}`, { slug: 'after' });
    await w.agent('before', 'one');
    expect((await execute('after', key)).status).toBe(200);
    expectRefused(await execute('before', key), 403, 'FORBIDDEN');
  });

  test('the lists of a scoped key hold only what it reaches', async () => {
    const mine = await w.agent('scoped-mine', 'one');
    const other = await w.agent('scoped-other', 'one');
    const { key } = await makeKey({ name: 'lister', agent_ids: [mine] });
    await execute('scoped-mine', w.key);
    await execute('scoped-other', w.key);
    for (const path of ['/v1/agents', '/v1/runs', '/v1/sessions']) {
      const { status, text, body } = await w.call('GET', `${path}?limit=200`, undefined, { 'x-forge-api-key': key });
      expect([status, body.data.length], path).toEqual([200, 1]);
      expect(text).toContain(mine);
      expect(text).not.toContain(other);
    }
    const runner = await w.call('GET', '/api/v1/agents?limit=200', undefined, { 'x-forge-api-key': key });
    expect([runner.body.total, runner.body.agents.map((one: any) => one.id)]).toEqual([1, [mine]]);
    const created = await w.call('POST', '/v1/agents', { slug: 'breakout' }, { 'x-forge-api-key': key });
    expect(created.status).toBe(403);
  });
});
