import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { room } from '../../../test/instances.ts';
import type { Room } from '../../../test/instances.ts';
import { sharedEngines, twoServers } from '../../../test/two-servers.ts';
import { caller, engines, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

describe.each(engines)('waiting for people on %s', (engine) => {
  let w: World;
  let r: Room;
  beforeAll(async () => {
    w = await world(engine);
    r = await room(w);
  });
  afterAll(() => w.close());

  const wait = (id: string, seconds = 30, key = r.key): Promise<Reply> =>
    caller(w.url, key)('GET', `/api/v1/messages/pending?agent_instance_id=${id}&wait=${seconds}`);
  const write = async (id: string, content: string): Promise<void> => {
    expect((await r.boss.call('POST', `/v1/sessions/${id}/messages`, { content })).status).toBe(201);
  };
  /** Long enough for a request to be waiting. */
  const begun = () => delay(150);

  test('200: a poll that waits is answered when somebody writes, and of two that wait one gets it', async () => {
    const { id } = await r.say('Which one?', { asks: true });
    const polls = [wait(id), wait(id)];
    await begun();
    await write(id, 'That');
    const answers = await Promise.all(polls);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.flatMap(({ body }) => body.messages.map((one: { content: string }) => one.content))).toEqual(['That']);
  });

  test('200: what is there already is given at once, and time that passes gives nothing', async () => {
    const { id } = await r.say('One');
    await write(id, 'Two');
    expect((await wait(id)).body.messages).toMatchObject([{ content: 'Two' }]);
    expect((await wait(id, 1)).body).toEqual({ agent_instance_id: id, messages: [], status: 'ok' });
    for (const seconds of [-1, 31, 1.5]) expect((await wait(id, seconds)).status).toBe(400);
  });

  test('a client that has gone takes nothing with it', async () => {
    const { id } = await r.say('One');
    const gone = new AbortController();
    const url = `${w.url}/api/v1/messages/pending?agent_instance_id=${id}&wait=30`;
    const poll = fetch(url, { headers: { 'x-forge-api-key': r.key }, signal: gone.signal }).catch(() => undefined);
    await begun();
    gone.abort();
    await poll;
    await begun();
    await write(id, 'Two');
    expect((await wait(id)).body.messages).toMatchObject([{ content: 'Two' }]);
  });

  test('a key that is revoked while it waits gets nothing; 429: it waits as often at once as it may have requests open', async () => {
    const { id } = await r.say('One');
    const made = await r.boss.call('POST', '/v1/credentials', { name: 'waits', org_wide: true, scopes: ['*'], max_concurrent: 2 });
    const polls = [wait(id, 30, made.body.key), wait(id, 30, made.body.key)];
    await begun();
    expect((await wait(id, 30, made.body.key)).status).toBe(429);
    await r.boss.call('DELETE', `/v1/credentials/${made.body.id}`);
    await write(id, 'Two');
    for (const { status, body } of await Promise.all(polls)) expect([status, body.messages]).toEqual([200, []]);
    expect((await wait(id)).body.messages).toMatchObject([{ content: 'Two' }]);
  });

  test('the end of the session ends the wait', async () => {
    const { id } = await r.say('One');
    const poll = wait(id);
    await begun();
    await r.boss.call('DELETE', `/v1/sessions/${id}`);
    expect((await poll).status).toBe(404);
  });
});

describe.each(sharedEngines)('waiting at another server on %s', () => {
  test('200: a poll at one server is answered when somebody writes at the other', async () => {
    const both = await twoServers();
    const { boss, key, say } = await room(both.first);
    const { id } = await say('Which one?', { asks: true });
    const poll = caller(both.second.url, key)('GET', `/api/v1/messages/pending?agent_instance_id=${id}&wait=30`);
    await delay(150);
    expect((await boss.call('POST', `/v1/sessions/${id}/messages`, { content: 'That' })).status).toBe(201);
    expect((await poll).body.messages).toMatchObject([{ content: 'That' }]);
    await both.close();
  });
});
