import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cuttingProxy } from '../test/cutting-proxy.ts';
import { liveServer } from '../test/live-server.ts';
import type { LiveServer } from '../test/live-server.ts';
import { AuthenticationError, ConflictError, Forgeyard, InvalidRequestError, NotFoundError } from './index.ts';
import type { ExecuteEvent, StreamedEvent } from './index.ts';

const csv = 'name,date,amount,region\nJohn,1/15/24,1500,West\nJane,1/16/24,2300,East\nBob,1/17/24,1800,West';
const work = { input: 'Clean this CSV and calculate totals by region', data: { csv } };
let server: LiveServer;
let forge: Forgeyard;

beforeAll(async () => {
  server = await liveServer();
  forge = new Forgeyard({ baseUrl: server.url, apiKey: server.key, timeoutMs: 15_000 });
});

afterAll(() => server.stop(), 20_000);

async function collect<T>(events: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** What is recorded of a run must be the same for every reader; live text and the session's own beginning are not of that kind. */
const recorded = (events: readonly StreamedEvent[]): readonly string[] =>
  events.filter(({ type }) => !type.endsWith('.delta') && type !== 'session.created').map(({ seq, type }) => `${seq} ${type}`);

describe('against the real server', () => {
  test('the key knows who it is', async () => {
    const me = await forge.me();
    expect(me).toMatchObject({ kind: 'api_key', user: null });
    expect(me.org.id).toBeTruthy();
    expect(me.server.version).toBeTruthy();
  });

  test('an unknown key is an AuthenticationError with a request id', async () => {
    const stranger = new Forgeyard({ baseUrl: server.url, apiKey: 'forge_unknown_0123456789012345678901234567890123' });
    const error: unknown = await stranger.me().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ status: 401, requestId: expect.stringMatching(/.{8,}/) });
  });

  test('an agent answers to all of its addresses', async () => {
    const agent = await forge.agents.get('data-cleanup');
    for (const address of [agent.id, agent.agt_id, String(agent.number)]) expect((await forge.agents.get(address)).id).toBe(agent.id);
    const error: unknown = await forge.agents.get('nobody-here').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ status: 404, code: 'AGENT_NOT_FOUND' });
  });

  test('agents are made, changed, restored and deleted', async () => {
    const made = await forge.agents.create({ slug: 'sdk-made', template: 'data-cleanup', display_name: 'Made' });
    await expect(forge.agents.create({ slug: 'sdk-made', template: 'data-cleanup' })).rejects.toBeInstanceOf(ConflictError);
    const changed = await forge.agents.update('sdk-made', { config: { max_steps: 5 }, note: 'fewer' }, { ifVersion: made.version });
    expect(changed).toMatchObject({ version: made.version + 1, config: { max_steps: 5 } });
    await expect(forge.agents.update('sdk-made', { description: 'late' }, { ifVersion: made.version })).rejects.toBeInstanceOf(
      ConflictError,
    );
    const restored = await forge.agents.restore('sdk-made', made.version);
    expect(restored).toMatchObject({ version: made.version + 2, config: { max_steps: made.config.max_steps } });
    expect((await forge.agents.versions('sdk-made').all()).map(({ version }) => version)).toContain(made.version);
    await forge.agents.delete('sdk-made');
    await expect(forge.agents.get('sdk-made')).rejects.toBeInstanceOf(NotFoundError);
  });

  test('a wrong member is an InvalidRequestError that names it', async () => {
    const error: unknown = await forge.agents
      .create({ slug: 'sdk-bad', model: 'playbook', config: { max_steps: 0 } })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error).toMatchObject({ fieldErrors: [{ pointer: expect.stringContaining('max_steps') }] });
  });

  test('for await walks over pages of one', async () => {
    for (const slug of ['sdk-page-1', 'sdk-page-2']) await forge.agents.create({ slug, template: 'data-cleanup' });
    const slugs = (await collect(forge.agents.list({ limit: 1 }))).map(({ slug }) => slug);
    expect(slugs).toEqual(expect.arrayContaining(['sdk-page-1', 'sdk-page-2', 'data-cleanup']));
    expect(new Set(slugs).size).toBe(slugs.length);
    for (const slug of ['sdk-page-1', 'sdk-page-2']) await forge.agents.delete(slug);
  });

  test('create waits for the result with its steps', async () => {
    const run = await forge.runs.create('data-cleanup', work);
    expect(run).toMatchObject({ status: 'completed', agent: { slug: 'data-cleanup' }, error: null });
    expect(run.steps.length).toBeGreaterThan(1);
    expect(run.result).toMatchObject({ summary: { West: 3300, East: 2300 } });
  });

  test('the same idempotency key starts one run', async () => {
    const options = { idempotencyKey: 'sdk-once' };
    const [first, second] = [await forge.runs.start('data-cleanup', work, options), await forge.runs.start('data-cleanup', work, options)];
    expect(second.id).toBe(first.id);
  });

  test('a stream tells the run from queued to completed, and the log says the same afterwards', async () => {
    const stream = forge.runs.stream('data-cleanup', work);
    const events = await collect(stream);
    expect(events[0]?.type).toMatch(/^(session\.created|run\.queued)$/);
    expect(events.at(-1)?.type).toBe('run.completed');
    const run = await forge.runs.get(stream.runId ?? '');
    expect(run.status).toBe('completed');
    const followed = await collect(forge.runs.follow(run.id));
    expect(recorded(followed)).toEqual(recorded(events));
    const listed = await forge.runs.events(run.id, { limit: 3 }).all();
    expect(listed.filter(({ type }) => !type.endsWith('.delta')).map(({ seq, type }) => `${seq} ${type}`)).toEqual(recorded(events));
    expect(await collect(forge.runs.follow(run.id, { after: events.at(-1)?.cursor ?? '' }))).toEqual([]);
  });

  test('a stream over a network that breaks twice loses nothing and repeats nothing', async () => {
    const run = await forge.runs.create('data-cleanup', work);
    const whole = await collect(forge.runs.follow(run.id));
    const proxy = await cuttingProxy(server.port, [900, 1500]);
    try {
      const patient = new Forgeyard({ baseUrl: proxy.url, apiKey: server.key, environment: { sleep: () => Promise.resolve() } });
      const events = await collect(patient.runs.follow(run.id));
      expect(proxy.cuts()).toBe(2);
      expect(recorded(events)).toEqual(recorded(whole));
      const live = await collect(patient.runs.stream('data-cleanup', work));
      expect(live.at(-1)?.type).toBe('run.completed');
    } finally {
      await proxy.close();
    }
  });

  test('a started stream that is cut goes on with the same run', async () => {
    const before = (await forge.agents.get('data-cleanup')).run_count;
    const proxy = await cuttingProxy(server.port, [1100]);
    try {
      const patient = new Forgeyard({ baseUrl: proxy.url, apiKey: server.key, environment: { sleep: () => Promise.resolve() } });
      const events = await collect(patient.runs.stream('data-cleanup', work));
      expect(events.at(-1)?.type).toBe('run.completed');
      const seqs = events.filter(({ type }) => !type.endsWith('.delta')).map(({ seq }) => seq);
      expect(new Set(seqs).size).toBe(seqs.length);
      expect(proxy.cuts()).toBe(1);
      expect((await forge.agents.get('data-cleanup')).run_count).toBe(before + 1);
    } finally {
      await proxy.close();
    }
  });

  test('replay runs the same work again', async () => {
    const first = await forge.runs.create('data-cleanup', work);
    const again = await forge.runs.replay(first.id);
    expect(again.id).not.toBe(first.id);
    await collect(forge.runs.follow(again.id));
    expect(await forge.runs.get(again.id)).toMatchObject({ status: 'completed', output: first.output });
  });

  test('runs and sessions are listed by agent, and a session is renamed and followed', async () => {
    const run = await forge.runs.create('data-cleanup', work);
    const [newest] = (await forge.runs.list({ agent: 'data-cleanup', limit: 1 })).data;
    expect(newest?.id).toBe(run.id);
    expect((await forge.sessions.list({ agent: 'data-cleanup' })).data.map(({ id }) => id)).toContain(run.session_id);
    expect((await forge.sessions.rename(run.session_id, 'renamed')).name).toBe('renamed');
    const events: StreamedEvent[] = [];
    for await (const event of forge.sessions.follow(run.session_id)) {
      events.push(event);
      if (event.type === 'run.completed') break;
    }
    expect(events.map(({ type }) => type)).toContain('run.queued');
  });

  test('a scoped key reaches its agent only, and stops working when it is revoked', async () => {
    const other = await forge.agents.create({ slug: 'sdk-other', template: 'data-cleanup' });
    const key = await forge.credentials.create({ name: 'sdk-scoped', agent_ids: [other.id] });
    await expect(forge.credentials.create({ name: 'sdk-none' })).rejects.toBeInstanceOf(InvalidRequestError);
    const scoped = new Forgeyard({ baseUrl: server.url, apiKey: key.key });
    expect((await scoped.runs.create('sdk-other', work)).status).toBe('completed');
    await expect(scoped.runs.start('data-cleanup', work)).rejects.toMatchObject({
      status: expect.toSatisfy((status) => status === 403 || status === 404),
    });
    expect(JSON.stringify(await forge.credentials.list().all())).not.toContain(key.key);
    await forge.credentials.revoke(key.id);
    await expect(scoped.me()).rejects.toBeInstanceOf(AuthenticationError);
    await forge.agents.delete('sdk-other');
  });

  test('the execution wire begins with its session and ends with done', async () => {
    const events: readonly ExecuteEvent[] = await collect(forge.executeStream('data-cleanup', work));
    expect(events[0]).toMatchObject({ event: 'session', data: { run_id: expect.any(String) } });
    expect(events.at(-1)).toMatchObject({ event: 'done', data: { status: 'completed' } });
    expect(events.filter(({ event }) => event === 'tool').length).toBeGreaterThan(0);
  });

  test('an execution that is cut is told to its end in the same words', async () => {
    const proxy = await cuttingProxy(server.port, [1200]);
    try {
      const patient = new Forgeyard({ baseUrl: proxy.url, apiKey: server.key, environment: { sleep: () => Promise.resolve() } });
      const names = (await collect(patient.executeStream('data-cleanup', work))).map(({ event }) => event);
      expect(names[0]).toBe('session');
      expect(names.at(-1)).toBe('done');
      expect(names.filter((name) => name === 'session' || name === 'done')).toHaveLength(2);
      expect(proxy.cuts()).toBe(1);
    } finally {
      await proxy.close();
    }
  });

  test('tools are listed and run alone; models, templates, providers and questions are listed', async () => {
    const tools = await forge.tools.list();
    expect(tools.map(({ id }) => id)).toEqual(expect.arrayContaining(['data-transform', 'date-utils', 'formula-engine', 'json-utils']));
    const [tool] = tools;
    const action = tool?.actions[0];
    expect(action?.input_schema).toBeTypeOf('object');
    await expect(forge.tools.call(tool?.id ?? '', action?.name ?? '', { nonsense: true })).rejects.toBeInstanceOf(InvalidRequestError);
    expect((await forge.models.list().all()).map(({ id }) => id)).toContain('playbook');
    expect((await forge.templates.list().all()).map(({ id }) => id)).toContain('data-cleanup');
    expect(await forge.providers.list().all()).toEqual([]);
    expect(await forge.interactions.list({ state: 'open' }).all()).toEqual([]);
  });
});
