import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { reachesReceivers, startReceiver } from '../../../test/receiver.ts';
import type { Receiver } from '../../../test/receiver.ts';
import { send } from '../../../test/requests.ts';
import { place, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const path = '/api/v1/user-agents';

describe('user agents of contract 1', () => {
  let w: World;
  let boss: MemberBrowser;
  let receiver: Receiver;
  beforeAll(async () => {
    w = await world('sqlite', { place: await place('sqlite', reachesReceivers) });
  });
  afterAll(() => w.close());
  beforeEach(async () => {
    boss = await owned(w);
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());
  const config = () => ({ url: receiver.url, secret: 'canary-user-agent' });
  const add = async (name = 'Claude Code') => boss.call('POST', path, { name, webhook_type: 'DEFAULT', webhook_config: config() });

  test('201 POST, 200 GET: with masked secrets', async () => {
    const made = await add();
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: 'Claude Code',
      webhook_type: 'DEFAULT',
      webhook_config: { url: receiver.url, secret: '••••' },
      is_active: true,
      created_at: expect.any(String),
    });
    expect((await boss.call('GET', path)).body).toEqual([made.body]);
    expect((await boss.call('GET', '/api/v1/agent-types')).body).toMatchObject([{ id: made.body.id, total_instances: 0 }]);
  });

  test('409 for a second one of that name; an agent that reported by itself is adopted', async () => {
    await add();
    expect(await add('claude code')).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    const key = (await boss.call('POST', '/v1/credentials', { name: 'any', org_wide: true, scopes: ['*'] })).body.key;
    const said = await send(w.url, 'POST', '/api/v1/messages/agent', {
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ agent_instance_id: crypto.randomUUID(), agent_type: 'Codex', content: 'Hello' }),
    });
    expect(said.status).toBe(200);
    expect((await add('codex')).status).toBe(201);
    expect((await boss.call('GET', '/api/v1/agent-types')).body).toHaveLength(2);
  });

  test('200 PATCH changes what is given; 200 DELETE ends it; 404 after that', async () => {
    const { id } = (await add()).body;
    const changed = await boss.call('PATCH', `${path}/${id}`, { name: 'Renamed', is_active: false });
    expect(changed.body).toMatchObject({ id, name: 'Renamed', is_active: false, webhook_config: { secret: '••••' } });
    expect((await boss.call('POST', `${path}/${id}/instances`, { prompt: 'x' })).status).toBe(409);
    expect((await boss.call('DELETE', `${path}/${id}`)).body).toEqual({ success: true });
    expect(await boss.call('DELETE', `${path}/${id}`)).toMatchObject({ status: 404, body: { detail: 'User agent not found' } });
    expect((await boss.call('GET', `${path}/${id}/instances`)).status).toBe(404);
  });

  test('200 GET webhook-types', async () => {
    const { body } = await boss.call('GET', `${path}/webhook-types`);
    expect(body.map((one: { id: string }) => one.id)).toEqual(['DEFAULT', 'GITHUB', 'N8N']);
  });

  test('200 POST instances launches through the webhook and says what came of it', async () => {
    const { id } = (await add()).body;
    const launched = await boss.call('POST', `${path}/${id}/instances`, { prompt: 'Go', worktree_name: 'w1' });
    expect(launched.status).toBe(200);
    expect(launched.body).toEqual({ success: true, agent_instance_id: expect.any(String), message: expect.any(String), error: null });
    expect(JSON.parse(receiver.received[0]?.body ?? '{}')).toMatchObject({
      agent_instance_id: launched.body.agent_instance_id,
      worktree_name: 'w1',
    });
    receiver.answer = (_, response) => void response.writeHead(530).end();
    const failed = await boss.call('POST', `${path}/${id}/instances`, { prompt: 'Go' });
    expect(failed.body).toMatchObject({ success: false, error: expect.stringContaining('tunnel') });
    const { body: instances } = await boss.call('GET', `${path}/${id}/instances`);
    expect(instances.map((one: { id: string; status: string }) => [one.id, one.status])).toEqual([
      [failed.body.agent_instance_id, 'FAILED'],
      [launched.body.agent_instance_id, 'ACTIVE'],
    ]);
  });

  test('422 names the field that is missing', async () => {
    const { id } = (await add()).body;
    expect(await boss.call('POST', `${path}/${id}/instances`, { name: 'x' })).toMatchObject({
      status: 422,
      body: { code: 'VALIDATION_ERROR', detail: expect.stringContaining('prompt') },
    });
  });
});
