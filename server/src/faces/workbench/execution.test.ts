import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { assignedTask, bossOf, workerOf } from '../../../test/executions.ts';
import { send } from '../../../test/requests.ts';
import { startStandIn } from '../../../test/stand-in/stand-in.ts';
import type { StandIn } from '../../../test/stand-in/stand-in.ts';
import { enginesOf, place, standInSettings, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const once = { config: { retry_on_error: false } };

describe.each(enginesOf(import.meta.url))('execution in the agents API on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  let other: StandIn;
  beforeAll(async () => {
    other = await startStandIn();
    const standIn = await startStandIn();
    const here = await place(engine, { ...standInSettings(standIn.url), FORGEYARD_ALLOW_PRIVATE_NETWORK: new URL(other.url).host });
    const inner = await world(engine, { place: here, probes: { max: 1_000, windowS: 60 } });
    w = { ...inner, standIn, close: () => inner.close().finally(() => standIn.close()) };
    boss = await bossOf(w);
  });
  afterAll(async () => {
    await w.close();
    await other.close();
  });

  const rowOf = async (number: number) =>
    (await w.server.home.read((tx) => tx.query((db) => db.selectFrom('tasks').selectAll().where('number', '=', number))))[0];
  const deliverableOf = async (number: number) =>
    (await w.server.home.read((tx) => tx.query((db) => db.selectFrom('deliverables').selectAll().where('number', '=', number))))[0];
  const configured = (agent: number, body: object) => boss.call('PATCH', `/api/agents/${agent}/execution`, body);
  const execute = (agent: number, taskId: unknown) => boss.call('POST', `/api/agents/${agent}/execute`, { taskId });

  test('200: the documented configuration is stored; the key is never shown', async () => {
    const agent = await workerOf(w, 'one');
    const reply = await configured(agent.number, {
      provider: 'anthropic',
      providerApiKey: 'sk-ant-topsecret-9876',
      providerModel: 'claude-opus-4-20250514',
      systemPrompt: 'You are a code review expert...',
      executionMode: 'manual',
    });
    expect([reply.status, reply.body]).toMatchObject([
      200,
      {
        success: true,
        data: { id: agent.number, provider: 'anthropic', providerModel: 'claude-opus-4-20250514', providerKeyHint: '…9876' },
      },
    ]);
    expect(reply.body.data).toMatchObject({ maxTokens: 4096, temperature: 0.7, executionMode: 'manual' });
    const native = await boss.call('GET', `/v1/agents/${agent.id}/execution`);
    expect(native.body).toMatchObject({
      mode: 'manual',
      provider: 'anthropic',
      provider_key: { hint: '…9876' },
      model: 'claude-opus-4-20250514',
    });
    expect(reply.text + native.text).not.toContain('topsecret');
  });

  test('200: a model of any name is taken once the provider is said; without one it is 422', async () => {
    const agent = await workerOf(w, 'one');
    expect((await configured(agent.number, { providerModel: 'my-own-model' })).status).toBe(422);
    expect((await configured(agent.number, { provider: 'openai', providerModel: 'my-own-model' })).status).toBe(200);
  });

  test('400, 403, 404, 422: an empty change, a foreign role, an unknown agent, the mode of people', async () => {
    const agent = await workerOf(w, 'one');
    expect((await configured(agent.number, {})).status).toBe(400);
    expect((await configured(agent.number, { temperature: 3 })).status).toBe(400);
    expect((await configured(99_999_999, { temperature: 1 })).status).toBe(404);
    expect((await configured(agent.number, { executionMode: 'human' })).status).toBe(422);
    expect((await configured(agent.number, { temperature: 1.5 })).body.data.temperature).toBe(1.5);
    const uncookied = await send(w.url, 'PATCH', `/api/agents/${agent.number}/execution`, { headers: { cookie: boss.cookie } });
    expect(uncookied.status).toBe(403);
  });

  test('S35: another address without a new key drops the stored key, which that address never sees', async () => {
    const agent = await workerOf(w, 'one');
    await configured(agent.number, { provider: 'openai', providerApiKey: 'sk-bound-to-its-host' });
    const moved = await configured(agent.number, { providerBaseUrl: `${other.url}/v1` });
    expect([moved.status, moved.body.data.providerKeyHint, moved.body.data.providerBaseUrl]).toEqual([200, null, null]);
    const task = await assignedTask(w, boss.orgId, agent.id);
    expect((await execute(agent.number, task.number)).status).toBe(200);
    const tried = await boss.call('POST', `/v1/agents/${agent.id}/test-connection`, { base_url: `${other.url}/v1` });
    expect(tried.body).toMatchObject({ connected: false });
    expect(JSON.stringify(other.requests)).not.toContain('sk-bound-to-its-host');
    expect(other.requests).toEqual([]);
  });

  test('422: an address that no request may go to, and an address without its key', async () => {
    const agent = await workerOf(w, 'one');
    const bad = await configured(agent.number, {
      provider: 'openai',
      providerApiKey: 'sk-x',
      providerBaseUrl: 'http://169.254.169.254/v1',
    });
    expect([bad.status, bad.body.error.code]).toEqual([422, 'VALIDATION_ERROR']);
    expect((await configured(agent.number, { providerBaseUrl: `${other.url}/v1` })).status).toBe(422);
  });

  test("an agent's own key and address serve it before those of the organisation, and no other agent", async () => {
    const [own, shared] = [await workerOf(w, 'one'), await workerOf(w, 'one')];
    await configured(own.number, { provider: 'openai', providerApiKey: 'sk-own-account', providerBaseUrl: `${other.url}/v1` });
    const before = w.standIn.requests.length;
    const task = await assignedTask(w, boss.orgId, own.id);
    expect((await execute(own.number, task.number)).status).toBe(200);
    expect(other.requests.map((one) => one.headers.authorization)).toEqual(['Bearer sk-own-account']);
    const second = await assignedTask(w, boss.orgId, shared.id);
    expect((await execute(shared.number, second.number)).status).toBe(200);
    expect(w.standIn.requests.length).toBe(before + 1);
    expect((await boss.call('GET', '/v1/providers')).body.data).toHaveLength(2);
    other.reset();
  });

  test('200: the stored connection answers with the documented text', async () => {
    const agent = await workerOf(w, 'one');
    await configured(agent.number, { provider: 'anthropic', providerModel: 'claude-standin-one' });
    const reply = await boss.call('POST', `/api/agents/${agent.number}/test-connection`);
    expect([reply.status, reply.body]).toEqual([
      200,
      { success: true, data: { connected: true, model: 'claude-standin-one', message: 'Successfully connected to Anthropic API' } },
    ]);
  });

  test.each([
    ['fault-401', 'The provider refused the key.'],
    ['fault-404', 'The provider refused the request; check the name of the model.'],
    ['fault-429', 'The provider limits the rate of requests; try again later.'],
    ['fault-500', 'No model provider answered at this address.'],
    ['fault-html', 'No model provider answered at this address.'],
  ])('200 connected:false: %s says nothing of the key or of what the provider said', async (script, message) => {
    const agent = await workerOf(w, 'one');
    const body = { provider: 'openai', apiKey: 'sk-never-shown', model: `gpt-standin-${script}` };
    const reply = await boss.call('POST', `/api/agents/${agent.number}/test-connection`, body);
    expect([reply.status, reply.body.data]).toEqual([200, { connected: false, model: body.model, message }]);
    expect(reply.text).not.toContain('sk-never-shown');
  });

  test('200 connected:false: a refused address and one where nothing listens read the same', async () => {
    const agent = await workerOf(w, 'one');
    const tried = async (baseUrl: string) =>
      (await boss.call('POST', `/api/agents/${agent.number}/test-connection`, { provider: 'openai', apiKey: 'sk-x', baseUrl })).body.data;
    const closed = await startStandIn();
    await closed.close();
    const answers = [await tried('http://169.254.169.254/v1'), await tried('http://10.0.0.1/v1'), await tried(`${closed.url}/v1`)];
    for (const answer of answers) expect(answer).toEqual({ ...answers[0], connected: false });
  });

  test('200: a task is worked on and the deliverable handed in, as documented', async () => {
    const agent = await workerOf(w, 'one');
    const task = await assignedTask(w, boss.orgId, agent.id);
    const reply = await execute(agent.number, task.number);
    expect([reply.status, reply.body]).toEqual([
      200,
      {
        success: true,
        data: {
          deliverableId: expect.any(Number),
          content: 'Hello from the stand-in model.',
          usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
        },
      },
    ]);
    expect(await rowOf(task.number)).toMatchObject({ status: 'review', error_category: null });
    const row = await deliverableOf(reply.body.data.deliverableId);
    expect(row).toMatchObject({ version: 1, provider: 'openai', model: 'gpt-standin-one', content_type: 'markdown', agent_id: agent.id });
    expect(row?.run_id).not.toBeNull();
    expect(row?.input_tokens).toBe(reply.body.data.usage.inputTokens);
  });

  test('200: an answer that is an envelope becomes a deliverable with its title and its files', async () => {
    const agent = await workerOf(w, 'envelope');
    const task = await assignedTask(w, boss.orgId, agent.id);
    const { body } = await execute(agent.number, task.number);
    const shown = await boss.call('GET', `/v1/deliverables/${body.data.deliverableId}`);
    expect(shown.body).toMatchObject({ title: 'Monthly report', summary: 'All numbers', content: '# Report' });
    expect(shown.body.files).toMatchObject([{ filename: 'numbers.csv', mime_type: 'text/csv', bytes: 8 }]);
  });

  test('400, 404: no task, an unknown one, one of another agent, an agent without a provider', async () => {
    const [agent, another] = [await workerOf(w, 'one'), await workerOf(w, 'one')];
    const task = await assignedTask(w, boss.orgId, another.id);
    expect((await boss.call('POST', `/api/agents/${agent.number}/execute`, {})).body.error).toMatchObject({ code: 'BAD_REQUEST' });
    expect((await execute(agent.number, 99_999_999)).status).toBe(404);
    expect((await execute(agent.number, task.number)).status).toBe(404);
    expect((await execute(99_999_999, task.number)).status).toBe(404);
  });

  test('502: a failure names its category, and the task is assigned again with the time of the next try', async () => {
    const agent = await workerOf(w, 'fault-401', once);
    const task = await assignedTask(w, boss.orgId, agent.id);
    const reply = await execute(agent.number, task.number);
    expect([reply.status, reply.body]).toMatchObject([
      502,
      { success: false, error: { code: 'EXECUTION_FAILED', details: { category: 'auth_error' } } },
    ]);
    expect(reply.text).not.toContain('sk-stand-in');
    const row = await rowOf(task.number);
    expect(row).toMatchObject({ status: 'assigned', error_category: 'auth_error' });
    expect(Math.round(((row?.retry_at ?? 0) - w.server.home.clock.now()) / 60_000)).toBe(5);
    await configured(agent.number, { provider: 'openai', providerApiKey: 'sk-better' });
    expect(await rowOf(task.number)).toMatchObject({ status: 'assigned', error_category: null, retry_at: null });
  });

  test('a key in X-Forge-Api-Key runs the agent of that number; a session gives it a task', async () => {
    const agent = await workerOf(w, 'one');
    const forged = await w.call('POST', `/api/agents/${agent.number}/execute`, { input: 'Hello', stream: false });
    expect([forged.status, forged.body.data.output]).toEqual([200, 'Hello from the stand-in model.']);
    const bare = await send(w.url, 'POST', `/api/agents/${agent.number}/execute`, {
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect([bare.status, bare.body.success]).toEqual([401, false]);
    const played = await boss.call('POST', `/api/agents/${agent.id}/execute`, { input: 'Hello', stream: false });
    expect(played.status).toBe(200);
  });
});
