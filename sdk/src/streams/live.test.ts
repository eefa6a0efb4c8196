import { afterEach, expect, test } from 'vitest';
import { eventStream, problem, wireServer } from '../../test/wire-server.ts';
import type { Answer, WireServer } from '../../test/wire-server.ts';
import { Forgeyard, NotFoundError } from '../index.ts';
import type { LiveMessage, LiveOptions } from '../index.ts';

const opened: WireServer[] = [];

afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

async function forgeFor(...answers: readonly Answer[]): Promise<{ readonly forge: Forgeyard; readonly server: WireServer }> {
  const server = await wireServer(...answers);
  opened.push(server);
  const environment = { random: () => 0.01, sleep: () => Promise.resolve() };
  return { server, forge: new Forgeyard({ baseUrl: server.url, apiKey: 'forge_test', environment, timeoutMs: 2000 }) };
}

const told = (event: string, data: object): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
const ready = told('ready', { topics: ['sessions'], sessions: ['s-1', 's-2'] });
const logged = (session: string, cursor: string): string =>
  told('event', {
    session_id: session,
    cursor,
    seq: Number(cursor),
    type: 'session.renamed',
    at: 'now',
    run_id: null,
    payload: { name: 'x' },
  });

/** The first messages of the connection; leaving the loop closes it. */
async function first(count: number, forge: Forgeyard, options?: LiveOptions): Promise<readonly LiveMessage[]> {
  const all: LiveMessage[] = [];
  for await (const message of forge.live(options)) {
    all.push(message);
    if (all.length === count) break;
  }
  return all;
}

test('tells what changes, and the events of followed sessions apart from what carries them', async () => {
  const changed = told('changed', { topic: 'tasks', ids: ['t-1'] });
  const { forge, server } = await forgeFor(eventStream({ chunks: [': ping\n\n', ready, changed, logged('s-1', '4')], finish: 'hang' }));
  expect(await first(3, forge, { topics: ['tasks', 'sessions'], sessions: { 's-1': '3', 's-2': undefined } })).toEqual([
    { type: 'ready', topics: ['sessions'], sessions: ['s-1', 's-2'] },
    { type: 'changed', topic: 'tasks', ids: ['t-1'] },
    {
      type: 'event',
      session_id: 's-1',
      cursor: '4',
      event: { seq: 4, type: 'session.renamed', at: 'now', run_id: null, payload: { name: 'x' } },
    },
  ]);
  expect(decodeURIComponent(server.seen[0]?.url ?? '')).toBe('/v1/live?topics=tasks,sessions&sessions=s-1@3,s-2');
});

test('goes on after a cut where each log was, live text included', async () => {
  const delta = told('delta', { session_id: 's-2', cursor: '7.5', kind: 'text', run_id: 'r', text: 'Hello', offset: 0 });
  const { forge, server } = await forgeFor(
    eventStream({ chunks: [ready, logged('s-1', '4'), delta, logged('s-1', '5').slice(0, 40)], finish: 'cut' }),
    eventStream({ chunks: [ready, logged('s-1', '5')], finish: 'hang' }),
  );
  const types = (await first(5, forge, { sessions: { 's-1': '3', 's-2': undefined } })).map(({ type }) => type);
  expect(types).toEqual(['ready', 'event', 'delta', 'ready', 'event']);
  expect(server.seen.map(({ url }) => decodeURIComponent(url))).toEqual(['/v1/live?sessions=s-1@3,s-2', '/v1/live?sessions=s-1@4,s-2@7.5']);
});

test('an orderly end is not the end: the connection is opened again', async () => {
  const { forge, server } = await forgeFor(eventStream({ chunks: [ready], finish: 'end' }));
  expect((await first(3, forge)).map(({ type }) => type)).toEqual(['ready', 'ready', 'ready']);
  expect(server.seen).toHaveLength(3);
});

test('leaves out what a newer server may send', async () => {
  const { forge } = await forgeFor(eventStream({ chunks: [told('weather', { rain: true }), ready], finish: 'hang' }));
  expect(await first(1, forge)).toMatchObject([{ type: 'ready' }]);
});

test('throws what the server refuses, and the reason of the caller who aborts', async () => {
  const refused = await forgeFor(problem(404, 'SESSION_UNKNOWN'));
  await expect(first(1, refused.forge, { sessions: { gone: undefined } })).rejects.toBeInstanceOf(NotFoundError);
  const { forge } = await forgeFor(eventStream({ chunks: [ready], finish: 'hang' }));
  const abort = new AbortController();
  const reading = (async () => {
    for await (const _ of forge.live({ signal: abort.signal })) abort.abort(new Error('enough'));
  })();
  await expect(reading).rejects.toThrow('enough');
});

test('gives up after six reconnections in a row that brought nothing', async () => {
  const { forge, server } = await forgeFor(eventStream({ chunks: [ready], finish: 'cut' }), problem(503, 'NOT_READY'));
  await expect(first(9, forge)).rejects.toMatchObject({ code: 'NOT_READY' });
  expect(server.seen).toHaveLength(7);
});
