import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, onServer, owned } from '../../../test/browsers.ts';
import { engines, place, world } from '../../../test/world.ts';
import type { Place, Reply, World } from '../../../test/world.ts';

const kept = (here: Place): Place => ({ ...here, dispose: async () => undefined });
/** One second is promised; a loaded machine gets some more to ask and answer. */
const soonMs = 4_000;

describe.each(engines.filter((engine) => engine === 'postgres'))('members on two servers of one %s', (engine) => {
  let here: Place;
  let first: World;
  let second: World;
  beforeAll(async () => {
    here = await place(engine);
    first = await world(engine, { place: kept(here) });
    second = await world(engine, { place: kept(here) });
  });
  afterAll(async () => {
    await Promise.all([first.close(), second.close()]);
    await here.dispose();
  });

  /** Asks without pause until the answer is the wanted one, and says how long that took. */
  const until = async (ask: () => Promise<Reply>, status: number): Promise<number> => {
    const started = performance.now();
    let reply = await ask();
    while (reply.status !== status && performance.now() - started < 30_000) reply = await ask();
    expect(reply.status).toBe(status);
    return performance.now() - started;
  };

  test('a role given through the first server is in force on the second within a second, up and down', async () => {
    const owner = await owned(first);
    const admin = await member(first, owner.orgId, 'admin');
    const there = onServer(second, admin);
    const rename = () => there('PATCH', '/v1/org', { name: 'Renamed' });
    expect((await rename()).status).toBe(200);
    expect((await owner.call('PATCH', `/v1/members/${admin.userId}`, { role: 'viewer' })).status).toBe(200);
    expect(await until(rename, 403)).toBeLessThan(soonMs);
    await owner.call('PATCH', `/v1/members/${admin.userId}`, { role: 'admin' });
    expect(await until(rename, 200)).toBeLessThan(soonMs);
  });

  test('401: a member removed through the first server is out on the second within a second', async () => {
    const owner = await owned(first);
    const removed = await member(first, owner.orgId, 'viewer');
    const there = onServer(second, removed);
    expect((await there('GET', '/v1/org')).status).toBe(200);
    await owner.call('DELETE', `/v1/members/${removed.userId}`);
    expect(await until(() => there('GET', '/v1/org'), 401)).toBeLessThan(soonMs);
  });

  test('a browser that switched on the first server acts in the other organization on the second within a second', async () => {
    const owner = await owned(first);
    const there = onServer(second, owner);
    expect((await there('GET', '/v1/org')).body.id).toBe(owner.orgId);
    const own = (await owner.call('POST', '/v1/orgs', { name: 'Other' })).body.id;
    await owner.call('POST', `/v1/orgs/${own}/switch`);
    const started = performance.now();
    let current = '';
    while (current !== own && performance.now() - started < 30_000) current = (await there('GET', '/v1/org')).body.id;
    expect(performance.now() - started).toBeLessThan(soonMs);
    // The CSRF token is the one from before.
    expect((await there('PATCH', '/v1/org', { name: 'Other two' })).body.id).toBe(own);
  });

  test('of twenty demotions at once over both servers, one owner always remains', async () => {
    for (let round = 0; round < 3; round += 1) {
      const one = await owned(first);
      const two = await member(first, one.orgId, 'owner');
      const replies = await Promise.all(
        Array.from({ length: 20 }, (_, at) => {
          const [actor, target, server] = at % 2 === 0 ? [one, two, first] : [two, one, second];
          return onServer(server, actor)('PATCH', `/v1/members/${target.userId}`, { role: 'viewer' });
        }),
      );
      for (const reply of replies) expect([200, 403, 409], reply.text).toContain(reply.status);
      const list = (await one.call('GET', '/v1/members')).body.data;
      expect(list.filter((person: { role: string }) => person.role === 'owner')).toHaveLength(1);
    }
  });
});
