import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EventFeed } from '../kernel/feed.ts';
import { readSse, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';

/** Counts who follows the log, through the port that every stream uses. */
function countFollowers(feed: EventFeed): () => number {
  const follow = feed.follow.bind(feed);
  const open = new Set<object>();
  Object.assign(feed, {
    follow: (...given: Parameters<EventFeed['follow']>) => {
      const one = {};
      open.add(one);
      const stop = follow(...given);
      return () => {
        open.delete(one);
        stop();
      };
    },
  });
  return () => open.size;
}

describe('streams', () => {
  let w: World;
  let followers: () => number;
  beforeAll(async () => {
    w = await world('sqlite');
    followers = countFollowers(w.server.home.feed);
    await w.agent('slow', 'long-paced-20');
  });
  afterAll(() => w.close());

  const post = (path: string, body: object, signal?: AbortSignal): Promise<Response> =>
    fetch(`${w.url}${path}`, {
      method: 'POST',
      headers: { 'x-forge-api-key': w.key, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
  const nobodyFollows = (): Promise<void> => vi.waitFor(() => expect(followers()).toBe(0), { timeout: 30_000, interval: 20 });

  test.each([
    ['execute', '/api/agents/slow/execute', { input: 'x' }],
    ['contract 3', '/api/v1/agents/slow/run', { input: 'x', stream: true }],
    ['our own', '/v1/agents/slow/runs', { input: 'x', stream: true, on_disconnect: 'cancel' }],
  ])('a client of %s that leaves in the middle leaves no follower behind', async (_name, path, body) => {
    const controller = new AbortController();
    const response = await post(path, body, controller.signal);
    expect(response.status).toBe(200);
    expect(followers()).toBe(1);
    controller.abort();
    await nobodyFollows();
    const { body: open } = await w.call('GET', '/v1/runs?status=running');
    for (const run of open.data) await w.call('POST', `/v1/runs/${run.id}/cancel`);
  });

  test('a stream that ended by itself leaves no follower behind', async () => {
    await readSse(await post('/api/agents/data-cleanup/execute', { input: 'x' }));
    await nobodyFollows();
  });

  test('a client that waits for JSON and leaves leaves no follower behind, and its run goes on', async () => {
    const controller = new AbortController();
    const waiting = post('/v1/agents/slow/runs', { input: 'gone', wait: true }, controller.signal).catch(() => undefined);
    const run = await vi.waitFor(async () => {
      const { body } = await w.call('GET', '/v1/runs?agent=slow&status=running');
      expect(body.data[0]?.input).toBe('gone');
      return body.data[0];
    });
    controller.abort();
    await waiting;
    expect((await w.call('GET', `/v1/runs/${run.id}`)).body.status).toBe('running');
    await w.call('POST', `/v1/runs/${run.id}/cancel`);
    await nobodyFollows();
  });

  test('a hundred clients that come and go leave nothing behind', async () => {
    const run = (await w.call('POST', '/v1/agents/slow/runs', { input: 'x', wait: false })).body;
    const controllers = Array.from({ length: 100 }, () => new AbortController());
    await Promise.all(
      controllers.map(({ signal }) =>
        fetch(`${w.url}/v1/sessions/${run.session_id}/events`, {
          headers: { 'x-forge-api-key': w.key, accept: 'text/event-stream' },
          signal,
        }),
      ),
    );
    expect(followers()).toBe(100);
    for (const controller of controllers) controller.abort();
    await nobodyFollows();
    await w.call('POST', `/v1/runs/${run.id}/cancel`);
  });

  test('a client that does not read is cut when more than the bound is unread, while one that reads gets everything', async () => {
    const playbook = [{ output: 'done' }];
    await w.call('POST', '/v1/agents', { slug: 'echoing', model: 'playbook', config: { playbook } });
    const first = (await w.call('POST', '/v1/agents/echoing/runs', { input: 'x' })).body;
    const path = `/v1/sessions/${first.session_id}/events`;
    const deaf = await openDeaf(w, path);
    const runs = 24;
    let ends = 0;
    const reading = readSse(await fetch(`${w.url}${path}`, { headers: { 'x-forge-api-key': w.key, accept: 'text/event-stream' } }), {
      stop: (frame) => frame.event === 'run.completed' && (ends += 1) === runs + 1,
    });
    expect(followers()).toBe(2);
    const data = { text: 'x'.repeat(1024 * 1024) };
    for (let run = 0; run < runs; run += 1) {
      const { body } = await w.call('POST', '/v1/agents/echoing/runs', { input: 'x', data, session_id: first.session_id, wait: true });
      expect(body.status).toBe('completed');
    }
    expect((await reading).filter((frame) => frame.event === 'run.completed')).toHaveLength(runs + 1);
    await nobodyFollows();
    deaf.destroy();
  });
});

/** A connection that asks for a stream and then never reads from it. */
function openDeaf(w: World, path: string): Promise<Socket> {
  const { hostname, port } = new URL(w.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.on('error', reject);
    socket.once('data', () => {
      socket.pause();
      socket.removeListener('error', reject).on('error', () => undefined);
      resolve(socket);
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-Forge-Api-Key: ${w.key}\r\nAccept: text/event-stream\r\n\r\n`);
  });
}
