import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postOtlp, sessionOf, spanJson, spansOf, tracesJson } from '../../../test/otlp.ts';
import { tenant } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const chat = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'm-1',
  'gen_ai.usage.input_tokens': 10,
  'gen_ai.usage.output_tokens': 4,
};

describe.each(enginesOf(import.meta.url))('traces of agents that run elsewhere, on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const send = (service: string, spans: readonly object[], resource = {}, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
    w.call('POST', '/otlp/v1/traces', tracesJson(service, spans, resource), headers);

  it('200: a trace becomes a session of an external agent, with its spans, tokens, name and end', async () => {
    const sent = await send('crawler', [
      spanJson({ id: 2, parent: 1, name: 'chat m-1', attributes: chat, startedAgo: 900, endedAgo: 300 }),
      spanJson({ id: 3, parent: 1, name: 'fetch', attributes: { 'gen_ai.tool.name': 'http' }, startedAgo: 300, endedAgo: 100 }),
      spanJson({ id: 1, name: 'nightly crawl', attributes: { 'gen_ai.operation.name': 'invoke_agent' } }),
    ]);
    expect([sent.status, sent.text]).toEqual([200, '{}']);
    const agent = (await w.call('GET', '/v1/agents/crawler')).body;
    expect(agent).toMatchObject({ slug: 'crawler', kind: 'external' });
    const session = await sessionOf(w, 'crawler');
    expect(session).toMatchObject({ name: 'nightly crawl', origin: 'telemetry', status: 'COMPLETED', tokens: { input: 10, output: 4 } });
    expect(Date.parse(session.ended_at) - Date.parse(session.started_at)).toBeGreaterThan(900);
    const spans = await spansOf(w, session.id);
    expect(spans.map((span) => [span.id.at(-1), span.kind, span.model, span.tool, span.parent_id?.at(-1) ?? null])).toEqual([
      ['2', 'model', 'm-1', null, '1'],
      ['3', 'tool', null, 'http', '1'],
      ['1', 'agent', null, null, null],
    ]);
    expect(spans[0].duration_ms).toBe(600);
    const log = (await w.call('GET', `/v1/sessions/${session.id}/events`)).body.data;
    expect(log.map((event: any) => event.type)).toEqual(['session.created', 'spans.received', 'session.status_changed']);
    expect(log[1].payload).toEqual({ count: 3, upto: spans[2].seq });
  });

  it('200: a span that is sent again replaces itself; the session ends with its root, fails with it, and goes on with new spans', async () => {
    const status = async () => (await sessionOf(w, 'phases')).status;
    await send('phases', [spanJson({ trace: 2, id: 1, endedAgo: null }), spanJson({ trace: 2, id: 2, parent: 1 })]);
    expect(await status()).toBe('ACTIVE');
    const failed = { status: { code: 2, message: 'no route' } };
    await send('phases', [spanJson({ trace: 2, id: 1, more: failed })]);
    const session = await sessionOf(w, 'phases');
    expect(session).toMatchObject({ status: 'FAILED', last_error: 'no route' });
    // A late repetition of the unfinished span changes nothing.
    await send('phases', [spanJson({ trace: 2, id: 1, endedAgo: null })]);
    const spans = await spansOf(w, session.id);
    expect(spans).toHaveLength(2);
    expect(spans.find((span) => span.parent_id === null)).toMatchObject({ status: 'error', status_message: 'no route' });
    const upto = Math.max(...spans.map((span) => span.seq));
    await send('phases', [spanJson({ trace: 2, id: 3, parent: 1 })]);
    expect((await spansOf(w, session.id, `?after=${upto}`)).map((span) => span.id.at(-1))).toEqual(['3']);
  });

  it('200: traces of one conversation share a session, and a trace stays whole when only its last spans name the conversation', async () => {
    const conversation = { 'gen_ai.conversation.id': 'thread-9' };
    await send('talker', [spanJson({ trace: 31, id: 1, attributes: conversation })]);
    await send('talker', [spanJson({ trace: 32, id: 1, attributes: conversation, endedAgo: null })]);
    const session = await sessionOf(w, 'talker');
    expect(session.status).toBe('ACTIVE');
    await send('talker', [spanJson({ trace: 32, id: 2, parent: 1 })]);
    expect(await spansOf(w, session.id)).toHaveLength(3);
    await send('late talker', [spanJson({ trace: 33, id: 2, parent: 1 })]);
    await send('late talker', [spanJson({ trace: 33, id: 1, name: 'said at last', attributes: conversation })]);
    const late = await sessionOf(w, 'late-talker');
    expect(late.name).toBe('said at last');
    expect(await spansOf(w, late.id)).toHaveLength(2);
  });

  it('200: what was said is dropped unless it is asked for, and large attributes are cut and marked', async () => {
    const attributes = { ...chat, 'gen_ai.input.messages': 'secret words', 'input.value': 'secret words', big: 'x'.repeat(10_000) };
    const event = { name: 'gen_ai.choice', timeUnixNano: '1', attributes: [{ key: 'content', value: { stringValue: 'secret words' } }] };
    await send('discreet', [spanJson({ trace: 4, id: 1, attributes, more: { events: [event] } })]);
    const [span] = await spansOf(w, (await sessionOf(w, 'discreet')).id);
    expect(JSON.stringify(span)).not.toContain('secret words');
    expect(span.attributes['forgeyard.truncated']).toBe(true);
    expect(span.attributes.big).toHaveLength(4_096);
    await send('open', [spanJson({ trace: 5, id: 1, attributes })], {}, { 'x-forgeyard-capture-content': 'true' });
    const [open] = await spansOf(w, (await sessionOf(w, 'open')).id);
    expect(open.attributes['gen_ai.input.messages']).toBe('secret words');
  });

  it('200 with partialSuccess: what cannot be used is counted and the rest is kept, in the encoding of the request', async () => {
    const spans = [
      spanJson({ trace: 6, id: 1 }),
      spanJson({ trace: 0, id: 2 }),
      spanJson({ trace: 6, id: 3, more: { startTimeUnixNano: 'soon' } }),
    ];
    const sent = await send('partial', spans);
    expect(sent.body.partialSuccess).toMatchObject({ rejectedSpans: '2', errorMessage: expect.stringContaining('span') });
    expect(await spansOf(w, (await sessionOf(w, 'partial')).id)).toHaveLength(1);
  });

  it('200: gzip is unpacked, and OTLP/JSON of our own download is taken in again', async () => {
    const body = JSON.stringify(tracesJson('packed', [spanJson({ trace: 7, id: 1, attributes: chat })]));
    expect((await postOtlp(w, { body, isPacked: true })).status).toBe(200);
    const { id } = await sessionOf(w, 'packed');
    const exported = await w.call('GET', `/v1/sessions/${id}/otlp`);
    expect(exported.headers.get('content-disposition')).toContain('attachment');
    const again = JSON.parse(exported.text.replace('"packed"', '"packed again"'));
    expect((await postOtlp(w, { body: JSON.stringify(again) })).status).toBe(200);
    const [first] = await spansOf(w, id);
    const [second] = await spansOf(w, (await sessionOf(w, 'packed-again')).id);
    expect({ ...second, seq: 0 }).toEqual({ ...first, seq: 0 });
  });

  it('200: an agent key is its own agent whatever the spans say, and forgeyard.session.id puts them into a session that exists', async () => {
    const agent = (await w.call('POST', '/v1/agents', { slug: 'own-name', model: 'gpt-4o' })).body.id;
    const { key } = (await w.call('POST', '/v1/credentials', { name: 'own', kind: 'agent_key', agent, scopes: ['messages:write'] })).body;
    const body = JSON.stringify(tracesJson('somebody else', [spanJson({ trace: 8, id: 1 })]));
    expect((await postOtlp({ url: w.url, key }, { body })).bytes.toString()).toBe('{}');
    expect((await w.call('GET', '/v1/agents/somebody-else')).status).toBe(404);
    const session = await sessionOf(w, 'own-name');
    await send('attached', [spanJson({ trace: 9, id: 1 })], { 'forgeyard.session.id': session.id });
    expect(await spansOf(w, session.id)).toHaveLength(2);
  });

  it('200: spans that name the session of a run of ours stand among its own, and what a deleted session held is gone', async () => {
    const agent = await w.agent('runs-here', 'one');
    const { session_id: id } = (await w.call('POST', `/v1/agents/${agent}/runs`, { input: 'go' })).body;
    await send('helper', [spanJson({ trace: 14, id: 1, name: 'from afar', attributes: chat })], { 'forgeyard.session.id': id });
    const spans = await spansOf(w, id);
    expect(spans.map((span) => [span.name, span.run_id === null])).toEqual([
      ['chat gpt-standin-one', false],
      ['invoke_agent runs-here', false],
      ['from afar', true],
    ]);
    expect((await w.call('GET', `/v1/sessions/${id}`)).body).toMatchObject({ status: 'COMPLETED', spans_count: 1 });
    expect((await w.call('DELETE', `/v1/sessions/${id}`)).status).toBe(204);
    expect((await w.call('GET', `/v1/sessions/${id}/spans`)).status).toBe(404);
    const late = { 'gen_ai.conversation.id': 'over' };
    await send('over', [spanJson({ trace: 15, id: 1 })], late);
    await w.call('DELETE', `/v1/sessions/${(await sessionOf(w, 'over')).id}`);
    const { body } = await send('over', [spanJson({ trace: 15, id: 2 })], late);
    expect(body.partialSuccess).toMatchObject({ rejectedSpans: '1', errorMessage: expect.stringContaining('deleted') });
  });

  it('403 for a key that may not make the agent, 404 for spans of another organisation, 401 without a key', async () => {
    const other = await tenant(w, 'others');
    const agent = (await w.call('POST', '/v1/agents', { slug: 'limited', model: 'gpt-4o' })).body.id;
    const limited = { name: 'limited', agent_ids: [agent], scopes: ['messages:write'] };
    const { key } = (await w.call('POST', '/v1/credentials', limited)).body;
    const body = JSON.stringify(tracesJson('brand new', [spanJson({ trace: 10, id: 1 })]));
    const refused = await postOtlp({ url: w.url, key }, { body });
    expect([refused.status, JSON.parse(refused.bytes.toString()).code]).toEqual([403, 7]);
    await send('ours', [spanJson({ trace: 11, id: 1 })]);
    const { id } = await sessionOf(w, 'ours');
    for (const path of ['spans', 'otlp']) expect((await other.call('GET', `/v1/sessions/${id}/${path}`)).status).toBe(404);
    // The same trace of another organisation, even one that names our session, is a session of its own there.
    await other.call('POST', '/otlp/v1/traces', tracesJson('ours', [spanJson({ trace: 11, id: 1 })], { 'forgeyard.session.id': id }));
    expect(await spansOf(w, id)).toHaveLength(1);
    const theirs = await sessionOf(other, 'ours');
    expect(theirs.id).not.toBe(id);
    const bare = await fetch(`${w.url}/otlp/v1/traces`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
    expect([bare.status, await bare.json()]).toMatchObject([401, { code: 16 }]);
  });

  it('200: 5,000 spans in one request, and 100 requests at once into one session, each span once and in one order', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) =>
      spanJson({ trace: 12, id: index + 1, parent: index === 0 ? 0 : 1, attributes: chat }),
    );
    const body = JSON.stringify(tracesJson('busy', many));
    expect((await postOtlp(w, { body, isPacked: true })).bytes.toString()).toBe('{}');
    const session = await sessionOf(w, 'busy');
    expect(session.tokens).toEqual({ input: 50_000, output: 20_000 });
    const first = await w.call('GET', `/v1/sessions/${session.id}/spans?limit=3000`);
    expect(first.body).toMatchObject({ has_more: true, next_cursor: String(first.body.data.at(-1).seq) });
    const rest = await spansOf(w, session.id, `?limit=3000&after=${first.body.next_cursor}`);
    expect(new Set([...first.body.data, ...rest].map((span) => span.id)).size).toBe(5_000);
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, part) =>
        send(
          'crowd',
          Array.from({ length: 50 }, (_, index) => spanJson({ trace: 13, id: part * 50 + index + 1 })),
        ),
      ),
    );
    expect(new Set(replies.map((reply) => reply.text))).toEqual(new Set(['{}']));
    const crowd = await spansOf(w, (await sessionOf(w, 'crowd')).id, '?limit=5000');
    expect(new Set(crowd.map((span) => span.seq)).size).toBe(5_000);
  });

  it('200: logs and metrics are taken and dropped', async () => {
    for (const kind of ['logs', 'metrics']) expect((await w.call('POST', `/otlp/v1/${kind}`, {})).text).toBe('{}');
    // Whoever wants content to be kept is told that log records are not.
    const wished = { 'x-forgeyard-capture-content': 'true' };
    expect((await w.call('POST', '/otlp/v1/metrics', {}, wished)).text).toBe('{}');
    const { body } = await w.call('POST', '/otlp/v1/logs', {}, wished);
    expect(body.partialSuccess).toEqual({ rejectedLogRecords: '0', errorMessage: expect.stringContaining('not kept') });
  });
});
