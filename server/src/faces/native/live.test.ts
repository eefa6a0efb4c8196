import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedEngines, twoServers } from '../../../test/two-servers.ts';
import type { TwoServers } from '../../../test/two-servers.ts';
import { enginesOf, readSse, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

interface Frame {
  readonly event: string;
  readonly data: any;
}

/** An open live connection; `frames` grows as they come. */
async function watch(w: World, query = '', key = w.key) {
  const stop = new AbortController();
  const response = await fetch(`${w.url}/v1/live${query}`, {
    headers: { 'x-forge-api-key': key, accept: 'text/event-stream' },
    signal: stop.signal,
  });
  const frames: Frame[] = [];
  const take = ({ event, data }: Frame): boolean => {
    frames.push({ event, data });
    return false;
  };
  const ended = readSse(response, { stop: take }).catch(() => undefined);
  return { response, frames, ended, stop: () => stop.abort() };
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_200 && !isTrue(); tries += 1) await delay(25);
  expect(isTrue()).toBe(true);
}

const topicsOf = (frames: readonly Frame[]): string[] => frames.flatMap(({ event, data }) => (event === 'changed' ? [data.topic] : []));

describe.each(enginesOf(import.meta.url))('the live connection on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  it('200: says ready, then names what changed: a run, its session, a task', async () => {
    await w.agent('lively');
    const live = await watch(w);
    await until(() => live.frames[0]?.event === 'ready');
    const { body: run } = await w.call('POST', '/v1/agents/lively/runs', { input: 'x' });
    const { body: task } = await w.call('POST', '/v1/tasks', { title: 'Something' });
    await until(() => ['sessions', 'runs', 'tasks'].every((topic) => topicsOf(live.frames).includes(topic)));
    live.stop();
    const named = (topic: string) => live.frames.flatMap(({ data }) => (data.topic === topic ? data.ids : []));
    expect(named('sessions')).toContain(run.session_id);
    expect(named('runs')).toContain(run.id);
    expect(named('tasks')).toContain(task.id);
  });

  it('200: follows chosen sessions from their cursors over the same connection, and only chosen topics', async () => {
    await w.agent('followed');
    const { body: run } = await w.call('POST', '/v1/agents/followed/runs', { input: 'x' });
    const log = (await w.call('GET', `/v1/sessions/${run.session_id}/events?limit=1000`)).body.data;
    const live = await watch(w, `?topics=tasks&sessions=${run.session_id}@2`);
    const seqs = () => live.frames.flatMap(({ event, data }) => (event === 'event' ? [data.seq] : []));
    const expected = log.flatMap(({ seq, type }: any) => (seq > 2 && !type.endsWith('.delta') ? [seq] : []));
    await until(() => seqs().length >= expected.length);
    await w.call('POST', '/v1/agents/followed/runs', { input: 'y', session_id: run.session_id });
    await until(() => seqs().some((seq) => seq > log.length));
    live.stop();
    expect(seqs().slice(0, expected.length)).toEqual(expected);
    expect(topicsOf(live.frames)).toEqual([]);
    const first = live.frames.find(({ event }) => event === 'event')?.data;
    expect(first).toMatchObject({ session_id: run.session_id, cursor: String(first.seq) });
  });

  it('says nothing of another organisation, and to a key with few agents only that something changed', async () => {
    const agent = await w.agent('narrow');
    const { body: made } = await w.call('POST', '/api/api-keys', { name: 'few', scoped_agents: [agent], scopes: ['read', 'write'] });
    const live = await watch(w, '?topics=tasks', made.data.key);
    await until(() => live.frames.length > 0);
    await w.call('POST', '/v1/tasks', { title: 'Elsewhere' });
    await until(() => topicsOf(live.frames).length > 0);
    live.stop();
    expect(live.frames.find(({ event }) => event === 'changed')?.data).toEqual({ topic: 'tasks', ids: null });
  });

  it('400 for an unknown topic, a wrong cursor and too many sessions; 404 for a session that is not ours', async () => {
    const id = '0194f0c2-1111-7000-8000-00000000dead';
    const many = Array.from({ length: 21 }, () => id).join(',');
    const answers = ['?topics=weather', `?sessions=${id}@x`, `?sessions=${many}`, `?sessions=${id}`];
    const statuses = await Promise.all(answers.map(async (query) => (await w.call('GET', `/v1/live${query}`)).status));
    expect(statuses).toEqual([400, 400, 400, 404]);
  });

  it('ends within a second when the key is revoked', async () => {
    const { body: made } = await w.call('POST', '/api/api-keys', { name: 'short', org_wide: true, scopes: ['read'] });
    const live = await watch(w, '', made.data.key);
    await until(() => live.frames.length > 0);
    await w.call('DELETE', `/api/api-keys/${made.data.id}`);
    await live.ended;
  });

  it('the overview counts what the period held', async () => {
    await w.agent('unlucky', 'fault-400');
    await w.call('POST', '/v1/agents/unlucky/runs', { input: 'x' });
    const { status, body } = await w.call('GET', '/v1/insight/overview?period=1h');
    expect(status).toBe(200);
    expect(body.runs).toMatchObject({ total: 4, completed: 3, failed: 1, unfinished: 0, success_rate: 0.75, sampled: false });
    expect(body.previous).toMatchObject({ total: 0, success_rate: null, p95_ms: null });
    expect(body.parts).toHaveLength(60);
    expect(body.parts.reduce((sum: number, part: any) => sum + part.completed + part.failed, 0)).toBe(4);
    expect(body.failures).toEqual([expect.objectContaining({ count: 1, agent: expect.objectContaining({ slug: 'unlucky' }) })]);
    expect(body.runs.p95_ms).toBeGreaterThanOrEqual(body.runs.p50_ms);
    expect(body.keys.active).toBeGreaterThan(0);
    expect((await w.call('GET', '/v1/insight/overview?period=2h')).status).toBe(400);
  });
});

describe.each(sharedEngines)('the live connection of two servers on %s', () => {
  let servers: TwoServers;
  beforeAll(async () => {
    servers = await twoServers();
  });
  afterAll(() => servers.close());

  it('tells what the other server changed', async () => {
    const live = await watch(servers.second);
    await until(() => live.frames.length > 0);
    await servers.first.call('POST', '/v1/tasks', { title: 'There' });
    await until(() => topicsOf(live.frames).includes('tasks'));
    live.stop();
  });
});
