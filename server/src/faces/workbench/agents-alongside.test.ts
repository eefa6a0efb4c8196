import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, signIn } from '../../../test/requests.ts';
import type { Browser } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const secret = 'sk-ant-the-agents-own-key-1234';
const url = 'https://hooks.example.com/agents';

describe.each(enginesOf(import.meta.url))('what contract 2 sets together with an agent on %s', (engine) => {
  let w: World;
  let admin: Browser;
  beforeAll(async () => {
    w = await world(engine);
    await person(w, 'admin', 'admin@example.org', 'correct horse battery');
    admin = await signIn(w, 'admin@example.org', 'correct horse battery');
  });
  afterAll(() => w.close());

  const post = (body: object): Promise<Reply> => admin.call('POST', '/api/agents', { type: 'supervised', ...body });
  const make = async (body: object): Promise<any> => {
    const reply = await post(body);
    expect(reply.status, reply.text).toBe(201);
    return reply.body.data;
  };
  const patch = (id: number, body: object): Promise<Reply> => admin.call('PATCH', `/api/agents/${id}`, body);
  const rows = (table: 'agents' | 'provider_accounts' | 'webhook_endpoints' | 'credentials', agentId: string): Promise<any[]> =>
    w.server.home.read((tx) =>
      tx.query((db) =>
        table === 'agents'
          ? db.selectFrom(table).selectAll().where('id', '=', agentId)
          : db.selectFrom(table).selectAll().where('agent_id', '=', agentId),
      ),
    );

  test.each(['camelCase', 'snake_case'])(
    '201: an agent is registered with its provider in one request, in %s; the key is shown nowhere',
    async (style) => {
      const members = {
        provider: 'anthropic',
        providerApiKey: secret,
        providerModel: 'claude-opus-4-20250514',
        systemPrompt: 'You are a code review expert.',
        executionMode: 'auto',
        maxTokens: 2_000,
        temperature: 0.2,
      };
      const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const sent =
        style === 'camelCase' ? members : Object.fromEntries(Object.entries(members).map(([name, value]) => [snake(name), value]));
      const made = await make({ name: `One Step ${style}`, ...sent });
      expect(made).toMatchObject({ provider: 'anthropic', provider_model: 'claude-opus-4-20250514', execution_mode: 'auto' });
      const native = await w.call('GET', `/v1/agents/${made.id}`);
      expect(native.body).toMatchObject({
        model: 'claude-opus-4-20250514',
        system_prompt: 'You are a code review expert.',
        config: { max_tokens: 2_000, temperature: 0.2 },
        execution_mode: 'auto',
        provider: 'anthropic',
      });
      const [account] = await rows('provider_accounts', made.uuid);
      expect(account).toMatchObject({ provider: 'anthropic', key_hint: '1234' });
      const shown = [native.text, JSON.stringify(made), JSON.stringify(account), (await w.call('GET', '/v1/audit?limit=50')).text];
      for (const text of shown) expect(text).not.toContain(secret);
    },
  );

  test('422 and 400: a registration whose provider is not usable leaves no agent', async () => {
    const before = (await admin.call('GET', '/api/agents')).body.data.length;
    for (const [status, body] of [
      [422, { providerApiKey: secret, providerBaseUrl: 'http://169.254.169.254/v1' }],
      [422, { executionMode: 'human' }],
      [422, { providerModel: 'no-such-model' }],
      [400, { provider: 'nobody' }],
      [400, { providerApiKey: 'line\nbreak' }],
      [400, { temperature: 3 }],
      [400, { executionMode: 'sometimes' }],
    ] as const) {
      const reply = await post({ name: 'Half Made', ...body });
      expect([reply.status, body], reply.text).toEqual([status, body]);
    }
    expect((await admin.call('GET', '/api/agents')).body.data).toHaveLength(before);
  });

  test('422 and 400: refusals name members as the request does, and no nameless ones', async () => {
    const { id } = await make({ name: 'Wordy' });
    const errors = async (path: string, body: object, method = 'POST'): Promise<unknown> =>
      (await admin.call(method, `/api/agents/${id}/${path}`, body)).body.error.errors;
    const named = [
      await errors('keys', { expiresAt: '2020-01-01T00:00:00Z' }),
      await errors('execution', { executionMode: 'human' }, 'PATCH'),
      await errors('execution', { providerModel: 'nobody-knows-it' }, 'PATCH'),
      await errors('execution', { providerApiKey: secret, provider: 'openai', providerBaseUrl: 'http://10.0.0.1/' }, 'PATCH'),
      await errors('execution', { no_such_member: 1 }, 'PATCH'),
    ];
    const names = [['expiresAt'], ['executionMode'], ['providerModel'], ['providerBaseUrl'], ['no_such_member']];
    expect(named.map((one) => Object.keys(one ?? {}))).toEqual(names);
    expect(await errors('execution', {}, 'PATCH')).toBeUndefined();
  });

  test('200: webhookUrl and webhookEvents are set, kept, changed and removed by an update', async () => {
    const { id } = await make({ name: 'Hooked' });
    const hook = async (): Promise<unknown[]> => {
      const { webhook_url: at, webhook_events: events } = (await admin.call('GET', `/api/agents/${id}`)).body.data;
      return [at, events];
    };
    const events = ['task.assigned', 'deliverable.approved'];
    const first = await patch(id, { webhookUrl: url, webhookEvents: events });
    expect(first.body.data, first.text).toMatchObject({ webhook_url: url, webhook_events: events });
    await patch(id, { description: 'unrelated' });
    expect(await hook()).toEqual([url, events]);
    await patch(id, { webhook_events: ['task.completed'] });
    expect(await hook()).toEqual([url, ['task.completed']]);
    await patch(id, { webhook_url: `${url}/2` });
    expect(await hook()).toEqual([`${url}/2`, ['task.completed']]);
    expect((await admin.call('GET', '/api/agents?limit=1')).body.data[0]).toMatchObject({ webhook_url: `${url}/2` });
    await patch(id, { webhookUrl: null });
    expect(await hook()).toEqual([null, []]);
  });

  test('422: a webhook that is not allowed leaves the whole update undone', async () => {
    const { id } = await make({ name: 'Still Named' });
    for (const [member, body] of [
      ['webhookUrl', { webhookUrl: 'http://127.0.0.1:1/hook' }],
      ['webhookUrl', { webhookUrl: 'http://169.254.169.254/' }],
      ['webhookUrl', { webhookUrl: 'not a url' }],
      ['webhookEvents', { webhookUrl: url, webhookEvents: ['task.dreamt'] }],
      ['webhookEvents', { webhookEvents: ['task.assigned'] }],
    ] as const) {
      const reply = await patch(id, { name: 'Changed', ...body });
      expect([reply.status, reply.body.error.code, body], reply.text).toEqual([422, 'VALIDATION_ERROR', body]);
      expect(Object.keys(reply.body.error.errors)[0]).toMatch(new RegExp(`^${member}`));
    }
    expect((await admin.call('GET', `/api/agents/${id}`)).body.data).toMatchObject({ name: 'Still Named', webhook_url: null });
  });

  test('200: with a deleted agent go its provider key, its webhook and its keys; its open tasks are pending again', async () => {
    const made = await make({ name: 'Going Away', provider: 'anthropic', providerApiKey: secret });
    await patch(made.id, { webhookUrl: url });
    await admin.call('POST', `/api/agents/${made.id}/keys`);
    const task = (await w.call('POST', '/v1/tasks', { title: 'Left behind', assignee: made.uuid })).body;
    expect(task).toMatchObject({ status: 'assigned', assignee: { id: made.uuid } });
    expect((await admin.call('GET', `/api/agents/${made.id}`)).body.data.active_task_count).toBe(1);
    const [key] = await rows('credentials', made.uuid);
    expect((await admin.call('DELETE', `/api/agents/${made.id}`)).status).toBe(200);
    expect(await rows('provider_accounts', made.uuid)).toEqual([]);
    expect(await rows('webhook_endpoints', made.uuid)).toEqual([]);
    const [erased] = await rows('credentials', made.uuid);
    expect([erased.hash === key.hash, erased.revoked_reason]).toEqual([false, 'agent_deleted']);
    expect((await w.call('GET', `/v1/tasks/${task.id}`)).body).toMatchObject({ status: 'pending', assignee: null });
    expect(await rows('agents', made.uuid)).toMatchObject([{ status: 'deleted', number: made.id }]);
  });

  test('200: available=true is exact: an agent with as much open work as it takes is left out until some is done', async () => {
    const made = await make({ name: 'Nearly Full', maxConcurrentTasks: 1, capabilities: ['fullness'] });
    const available = async (): Promise<number> =>
      (await admin.call('GET', '/api/agents?capability=fullness&available=true')).body.data.length;
    expect(await available()).toBe(1);
    const task = (await w.call('POST', '/v1/tasks', { title: 'Fill', assignee: made.uuid })).body;
    expect(await available()).toBe(0);
    expect((await admin.call('GET', '/api/agents?capability=fullness&available=false')).body.data).toHaveLength(1);
    await w.call('PATCH', `/v1/tasks/${task.id}/status`, { status: 'cancelled' });
    expect(await available()).toBe(1);
  });
});
