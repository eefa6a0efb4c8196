import { afterEach, describe, expect, test } from 'vitest';
import { eventStream, frame, json, problem, wireServer } from '../../test/wire-server.ts';
import type { Answer, WireServer } from '../../test/wire-server.ts';
import { ConnectionError, Forgeyard, NotFoundError } from '../index.ts';
import type { ExecuteEvent, StreamedEvent } from '../index.ts';

const location = '/v1/runs/run-1/events';
const completed = { output: 'done', result: { ok: true }, duration_ms: 5, usage: { input_tokens: 1, output_tokens: 2 } };
const opened: WireServer[] = [];
const quick = { random: () => 0.01, sleep: () => Promise.resolve() };

afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

async function forgeFor(...answers: readonly Answer[]): Promise<{ readonly forge: Forgeyard; readonly server: WireServer }> {
  const server = await wireServer(...answers);
  opened.push(server);
  return { server, forge: new Forgeyard({ baseUrl: server.url, apiKey: 'forge_test', environment: quick, timeoutMs: 2000 }) };
}

async function collect<T>(events: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const typesOf = (events: readonly StreamedEvent[]): readonly string[] => events.map((event) => event.type);

describe('runs.stream', () => {
  test('yields every event up to the terminal one and leaves the connection', async () => {
    const text =
      frame('1', 'run.queued', {}) + frame('2.0', 'message.delta', { text: 'Hi', offset: 0 }) + frame('3', 'run.completed', completed);
    const { forge, server } = await forgeFor(eventStream({ chunks: ['retry: 2000\n\n', text, ': ping\n\n'], finish: 'hang', location }));
    const stream = forge.runs.stream('agent-a', { input: 'go' });
    const events = await collect(stream);
    expect(typesOf(events)).toEqual(['run.queued', 'message.delta', 'run.completed']);
    expect(events[1]).toMatchObject({ cursor: '2.0', payload: { text: 'Hi' } });
    expect(stream.runId).toBe('run-1');
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/v1/agents/agent-a/runs', body: { input: 'go', stream: true } });
    expect(server.seen[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
  });

  test('resumes behind the last event after a cut, also inside a half-written frame, and starts the run once', async () => {
    const { forge, server } = await forgeFor(
      eventStream({ chunks: [frame('1', 'run.queued', {}), frame('2.7', 'message.delta', {}).slice(0, 30)], finish: 'cut', location }),
      eventStream({ chunks: [frame('2.7', 'message.delta', { text: 'x', offset: 7 })], finish: 'end' }),
      eventStream({ chunks: [frame('3', 'run.completed', completed)], finish: 'end' }),
    );
    const events = await collect(forge.runs.stream('a', { input: 'go' }));
    expect(typesOf(events)).toEqual(['run.queued', 'message.delta', 'run.completed']);
    expect(server.seen.map(({ method, url, headers }) => [method, url, headers['last-event-id']])).toEqual([
      ['POST', '/v1/agents/a/runs', undefined],
      ['GET', location, '1'],
      ['GET', location, '2.7'],
    ]);
  });

  test('joins characters whose bytes arrive in different packets', async () => {
    const bytes = new TextEncoder().encode(
      frame('1', 'message.delta', { text: 'Grüße 🌍', offset: 0 }) + frame('2', 'run.completed', completed),
    );
    const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
    const { forge } = await forgeFor(eventStream({ chunks, finish: 'end', location }));
    const [delta] = await collect(forge.runs.stream('a', { input: 'go' }));
    expect(delta?.payload).toEqual({ text: 'Grüße 🌍', offset: 0 });
  });

  test('goes on through refused reconnections, and gives up after six in a row', async () => {
    const { forge, server } = await forgeFor(
      eventStream({ chunks: [frame('1', 'run.queued', {})], finish: 'cut', location }),
      problem(503, 'NOT_READY'),
    );
    await expect(collect(forge.runs.stream('a', { input: 'go' }))).rejects.toMatchObject({ code: 'NOT_READY', status: 503 });
    expect(server.seen).toHaveLength(7);
  });

  test('follows the run when a repeated start is answered with the run instead of a stream', async () => {
    const { forge, server } = await forgeFor(
      json(202, { id: 'run-1' }),
      eventStream({ chunks: [frame('1', 'run.completed', completed)], finish: 'end' }),
    );
    expect(typesOf(await collect(forge.runs.stream('a', { input: 'go' })))).toEqual(['run.completed']);
    expect(server.seen[1]?.url).toBe(location);
  });

  test('ends with the reason of the caller when the caller aborts', async () => {
    const { forge } = await forgeFor(eventStream({ chunks: [frame('1', 'run.queued', {})], finish: 'hang', location }));
    const abort = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of forge.runs.stream('a', { input: 'go' }, { signal: abort.signal })) {
        seen.push(event.type);
        abort.abort(new Error('enough'));
      }
    })();
    await expect(reading).rejects.toThrow('enough');
    expect(seen).toEqual(['run.queued']);
  });

  test('throws the typed refusal when the agent is unknown', async () => {
    const { forge } = await forgeFor(problem(404, 'AGENT_NOT_FOUND'));
    await expect(collect(forge.runs.stream('nobody', { input: 'go' }))).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe('follow', () => {
  test('a finished run that answers 204 ends at once', async () => {
    const { forge, server } = await forgeFor((response) => void response.writeHead(204).end());
    expect(await collect(forge.runs.follow('run-1', { after: '9' }))).toEqual([]);
    expect(server.seen[0]?.headers['last-event-id']).toBe('9');
  });

  test('a session goes on over the end of a run and ends with the session', async () => {
    const chunks = [frame('1', 'run.completed', completed), frame('2', 'session.ended', { status: 'COMPLETED' })];
    const { forge } = await forgeFor(eventStream({ chunks, finish: 'end' }));
    expect(typesOf(await collect(forge.sessions.follow('s-1')))).toEqual(['run.completed', 'session.ended']);
  });

  test('a server that is gone is a ConnectionError', async () => {
    const { forge, server } = await forgeFor(json(200, {}));
    await server.close();
    await expect(collect(forge.runs.follow('run-1'))).rejects.toBeInstanceOf(ConnectionError);
  });
});

describe('executeStream', () => {
  const session = { session_id: 's-1', session_name: 'k-s-1', run_id: 'run-1', agent: { id: 'x', name: 'a' } };
  const named = (id: string, event: string, data: unknown): string => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  const namesOf = (events: readonly ExecuteEvent[]): readonly string[] => events.map(({ event }) => event);

  test('yields session first and done last', async () => {
    const chunks = [
      named('1', 'session', session),
      named('2', 'token', { text: 'a' }),
      named('3', 'done', { run_id: 'run-1', status: 'completed' }),
    ];
    const { forge, server } = await forgeFor(eventStream({ chunks, finish: 'hang', location }));
    expect(namesOf(await collect(forge.executeStream('a', { input: 'go' })))).toEqual(['session', 'token', 'done']);
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/api/agents/a/execute', body: { input: 'go' } });
    expect(server.seen[0]?.headers['x-api-key']).toBe('forge_test');
  });

  test('tells the rest of a cut execution in the same words', async () => {
    const tool = { step_number: 1, tool: 'json-utils', action: 'query', status: 'running' };
    const { forge } = await forgeFor(
      eventStream({ chunks: [named('1', 'session', session), named('2', 'tool', tool)], finish: 'cut' }),
      eventStream({
        chunks: [
          frame('3', 'tool.completed', { step: 2, step_number: 1, call_id: 'c', output: 1, duration_ms: 4 }),
          frame('4.0', 'message.delta', { text: 'b', offset: 0 }),
          frame('5', 'run.failed', { code: 'MAX_STEPS', message: 'too many', duration_ms: 9, usage: completed.usage }),
        ],
        finish: 'end',
      }),
    );
    const events = await collect(forge.executeStream('a', { input: 'go' }));
    expect(namesOf(events)).toEqual(['session', 'tool', 'tool', 'token', 'error', 'done']);
    expect(events[2]?.data).toEqual({ ...tool, status: 'completed', duration_ms: 4 });
    expect(events[5]?.data).toMatchObject({ run_id: 'run-1', session_id: 's-1', status: 'failed', output: null, duration_ms: 9 });
  });
});
