import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postOtlp, sessionOf, spanJson, spansOf, tracesJson } from '../../../test/otlp.ts';
import { engines, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const hourMs = 3_600_000;
const call = (input: number, output: number) => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.usage.input_tokens': input,
  'gen_ai.usage.output_tokens': output,
});

describe.each(engines)('spans that come again, late or by another clock, on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const send = async (service: string, spans: readonly object[]): Promise<void> => {
    const { text } = await w.call('POST', '/otlp/v1/traces', tracesJson(service, spans));
    if (text !== '{}') throw new Error(text);
  };

  it('a batch that is sent again, even at the same moment, changes nothing: not the counts, not the log', async () => {
    const batch = Array.from({ length: 30 }, (_, index) => spanJson({ id: index + 1, parent: index, attributes: call(3, 2) }));
    await Promise.all([send('again', batch), send('again', batch), send('again', batch)]);
    const before = await sessionOf(w, 'again');
    expect(before).toMatchObject({ spans_count: 30, tokens: { input: 90, output: 60 } });
    const log = (await w.call('GET', `/v1/sessions/${before.id}/events`)).body.data;
    expect(log.filter((event: any) => event.type === 'spans.received')).toHaveLength(1);
    await send('again', batch);
    const { heartbeat_at: _before, ...was } = before;
    const { heartbeat_at: _after, ...is } = await sessionOf(w, 'again');
    expect(is).toEqual(was);
  });

  it('a call that grows counts as it was last, in the middle of others, and children may come before their parents', async () => {
    await send('grows', [spanJson({ trace: 2, id: 3, parent: 2, attributes: call(1, 0), endedAgo: null })]);
    expect(await sessionOf(w, 'grows')).toMatchObject({ status: 'ACTIVE', tokens: { input: 1, output: 0 } });
    await send('grows', [spanJson({ trace: 2, id: 3, parent: 2, attributes: call(10, 4) }), spanJson({ trace: 2, id: 2, parent: 1 })]);
    await send('grows', [spanJson({ trace: 2, id: 3, parent: 2, attributes: call(1, 0), endedAgo: null })]);
    await send('grows', [spanJson({ trace: 2, id: 1, name: 'root at last' })]);
    const session = await sessionOf(w, 'grows');
    expect(session).toMatchObject({ name: 'root at last', status: 'COMPLETED', spans_count: 3, tokens: { input: 10, output: 4 } });
    expect(new Set((await spansOf(w, session.id)).map((span) => span.id)).size).toBe(3);
  });

  it('what an older trace brings late does not end a session whose newest trace goes on', async () => {
    const attributes = { 'gen_ai.conversation.id': 'late' };
    await send('late', [spanJson({ trace: 3, id: 2, parent: 1, attributes, startedAgo: 5_000, endedAgo: 4_000 })]);
    await send('late', [spanJson({ trace: 4, id: 1, attributes, startedAgo: 1_000, endedAgo: null })]);
    await send('late', [spanJson({ trace: 3, id: 1, attributes, startedAgo: 6_000, endedAgo: 3_000 })]);
    expect((await sessionOf(w, 'late')).status).toBe('ACTIVE');
    await send('late', [spanJson({ trace: 4, id: 1, attributes, startedAgo: 1_000 })]);
    expect((await sessionOf(w, 'late')).status).toBe('COMPLETED');
  });

  it('a trace that two agents work on is a session of each, whoever sends when, and stays there when the conversation is named late', async () => {
    const keys: string[] = [];
    for (const slug of ['asks', 'helps']) {
      const agent = (await w.call('POST', '/v1/agents', { slug, kind: 'external', display_name: slug })).body.id;
      const made = await w.call('POST', '/v1/credentials', { name: slug, kind: 'agent_key', agent, scopes: ['messages:write'] });
      keys.push(made.body.key);
    }
    const part = async (key: string | undefined, id: number, resource = {}): Promise<void> => {
      const body = JSON.stringify(tracesJson('shared', [spanJson({ trace: 7, id, parent: 99 })], resource));
      expect((await postOtlp({ url: w.url, key: key ?? '' }, { body })).bytes.toString()).toBe('{}');
    };
    for (const id of [1, 2, 3]) for (const [index, key] of keys.entries()) await part(key, id * 10 + index);
    await part(keys[1], 50, { 'gen_ai.conversation.id': 'named late' });
    const counts = await Promise.all(['asks', 'helps'].map(async (slug) => (await sessionOf(w, slug)).spans_count));
    expect(counts).toEqual([3, 4]);
  });

  it('a clock that is years off never puts a session into the future, nor its end before its beginning', async () => {
    await send('ahead', [spanJson({ trace: 5, id: 1, startedAgo: -hourMs, endedAgo: -2 * hourMs })]);
    await send('behind', [spanJson({ trace: 6, id: 1, startedAgo: 20_000 * hourMs, endedAgo: 19_999 * hourMs })]);
    for (const agent of ['ahead', 'behind']) {
      const { started_at: began, ended_at: ended, status } = await sessionOf(w, agent);
      expect([status, Date.parse(began) <= Date.now(), Date.parse(began) <= Date.parse(ended), Date.parse(ended) <= Date.now()]).toEqual([
        'COMPLETED',
        true,
        true,
        true,
      ]);
    }
  });
});
