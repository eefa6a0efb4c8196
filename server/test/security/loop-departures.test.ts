import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, owned } from '../browsers.ts';
import { room, stranger } from '../instances.ts';
import { alwaysAsk, caller as playbook, resolve, upper, waiting } from '../questions.ts';
import { dumpOf } from '../raw-sql.ts';
import { engines, world } from '../world.ts';
import type { World } from '../world.ts';

describe.each(engines)('an account that was deleted on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const remains = async (word: string): Promise<string[]> =>
    [...(await dumpOf(w.place)).matchAll(new RegExp(`.{0,300}${word}.{0,60}`, 'g'))].map(([found]) => found);

  test('leaves neither the person’s name nor their address, also not beside what they answered, said and made', async () => {
    const boss = await owned(w);
    const leaver = await member(w, boss.orgId, 'admin');
    const word = `Name${randomUUID().replaceAll('-', '')}`;
    await leaver.call('PATCH', '/v1/me', { name: word });
    const agent = await playbook(boss.call, 'worker', [upper('x')], alwaysAsk);
    const { question } = await waiting(boss.call, agent);
    expect((await resolve(leaver.call, question.id, { decision: 'approve' })).body.resolved_by_name).toBe(word);
    const { body: task } = await leaver.call('POST', '/v1/tasks', { title: 'A task' });
    expect((await leaver.call('POST', `/v1/tasks/${task.id}/comments`, { content: 'Well' })).body.author.name).toBe(word);
    await leaver.call('POST', '/v1/teams', { name: 'Team' });
    expect((await remains(word)).length).toBeGreaterThan(0);
    expect((await leaver.call('DELETE', '/v1/me')).status).toBe(204);
    expect([await remains(word), await remains(leaver.email)]).toEqual([[], []]);
    const { author } = (await boss.call('GET', `/v1/tasks/${task.id}/comments`)).body.data[0];
    expect(author).toMatchObject({ id: leaver.userId, name: 'Deleted account' });
  });

  test('of the only person of an organisation ends what it shared with people of others, and its webhooks', async () => {
    const { boss, say } = await room(w);
    const guest = await stranger(w);
    const { id } = await say('Ours');
    await boss.call('POST', `/v1/sessions/${id}/shares`, { email: guest.email, access: 'WRITE' });
    expect((await boss.call('POST', '/v1/webhooks', { url: 'https://example.com/hook', events: ['*'] })).status).toBe(201);
    expect((await guest.call('GET', `/v1/sessions/${id}`)).status).toBe(200);
    expect((await boss.call('DELETE', '/v1/me')).status).toBe(204);
    expect((await guest.call('GET', `/v1/sessions/${id}`)).status).toBe(404);
    expect((await guest.call('POST', `/v1/sessions/${id}/messages`, { content: 'Still here' })).status).toBe(404);
    const hooks = await w.server.home.read((tx) =>
      tx.query((db) => db.selectFrom('webhook_endpoints').select('id').where('org_id', '=', boss.orgId)),
    );
    expect(hooks).toEqual([]);
  });
});
