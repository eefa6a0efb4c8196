import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { enginesOf, readSse, world } from '../../../test/world.ts';
import type { Reply, SseFrame, World } from '../../../test/world.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const sse = { accept: 'text/event-stream' };

function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
}

describe.each(enginesOf(import.meta.url))('runs of our own API on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine, { leaseMs: 2_000 });
    await w.agent('plain', 'one');
    await w.agent('slow', 'long-paced-8');
  });
  afterAll(() => w.close());

  const start = (agent: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
    w.call('POST', `/v1/agents/${agent}/runs`, body, headers);
  const open = (path: string, headers: Readonly<Record<string, string>> = {}, init: RequestInit = {}): Promise<Response> =>
    fetch(`${w.url}${path}`, { ...init, headers: { 'x-forge-api-key': w.key, ...sse, ...headers } });
  const ended = async (id: string): Promise<any> =>
    vi.waitFor(
      async () => {
        const { body } = await w.call('GET', `/v1/runs/${id}`);
        expect(['completed', 'failed', 'timeout', 'cancelled']).toContain(body.status);
        return body;
      },
      { timeout: 30_000, interval: 50 },
    );
  const textOf = (frames: readonly SseFrame[]): string =>
    frames
      .filter((frame) => frame.event === 'message.delta')
      .map((frame) => frame.data.payload.text)
      .join('');

  test('200: a run is waited for and answered with its steps', async () => {
    const agent = (await w.call('GET', '/v1/agents/plain')).body;
    const reply = await start('plain', { input: 'hello', data: { a: [1, 'x', null] } });
    expect(reply.status, reply.text).toBe(200);
    const { id } = reply.body;
    expect(reply.body).toEqual({
      id: expect.stringMatching(uuid),
      agent: { id: agent.id, slug: 'plain', display_name: 'plain' },
      session_id: expect.stringMatching(uuid),
      agent_version: 1,
      model: 'gpt-standin-one',
      status: 'completed',
      input: 'hello',
      data: { a: [1, 'x', null] },
      output: 'Hello from the stand-in model.',
      result: null,
      error: null,
      usage: { input_tokens: expect.any(Number), output_tokens: expect.any(Number) },
      trace_id: id.replaceAll('-', ''),
      steps_count: 1,
      attempt: 1,
      duration_ms: expect.any(Number),
      trigger: { kind: 'api_key', id: expect.stringMatching(uuid), name: 'init' },
      created_at: time,
      started_at: time,
      ended_at: time,
      steps: [
        {
          number: 1,
          kind: 'model',
          step_number: null,
          tool: null,
          action: 'gpt-standin-one',
          input: null,
          output: expect.anything(),
          error: null,
          status: 'completed',
          started_at: time,
          ended_at: time,
          duration_ms: expect.any(Number),
          usage: { input_tokens: expect.any(Number), output_tokens: expect.any(Number) },
          attempt: 1,
        },
      ],
    });
    expect([reply.headers.get('location'), reply.headers.get('content-location')]).toEqual([`/v1/runs/${id}`, `/v1/runs/${id}/events`]);
    expect((await w.call('GET', `/v1/runs/${id}`)).body).toEqual(reply.body);
  });

  test('202: wait:false answers at once, and the run goes on', async () => {
    const reply = await start('slow', { input: 'x', wait: false });
    expect([reply.status, reply.body.ended_at, reply.headers.get('location')]).toEqual([202, null, `/v1/runs/${reply.body.id}`]);
    expect(['queued', 'running']).toContain(reply.body.status);
    expect((await ended(reply.body.id)).status).toBe('completed');
  });

  test('200: a stream shows the log of the run from its first to its last event, live text in between', async () => {
    for (const [body, headers] of [
      [{ input: 'x', stream: true }, { accept: '*/*' }],
      [{ input: 'x' }, sse],
    ] as const) {
      const response = await open(
        '/v1/agents/plain/runs',
        { 'content-type': 'application/json', ...headers },
        { method: 'POST', body: JSON.stringify(body) },
      );
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
      const raw = response.clone().text();
      const frames = await readSse(response);
      expect(await raw).toMatch(/^retry: 2000\n\n/);
      const logged = frames.filter((frame) => frame.data.seq !== null);
      expect(logged.map((frame) => frame.event)).toEqual([
        'session.created',
        'run.queued',
        'run.started',
        'step.started',
        'message.started',
        'message.completed',
        'usage.recorded',
        'run.completed',
      ]);
      for (const frame of logged) {
        expect(Object.keys(frame.data)).toEqual(['seq', 'type', 'at', 'run_id', 'payload']);
        expect([frame.data.type, frame.id]).toEqual([frame.event, String(frame.data.seq)]);
      }
      expect(logged.map((frame) => frame.data.seq)).toEqual(logged.map((_frame, index) => index + 1));
      expect(textOf(frames)).toBe('Hello from the stand-in model.');
      const [, path] = /^(\/v1\/runs\/[^/]+)\/events$/.exec(response.headers.get('content-location') ?? '') ?? [];
      expect((await w.call('GET', path ?? '')).body.status).toBe('completed');
    }
  });

  test('200: events are listed oldest first in pages that miss nothing and repeat nothing', async () => {
    const { id, session_id } = (await start('plain', { input: 'x' })).body;
    for (const path of [`/v1/runs/${id}/events`, `/v1/sessions/${session_id}/events`]) {
      const whole = (await w.call('GET', path)).body;
      expect([whole.has_more, whole.next_cursor]).toEqual([false, null]);
      const seen: unknown[] = [];
      let after = '';
      for (let pages = 0; pages < 50; pages += 1) {
        const { body } = await w.call('GET', `${path}?limit=2&after=${after}`);
        expect(body.data.length).toBeLessThanOrEqual(2);
        seen.push(...body.data);
        if (!body.has_more) break;
        after = body.next_cursor;
      }
      expect(seen).toEqual(whole.data);
    }
    for (const query of ['after=x', 'after=-1', 'after=1.2.3', 'limit=0', 'limit=1001', 'after=%00']) {
      expect((await w.call('GET', `/v1/runs/${id}/events?${query}`)).status, query).toBe(400);
    }
    expect((await w.call('GET', `/v1/runs/${id}/events?after=999999999999999`)).body.data).toEqual([]);
  });

  test('200, then 204: a stream that was cut at any event goes on exactly there, and after the end says so', async () => {
    const { id } = (await start('plain', { input: 'x' })).body;
    const whole = await readSse(await open(`/v1/runs/${id}/events`));
    expect(whole.at(-1)?.event).toBe('run.completed');
    for (const [index, frame] of whole.entries()) {
      const rest = await open(`/v1/runs/${id}/events`, { 'last-event-id': frame.id ?? '' });
      if (index === whole.length - 1) expect(rest.status).toBe(204);
      else expect(textAndTypes(await readSse(rest)), frame.id).toEqual(textAndTypes(whole.slice(index + 1)));
      const byQuery = await open(`/v1/runs/${id}/events?after=${frame.id}`);
      expect(byQuery.status).toBe(index === whole.length - 1 ? 204 : 200);
      await byQuery.body?.cancel();
    }
    expectProblem(await w.call('GET', `/v1/runs/${id}/events`, undefined, { ...sse, 'last-event-id': 'tampered' }), 400, 'CURSOR_INVALID');
  });

  test('many followers of one live run, joining at any time, read the same text', async () => {
    const { id } = (await start('slow', { input: 'x', wait: false })).body;
    const followers = [readSse(await open(`/v1/runs/${id}/events`))];
    for (let more = 0; more < 4; more += 1) {
      await readSse(await open(`/v1/runs/${id}/events`), { limit: 20 + 20 * more });
      followers.push(readSse(await open(`/v1/runs/${id}/events`)));
    }
    const texts = (await Promise.all(followers)).map(textOf);
    const { output } = await ended(id);
    expect(output).toHaveLength(890);
    for (const text of texts) expect(text).toBe(output);
  });

  test('202, then cancelled: a running run is stopped, its model call is cut, and its followers are told', async () => {
    const { id } = (await start('slow', { input: 'x', wait: false })).body;
    const following = open(`/v1/runs/${id}/events`).then((response) => readSse(response));
    const reply = await w.call('POST', `/v1/runs/${id}/cancel`);
    expect([reply.status, ['cancelling', 'cancelled'].includes(reply.body.status)], reply.text).toEqual([202, true]);
    expect((await ended(id)).status).toBe('cancelled');
    expect((await following).at(-1)?.event).toBe('run.cancelled');
    expectProblem(await w.call('POST', `/v1/runs/${id}/cancel`), 409, 'RUN_ALREADY_ENDED');
  });

  test('a client that leaves does not stop its run, unless it asked for that', async () => {
    const leave = async (body: object): Promise<string> => {
      const controller = new AbortController();
      const response = await open(
        '/v1/agents/slow/runs',
        { 'content-type': 'application/json' },
        { method: 'POST', body: JSON.stringify({ input: 'x', ...body }), signal: controller.signal },
      );
      await readSse(response, { limit: 5 });
      controller.abort();
      return /runs\/([^/]+)\//.exec(response.headers.get('content-location') ?? '')?.[1] ?? '';
    };
    const [stays, goes] = [await leave({}), await leave({ on_disconnect: 'cancel' })];
    expect((await ended(goes)).status).toBe('cancelled');
    expect((await ended(stays)).status).toBe('completed');
  });

  test('202 replay: the same input runs again, as a run and a session of its own', async () => {
    const first = (await start('plain', { input: 'again', data: { a: 1 } })).body;
    const reply = await w.call('POST', `/v1/runs/${first.id}/replay`);
    expect(reply.status, reply.text).toBe(202);
    const second = await ended(reply.body.id);
    expect(second).toMatchObject({ input: 'again', data: { a: 1 }, status: 'completed', output: first.output });
    expect([second.id === first.id, second.session_id === first.session_id]).toEqual([false, false]);
  });

  test('200: runs are listed newest first and can be narrowed by agent, session and status', async () => {
    await w.agent('listed', 'one');
    const failing = await w.agent('failing', 'fault-400');
    const made: any[] = [];
    for (let index = 0; index < 3; index += 1) made.unshift((await start('listed', { input: `${index}` })).body);
    await start(failing, { input: 'x' });
    const ids = async (query: string): Promise<string[]> => (await w.call('GET', `/v1/runs?${query}`)).body.data.map((one: any) => one.id);
    expect(await ids('agent=listed')).toEqual(made.map((one) => one.id));
    expect(await ids(`session=${made[1].session_id}`)).toEqual([made[1].id]);
    const failed = (await w.call('GET', '/v1/runs?agent=failing&status=failed')).body;
    expect(failed.data).toHaveLength(1);
    expect(failed.data[0].error).toEqual({ code: expect.any(String), message: expect.any(String) });
    expect(await ids('agent=listed&status=failed')).toEqual([]);
    expect((await w.call('GET', '/v1/runs?status=dead')).status).toBe(400);
    expectProblem(await w.call('GET', '/v1/runs?agent=nobody'), 404, 'AGENT_NOT_FOUND');
    expectProblem(await w.call('GET', `/v1/runs?session=${unknownId}`), 404, 'SESSION_NOT_FOUND');
  });

  test('404 RUN_NOT_FOUND on every route of a run', async () => {
    for (const id of [unknownId, 'x', '7', 'a%00b']) {
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/events'],
        ['POST', '/cancel'],
        ['POST', '/replay'],
      ] as const) {
        expectProblem(await w.call(method, `/v1/runs/${id}${path}`), 404, 'RUN_NOT_FOUND');
      }
    }
  });

  test('200: an Idempotency-Key belongs to the credential that sent it', async () => {
    const other = (await w.call('POST', '/v1/credentials', { name: 'second-sender', org_wide: true })).body.key;
    const key = { 'idempotency-key': 'same-key' };
    const [mine, again, theirs] = [
      await start('plain', { input: 'x' }, key),
      await start('plain', { input: 'x' }, key),
      await start('plain', { input: 'x' }, { ...key, 'x-forge-api-key': other }),
    ];
    expect([mine.status, again.body.id, again.headers.get('idempotency-replayed')]).toEqual([200, mine.body.id, 'true']);
    expect([theirs.status, theirs.headers.get('idempotency-replayed')]).toEqual([200, null]);
    expect(theirs.body.id).not.toBe(mine.body.id);
    expectProblem(await start('plain', { input: 'y' }, key), 422, 'IDEMPOTENCY_REUSED');
  });
});

function textAndTypes(frames: readonly SseFrame[]): string[] {
  const parts: string[] = [];
  for (const frame of frames) {
    const isText = frame.event === 'message.delta';
    if (isText && parts.at(-1)?.startsWith('text:') === true) parts[parts.length - 1] += frame.data.payload.text;
    else parts.push(isText ? `text:${frame.data.payload.text}` : `${frame.event} ${frame.id}`);
  }
  return parts;
}
