import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, send, signIn } from '../../../test/requests.ts';
import type { Browser } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
}

describe.each(enginesOf(import.meta.url))('ends and owners of keys on %s', (engine) => {
  let w: World;
  let ada: Browser;
  beforeAll(async () => {
    w = await world(engine);
    await person(w, 'admin', 'ada@example.org', 'correct horse battery');
    ada = await signIn(w, 'ada@example.org', 'correct horse battery');
  });
  afterAll(() => w.close());

  const create = (body: object, key = w.key): Promise<Reply> => w.call('POST', '/v1/credentials', body, { 'x-forge-api-key': key });
  const keyOf = async (body: object): Promise<{ id: string; key: string; number: number }> => {
    const reply = await create(body);
    expect(reply.status, reply.text).toBe(201);
    return reply.body;
  };
  const statusOf = async (key: string): Promise<number> => (await w.call('GET', '/v1/me', undefined, { 'x-forge-api-key': key })).status;

  test('200: revoke-all for an agent; 401 for each of its keys, and the others still work', async () => {
    await w.agent('ending', 'one');
    const made = [await keyOf({ name: 'e1', agent_ids: ['ending'] }), await keyOf({ name: 'e2', agent_ids: ['ending'] })];
    const kept = await keyOf({ name: 'e3', agent_ids: ['ending'] });
    const reply = await w.call('POST', '/v1/credentials/revoke-all', { agent: 'ending', except: [kept.id] });
    expect([reply.status, reply.body]).toEqual([200, { revoked: 2 }]);
    for (const one of made) expect(await statusOf(one.key)).toBe(401);
    expect([await statusOf(kept.key), await statusOf(w.key)]).toEqual([200, 200]);
  });

  test('202: whoever finds a key reports it without a credential, and the answer never says what came of it', async () => {
    const { id, key } = await keyOf({ name: 'found', org_wide: true });
    const report = (body: object): Promise<Reply> =>
      send(w.url, 'POST', '/v1/leaked-keys', { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    for (const one of [key, key, 'nonsense', `${key.slice(0, -1)}_`]) {
      const reply = await report({ key: one, found_at: 'https://example.org/leak' });
      expect([reply.status, reply.body]).toEqual([202, {}]);
    }
    expect(await statusOf(key)).toBe(401);
    expect((await w.call('GET', `/v1/credentials/${id}`)).body).toMatchObject({ status: 'revoked', revoked_reason: 'leaked' });
    for (const body of [{}, { key: '' }, { key: 7 }, { key: 'x', found_at: 'javascript:alert(1)' }, { key: 'x', more: 1 }])
      expectProblem(await report(body), 400, 'BODY_INVALID');
  });

  test('201: a person gives an agent a recovery key, which is in this answer and nowhere later; 403 for keys', async () => {
    const agent = await w.agent('account', 'one');
    const reply = await ada.call('POST', '/v1/agents/account/recovery-key');
    expect([reply.status, reply.body], reply.text).toEqual([
      201,
      { agent_id: `agt_${agent.replaceAll('-', '')}`, recovery_key: expect.stringMatching(/^rk_[0-9A-Za-z]{49}$/) },
    ]);
    expectProblem(await w.call('POST', '/v1/agents/account/recovery-key'), 403, 'CALLER_WRONG_FORM');
    const everything = await w.call('GET', '/v1/credentials?limit=200');
    expect(everything.text).not.toMatch(/recovery|rk_/);
  });

  test('a person’s name stands beside the key that they made', async () => {
    const { body } = await ada.call('POST', '/v1/credentials', { name: 'by-ada', org_wide: true });
    expect(body.created_by).toEqual({ id: ada.userId, name: 'ada@example.org' });
  });

  test('429: reports of leaked keys are bounded for each network', async () => {
    const statuses = new Set<number>();
    for (let count = 0; count < 121; count += 1) {
      const body = JSON.stringify({ key: 'nonsense' });
      statuses.add((await send(w.url, 'POST', '/v1/leaked-keys', { headers: { 'content-type': 'application/json' }, body })).status);
    }
    expect([...statuses]).toEqual([202, 429]);
  });
});
