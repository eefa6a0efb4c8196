import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { MemberBrowser } from '../browsers.ts';
import { bossOf } from '../executions.ts';
import { dumpOf } from '../raw-sql.ts';
import { reachesReceivers, startReceiver } from '../receiver.ts';
import type { Receiver } from '../receiver.ts';
import { taskScene } from '../task-scene.ts';
import type { TaskScene } from '../task-scene.ts';
import { engines, place, standInSettings, world } from '../world.ts';
import type { World } from '../world.ts';

const providerKey = 'sk-proj-canary0provider0key0of0an0agent0A1b2C3d4';
const otherKey = 'sk-ant-api03-canary0tested0key0Z9y8X7w6v5u4t3s2';

describe.each(engines)('secrets of work on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  let scene: TaskScene;
  let evil: Receiver;
  const lines: string[] = [];

  beforeAll(async () => {
    // Says back everything that it was sent, in every place where somebody might look.
    evil = await startReceiver(({ headers, body }, response) => {
      const words = `refused: ${JSON.stringify(headers)} ${body}`;
      response.writeHead(401, {
        'content-type': 'application/json',
        'x-echo': String(headers['authorization'] ?? headers['x-api-key'] ?? ''),
      });
      response.end(JSON.stringify({ error: { message: words, type: words, code: words } }));
    });
    const at = await place(engine, { ...standInSettings('http://127.0.0.1:1'), ...reachesReceivers });
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    w = await world(engine, { place: at, logger: pino({ level: 'trace' }, sink) });
    boss = await bossOf(w);
    scene = taskScene(w);
  });
  afterAll(async () => {
    await w.close();
    await evil.close();
  });

  const everywhere = async (): Promise<string> => {
    const texts: string[] = [...lines];
    const lists = [
      'agents',
      'tasks',
      'deliverables',
      'activity?limit=200',
      'audit?limit=200',
      'webhooks',
      'runs',
      'sessions',
      'providers',
      'credentials',
    ];
    for (const path of lists) texts.push((await boss.call('GET', `/v1/${path}`)).text);
    for (const { id } of (await boss.call('GET', '/v1/webhooks')).body.data) {
      for (const delivery of (await boss.call('GET', `/v1/webhooks/${id}/deliveries`)).body.data)
        texts.push((await boss.call('GET', `/v1/webhooks/${id}/deliveries/${delivery.id}`)).text);
    }
    for (const { id } of (await boss.call('GET', '/v1/runs')).body.data) texts.push((await boss.call('GET', `/v1/runs/${id}/events`)).text);
    texts.push(await dumpOf(w.place));
    return texts.join('\n');
  };

  test('T16, S35: a provider that says the key back in its refusal is heard by nobody, and the key stands nowhere', async () => {
    const hook = await boss.call('POST', '/v1/webhooks', { url: evil.url });
    expect(hook.status, hook.text).toBe(201);
    const agent = (await boss.call('POST', '/v1/agents', { slug: 'betrayed', model: 'gpt-4o', system_prompt: 'p' })).body;
    const base = evil.url.replace('/hook', '/v1');
    const set = await boss.call('PATCH', `/v1/agents/${agent.id}/execution`, {
      provider: 'openai',
      provider_api_key: providerKey,
      provider_base_url: base,
    });
    expect(set.status, set.text).toBe(200);
    expect(set.text).not.toContain(providerKey);
    const tried = await boss.call('POST', `/v1/agents/${agent.id}/test-connection`, {});
    const other = await boss.call('POST', `/v1/agents/${agent.id}/test-connection`, {
      provider: 'anthropic',
      api_key: otherKey,
      base_url: base,
      model: 'claude-x',
    });
    expect(evil.received.some(({ headers }) => JSON.stringify(headers).includes(providerKey))).toBe(true);
    for (const reply of [tried, other]) expect(reply.text).not.toMatch(/canary|refused:/);
    const task = await scene.task({ assignee: agent.id });
    const direct = await boss.call('POST', `/api/agents/${agent.number}/execute`, { taskId: task.number });
    expect(direct.text).not.toContain(providerKey);
    await vi.waitFor(async () => expect((await scene.get(task.id)).last_error).not.toBeNull(), { timeout: 30_000, interval: 50 });
    const isTold = (): boolean => evil.received.some(({ path, body }) => path === '/hook' && body.includes('task.execution_failed'));
    await vi.waitFor(() => expect(isTold()).toBe(true), { timeout: 30_000, interval: 50 });
    const seen = await everywhere();
    expect(seen).toContain('betrayed');
    for (const key of [providerKey, otherKey, hook.body.secret]) expect(seen).not.toContain(key);
  });

  test('T16: a stored key is sent to no other address: not by a test, not by a change of the address, not by an address alone', async () => {
    const agent = (await boss.call('POST', '/v1/agents', { slug: 'bound', model: 'gpt-4o' })).body;
    await boss.call('PATCH', `/v1/agents/${agent.id}/execution`, {
      provider: 'openai',
      provider_api_key: `${providerKey}9`,
      provider_base_url: 'http://127.0.0.1:1/v1',
    });
    const base = evil.url.replace('/hook', '/v1');
    const before = evil.received.length;
    expect((await boss.call('POST', `/v1/agents/${agent.id}/test-connection`, { base_url: base })).body.connected).toBe(false);
    const moved = await boss.call('PATCH', `/v1/agents/${agent.id}/execution`, { provider_base_url: base });
    expect(moved.body.provider_key, moved.text).toBeNull();
    await boss.call('POST', `/v1/agents/${agent.id}/test-connection`, {});
    const fresh = (await boss.call('POST', '/v1/agents', { slug: 'fresh', model: 'gpt-4o' })).body;
    expect((await boss.call('PATCH', `/v1/agents/${fresh.id}/execution`, { provider_base_url: base })).status).toBe(422);
    expect((await boss.call('POST', `/v1/agents/${fresh.id}/test-connection`, { base_url: base })).body.connected).toBe(false);
    expect(evil.received.slice(before).filter(({ path }) => path !== '/hook')).toEqual([]);
  });

  test('keys and secrets that are shown once are never shown again', async () => {
    const one = await scene.worker();
    const mine = await one.call('PUT', '/api/webhooks/mine', { url: evil.url });
    const inline = await boss.call('POST', `/api/agents/${one.number}/webhook-secret`);
    expect(inline.status, inline.text).toBe(200);
    const hook = (await boss.call('POST', '/v1/webhooks', { url: evil.url, events: ['task.created'] })).body;
    const rotated = (await boss.call('POST', `/v1/webhooks/${hook.id}/rotate-secret`, {})).body;
    await scene.task();
    const seen = await everywhere();
    const secrets = [one.key, inline.body.data.secret, hook.secret, rotated.secret, mine.body?.data?.secret];
    for (const secret of secrets.filter((value) => typeof value === 'string')) expect(seen).not.toContain(secret);
    const again = await Promise.all(
      [`/v1/webhooks/${hook.id}`, '/api/webhooks', `/v1/agents/${one.id}/webhook`, `/api/agents/${one.number}`].map((path) =>
        boss.call('GET', path),
      ),
    );
    for (const reply of again) expect(reply.text).not.toMatch(/whsec_[A-Za-z0-9+/=]{20,}/);
  });
});
