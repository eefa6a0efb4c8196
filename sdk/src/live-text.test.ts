import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStandIn } from '../../server/test/stand-in/stand-in.ts';
import type { StandIn } from '../../server/test/stand-in/stand-in.ts';
import { cuttingProxy } from '../test/cutting-proxy.ts';
import { liveServer } from '../test/live-server.ts';
import type { LiveServer } from '../test/live-server.ts';
import { Forgeyard } from './index.ts';
import type { ExecuteEvent, StreamedEvent } from './index.ts';

let models: StandIn;
let server: LiveServer;
let forge: Forgeyard;

beforeAll(async () => {
  models = await startStandIn();
  server = await liveServer({ models: models.url });
  forge = new Forgeyard({ baseUrl: server.url, apiKey: server.key, timeoutMs: 15_000 });
  const create = (slug: string, script: string): Promise<unknown> =>
    forge.agents.create({
      slug,
      model: `gpt-standin-${script}`,
      tools: ['data-transform', 'formula-engine'],
      config: { retry_on_error: false },
    });
  await create('talker', 'long-paced-10');
  await create('thinker', 'reasoning');
  await create('breaker', 'fault-400');
  await create('caller', 'three');
});

afterAll(async () => {
  await server.stop();
  await models.close();
});

async function collect<T>(events: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const throughProxy = (url: string): Forgeyard =>
  new Forgeyard({ baseUrl: url, apiKey: server.key, environment: { sleep: () => Promise.resolve() } });

/** The text as a reader puts it together; every piece must begin where the one before ended. */
function joined(events: readonly StreamedEvent[]): string {
  let text = '';
  for (const event of events) {
    if (event.type !== 'message.delta') continue;
    expect(event.payload.offset).toBe(text.length);
    text += event.payload.text;
  }
  return text;
}

const whole = Array.from({ length: 200 }, (_, index) => `t${index} `).join('');

describe('live text', () => {
  test('arrives while the model still speaks', async () => {
    const times: number[] = [];
    for await (const event of forge.runs.stream('talker', { input: 'go' }))
      if (event.type === 'message.delta') times.push(performance.now());
    expect(times.length).toBeGreaterThan(20);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1000);
  });

  test.each([[[2500, 3000, 3500]], [[5000, 1700, 9000, 2100]]])('is whole over a network that breaks at %j', async (cuts) => {
    const proxy = await cuttingProxy(server.port, cuts);
    try {
      const events = await collect(throughProxy(proxy.url).runs.stream('talker', { input: 'go' }));
      expect(joined(events)).toBe(whole);
      expect(events.at(-1)?.type).toBe('run.completed');
      expect(proxy.cuts()).toBe(cuts.length);
    } finally {
      await proxy.close();
    }
  });

  test('is whole for those who come late and for those who come after', async () => {
    const { id } = await forge.runs.start('talker', { input: 'go' });
    const [early, late] = await Promise.all([
      collect(forge.runs.follow(id)),
      new Promise((resolve) => setTimeout(resolve, 600)).then(() => collect(forge.runs.follow(id))),
    ]);
    for (const events of [early, late, await collect(forge.runs.follow(id))]) expect(joined(events)).toBe(whole);
  });

  test('is whole on the execution wire, also across a cut', async () => {
    const proxy = await cuttingProxy(server.port, [3000, 2600]);
    try {
      const events: readonly ExecuteEvent[] = await collect(throughProxy(proxy.url).executeStream('talker', { input: 'go' }));
      expect(events.map((event) => (event.event === 'token' ? event.data.text : '')).join('')).toBe(whole);
      expect(events.at(-1)).toMatchObject({ event: 'done', data: { status: 'completed', output: whole } });
      expect(proxy.cuts()).toBe(2);
    } finally {
      await proxy.close();
    }
  });

  test('reasoning is told apart from the answer', async () => {
    const types = (await collect(forge.runs.stream('thinker', { input: 'go' }))).map(({ type }) => type);
    expect(types).toContain('reasoning.delta');
    expect(types).toContain('message.delta');
  });
});

describe('runs that do not complete', () => {
  test('cancel stops a run that speaks, and its stream ends with run.cancelled', async () => {
    const types: string[] = [];
    const stream = forge.runs.stream('talker', { input: 'go' });
    for await (const event of stream) {
      if (event.type === 'message.delta' && !types.includes('message.delta')) await forge.runs.cancel(stream.runId ?? '');
      types.push(event.type);
    }
    expect(types.at(-1)).toBe('run.cancelled');
    expect((await forge.runs.get(stream.runId ?? '')).status).toBe('cancelled');
  });

  test('a run that failed is returned with its error, not thrown', async () => {
    const run = await forge.runs.create('breaker', { input: 'go' });
    expect(run).toMatchObject({ status: 'failed', error: { code: expect.any(String) } });
  });

  test('a run with a deadline ends as timeout', async () => {
    const run = await forge.runs.create('talker', { input: 'go', config_override: { timeout_ms: 300 } });
    expect(run.status).toBe('timeout');
  });

  test('a tool that must be asked for waits for its answer', async () => {
    await forge.agents.update('caller', { config: { tool_policy: { 'data-transform': 'ask' } } });
    const types: string[] = [];
    for await (const event of forge.runs.stream('caller', { input: 'go' })) {
      types.push(event.type);
      if (event.type !== 'interaction.opened') continue;
      const [open] = (await forge.interactions.list({ state: 'open' })).data;
      expect(open).toMatchObject({ id: event.payload.interaction_id, tool: 'data-transform' });
      expect(await forge.interactions.resolve(event.payload.interaction_id, { decision: 'approve' })).toMatchObject({ state: 'resolved' });
    }
    expect(types).toContain('interaction.resolved');
    expect(types.at(-1)).toBe('run.completed');
  });
});
