import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { room, stranger } from '../../../test/instances.ts';
import type { Room } from '../../../test/instances.ts';
import { caller, engines, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

describe.each(engines)('messages that are sent again on %s', (engine) => {
  let w: World;
  let r: Room;
  beforeAll(async () => {
    w = await world(engine);
    r = await room(w);
  });
  afterAll(() => w.close());

  const key = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });
  const texts = async (id: string): Promise<string[]> =>
    (await r.boss.call('GET', `/v1/sessions/${id}/messages`)).body.data.map((one: { content: string }) => one.content);
  const isReplay = ({ headers }: Reply): boolean => headers.get('idempotency-replayed') === 'true';

  test('an agent that lost the answer gets it again, with what people had written, and has said it once', async () => {
    const { id } = await r.say('One');
    await r.boss.call('POST', `/v1/sessions/${id}/messages`, { content: 'Wait' });
    const call = caller(w.url, r.key);
    const headers = key();
    const ask = () =>
      call('POST', '/api/v1/messages/agent', { agent_instance_id: id, content: 'Two?', requires_user_input: true }, headers);
    const first = await ask();
    await r.boss.call('POST', `/v1/sessions/${id}/messages`, { content: 'Yes' });
    const again = await ask();
    expect([first.status, isReplay(first), again.status, isReplay(again)]).toEqual([200, false, 200, true]);
    expect(again.body).toEqual(first.body);
    expect(again.body.queued_user_messages).toMatchObject([{ content: 'Wait' }]);
    expect(await texts(id)).toEqual(['One', 'Wait', 'Two?', 'Yes']);
    // What came after the first answer is still to be read.
    const pending = await call('GET', `/api/v1/messages/pending?agent_instance_id=${id}`);
    expect(pending.body.messages).toMatchObject([{ content: 'Yes' }]);
  });

  test('equal requests at once say one thing, also when they open the session', async () => {
    const call = caller(w.url, r.key);
    const id = randomUUID();
    const headers = key();
    const body = { agent_instance_id: id, agent_type: 'Claude Code', content: 'Hello' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => call('POST', '/api/v1/messages/agent', body, headers)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map((one) => one.body.message_id)).size).toBe(1);
    expect(answers.filter(isReplay)).toHaveLength(7);
    expect(await texts(id)).toEqual(['Hello']);
  });

  test('people’s messages are said once through every door, and answer once', async () => {
    const call = caller(w.url, r.key);
    const doors: readonly ((id: string, content: string, headers: Record<string, string>) => Promise<Reply>)[] = [
      (id, content, headers) => r.boss.call('POST', `/v1/sessions/${id}/messages`, { content }, headers),
      (id, content, headers) => r.boss.call('POST', `/api/v1/agent-instances/${id}/messages`, { content }, headers),
      (id, content, headers) => call('POST', '/api/v1/messages/user', { agent_instance_id: id, content }, headers),
    ];
    for (const door of doors) {
      const { id } = await r.say('Which one?', { asks: true });
      const headers = key();
      const first = await door(id, 'That', headers);
      const again = await door(id, 'That', headers);
      expect([first.status, isReplay(again)], again.text).toEqual([again.status, true]);
      expect(again.body).toEqual(first.body);
      const other = await door(id, 'Another', headers);
      expect([other.status, other.body.code]).toEqual([422, expect.stringMatching(/^(IDEMPOTENCY_REUSED|VALIDATION_ERROR)$/)]);
      expect(await texts(id)).toEqual(['Which one?', 'That']);
    }
  });

  test('a message that starts a run starts it once', async () => {
    const agent = await w.agent(`repeated-${randomUUID().slice(0, 8)}`, 'three');
    const { body: run } = await w.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    const headers = key();
    const send = () => w.call('POST', `/v1/sessions/${run.session_id}/messages`, { content: 'Again' }, headers);
    const [first, again] = [await send(), await send()];
    expect([first.status, again.status, isReplay(again)], again.text).toEqual([201, 201, true]);
    expect(again.body).toEqual(first.body);
    expect((await w.call('GET', `/v1/runs?session=${run.session_id}`)).body.data).toHaveLength(2);
  });

  test('a key is its caller’s own, is not used up by a refusal, and gives nothing that is not the caller’s to see any more', async () => {
    const { id } = await r.say('Ours');
    const guest = await stranger(w);
    const path = `/v1/sessions/${id}/messages`;
    const headers = key();
    const share = { email: guest.email, access: 'WRITE' };
    expect((await guest.call('POST', path, { content: 'Mine' }, headers)).status).toBe(404);
    const { body: shared } = await r.boss.call('POST', `/v1/sessions/${id}/shares`, share);
    expect((await r.boss.call('POST', path, { content: 'Boss' }, headers)).status).toBe(201);
    expect((await guest.call('POST', path, { content: 'Mine' }, headers)).status).toBe(201);
    await r.boss.call('DELETE', `/v1/sessions/${id}/shares/${shared.id}`);
    expect((await guest.call('POST', path, { content: 'Mine' }, headers)).status).toBe(404);
    expect(await texts(id)).toEqual(['Ours', 'Boss', 'Mine']);
    expect((await r.boss.call('POST', path, { content: 'x' }, { 'idempotency-key': 'x'.repeat(256) })).status).toBe(400);
  });
});
