import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enginesOf, readSse, world } from '../../../test/world.ts';
import type { Reply, SseFrame, World } from '../../../test/world.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const paths = (name: string): string[] => [`/api/agents/${name}/execute`, `/api/v1/agents/${name}/execute`];
const textOf = (frames: readonly SseFrame[], event: string): string =>
  frames
    .filter((frame) => frame.event === event)
    .map((frame) => frame.data.text)
    .join('');

describe.each(enginesOf(import.meta.url))('execute of contract 0 on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${w.url}${path}`, {
      method: 'POST',
      headers: { 'x-forge-api-key': w.key, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const executeJson = (name: string, body: object): Promise<Reply> =>
    w.call('POST', `/api/agents/${name}/execute`, { stream: false, ...body });

  test('200: both paths stream session first, tokens, and done last, each event with an id', async () => {
    const id = await w.agent('both-paths', 'one');
    for (const path of paths('both-paths')) {
      const response = await post(path, { input: 'hello' });
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
      expect(response.headers.get('x-accel-buffering')).toBe('no');
      const frames = await readSse(response);
      expect(frames[0]).toEqual({
        id: expect.stringMatching(/^\d+$/),
        event: 'session',
        data: {
          session_id: expect.stringMatching(uuid),
          session_name: expect.any(String),
          run_id: expect.stringMatching(uuid),
          agent: { id, name: 'both-paths' },
        },
      });
      const { run_id, session_id }: any = frames[0]?.data;
      expect(frames.at(-1)).toEqual({
        id: expect.stringMatching(/^\d+$/),
        event: 'done',
        data: {
          run_id,
          session_id,
          status: 'completed',
          output: 'Hello from the stand-in model.',
          result: null,
          usage: { input_tokens: expect.any(Number), output_tokens: expect.any(Number) },
          duration_ms: expect.any(Number),
        },
      });
      expect(frames.slice(1, -1).every((frame) => frame.event === 'token')).toBe(true);
      expect(frames.every((frame) => frame.id !== undefined)).toBe(true);
      expect(textOf(frames, 'token')).toBe('Hello from the stand-in model.');
      expect(response.headers.get('content-location')).toBe(`/v1/runs/${run_id}/events`);
    }
  });

  test('200: text arrives token by token while the model still writes', async () => {
    await w.agent('slow-writer', 'long-paced-5');
    const response = await post('/api/agents/slow-writer/execute', { input: 'go' });
    const run = { isEnded: false, sawTokenBefore: 0 };
    const frames = await readSse(response, {
      stop: (frame) => {
        if (frame.event === 'token' && !run.isEnded) run.sawTokenBefore += 1;
        if (frame.event === 'done') run.isEnded = true;
        return false;
      },
    });
    expect(run.sawTokenBefore).toBeGreaterThan(50);
    expect(textOf(frames, 'token')).toBe(frames.at(-1)?.data.output);
    expect(new Set(frames.map((frame) => frame.id)).size).toBe(frames.length);
  });

  test('200: reasoning and tool calls have events of their own', async () => {
    await w.agent('thinker', 'reasoning');
    const thought = await readSse(await post('/api/agents/thinker/execute', { input: 'go' }));
    expect(textOf(thought, 'reasoning')).toBe('Six times seven makes forty-two.');
    expect(textOf(thought, 'token')).toBe('The answer is 42.');
    const events = thought.map((frame) => frame.event);
    expect(events.lastIndexOf('reasoning')).toBeLessThan(events.indexOf('token'));

    await w.agent('worker', 'three');
    const tools = (await readSse(await post('/api/agents/worker/execute', { input: 'go' }))).filter((frame) => frame.event === 'tool');
    expect(tools.map((frame) => frame.data)).toEqual([
      { step_number: 1, tool: 'data-transform', action: 'csv_to_json', status: 'running' },
      { step_number: 1, tool: 'data-transform', action: 'csv_to_json', status: 'completed', duration_ms: expect.any(Number) },
      { step_number: 2, tool: 'formula-engine', action: expect.any(String), status: 'running' },
      { step_number: 2, tool: 'formula-engine', action: expect.any(String), status: 'completed', duration_ms: expect.any(Number) },
    ]);
  });

  test('200: a run that fails streams error and then done with status failed', async () => {
    await w.agent('failing', 'fault-400');
    const frames = await readSse(await post('/api/agents/failing/execute', { input: 'go' }));
    expect(frames.map((frame) => frame.event)).toEqual(['session', 'error', 'done']);
    expect(frames[1]?.data).toEqual({ code: expect.any(String), message: expect.any(String) });
    expect(frames[2]?.data).toMatchObject({ status: 'failed', output: null, result: null });
  });

  test('200: a question to a person is an interaction event, and its answer lets the same stream go on to done', async () => {
    await w.agent('careful', 'three', { config: { tool_policy: { 'formula-engine': 'ask' } } });
    const response = await post('/api/agents/careful/execute', { input: 'go' });
    const asked: string[] = [];
    let answered: Promise<Reply> | undefined;
    const frames = await readSse(response, {
      stop: (frame) => {
        if (frame.event === 'interaction') {
          asked.push(frame.data.id);
          expect(Object.keys(frame.data)).toEqual(['id', 'kind', 'question']);
          answered = w.call('POST', `/v1/interactions/${frame.data.id}/resolve`, { decision: 'approve' });
        }
        return false;
      },
    });
    expect(asked).toHaveLength(1);
    expect((await answered)?.status).toBe(200);
    expect(frames.at(-1)).toMatchObject({ event: 'done', data: { status: 'completed' } });
  });

  test('200: stream:false, or Accept: application/json alone, answers JSON when the run has ended', async () => {
    await w.agent('plain', 'json');
    const expected = {
      success: true,
      data: {
        run_id: expect.stringMatching(uuid),
        session_id: expect.stringMatching(uuid),
        session_name: expect.any(String),
        status: 'completed',
        output: expect.stringContaining('"answer":42'),
        result: { answer: 42, unit: 'apples', rows: [{ name: 'Ada', amount: 3 }] },
        steps: [],
        usage: { input_tokens: expect.any(Number), output_tokens: expect.any(Number) },
        duration_ms: expect.any(Number),
      },
    };
    for (const path of paths('plain')) {
      const first = await post(path, { input: 'go', stream: false });
      expect([first.status, await first.json()]).toEqual([200, expected]);
      const second = await post(path, { input: 'go' }, { accept: 'application/json' });
      expect([second.status, await second.json()]).toEqual([200, expected]);
    }
    for (const accept of ['*/*', 'text/event-stream', 'text/event-stream, application/json']) {
      const streamed = await post('/api/agents/plain/execute', { input: 'go' }, { accept });
      expect(streamed.headers.get('content-type'), accept).toMatch(/^text\/event-stream/);
      await readSse(streamed);
    }
  });

  test('200: a new session is named <key name>-<session id>, linked to the key, and listed', async () => {
    await w.agent('named', 'one');
    const { body: key } = await w.call('POST', '/v1/credentials', { name: 'MobileApp', agent_ids: ['named'] });
    const reply = await w.call('POST', '/api/agents/named/execute', { input: 'hi', stream: false }, { 'x-forge-api-key': key.key });
    const { session_id, session_name } = reply.body.data;
    expect(session_name).toBe(`MobileApp-${session_id}`);
    const { body } = await w.call('GET', `/v1/sessions/${session_id}`);
    expect(body).toMatchObject({ id: session_id, name: session_name, origin: 'api_key', credential: { id: key.id, name: 'MobileApp' } });
    const listed = await w.call('GET', '/v1/sessions?agent=named');
    expect(listed.body.data.map((one: any) => one.name)).toEqual([session_name]);
  });

  test('200: session_id goes on in the same session, and the model sees what was said before', async () => {
    await w.agent('rememberer', 'echo');
    const first = await executeJson('rememberer', { input: 'My name is Ada.' });
    const { session_id } = first.body.data;
    const second = await executeJson('rememberer', { input: 'What is my name?', session_id });
    expect(second.body.data).toMatchObject({ session_id, session_name: first.body.data.session_name });
    expect(second.body.data.run_id).not.toBe(first.body.data.run_id);
    const sent: any = w.standIn.requests.at(-1)?.body;
    const said = JSON.stringify(sent.messages);
    expect(said).toContain('My name is Ada.');
    expect(said).toContain('What is my name?');
    expect((await w.call('GET', `/v1/sessions/${session_id}`)).body.runs_count).toBe(2);
  });

  test('404: a session that is unknown, malformed, of another agent or out of the key’s reach', async () => {
    await w.agent('host-a', 'one');
    await w.agent('host-b', 'one');
    const { session_id } = (await executeJson('host-a', { input: 'x' })).body.data;
    for (const [agent, session] of [
      ['host-b', session_id],
      ['host-a', unknownId],
      ['host-a', 'no-uuid'],
      ['host-a', ''],
    ] as const) {
      const reply = await executeJson(agent, { input: 'x', session_id: session });
      expect([reply.status, reply.body], session).toEqual([
        404,
        { success: false, error: { code: 'NOT_FOUND', message: 'There is no such session.' } },
      ]);
    }
  });

  test('409: a session whose run has not ended takes no second one', async () => {
    await w.agent('busy', 'long-paced-50');
    const response = await post('/api/agents/busy/execute', { input: 'go' });
    const [opened] = await readSse(response, { limit: 1 });
    const reply = await executeJson('busy', { input: 'x', session_id: opened?.data.session_id });
    expect([reply.status, reply.body.error.code]).toEqual([409, 'CONFLICT']);
    expect((await w.call('POST', `/v1/runs/${opened?.data.run_id}/cancel`)).status).toBe(202);
  });

  test('a stream that was cut goes on at Content-Location with Last-Event-ID, without a gap and without a double', async () => {
    await w.agent('cut-off', 'long-paced-5');
    const response = await post('/api/agents/cut-off/execute', { input: 'go' });
    const first = await readSse(response, { limit: 40 });
    const lastId = first.at(-1)?.id ?? '';
    const rest = await fetch(`${w.url}${response.headers.get('content-location')}`, {
      headers: { 'x-forge-api-key': w.key, accept: 'text/event-stream', 'last-event-id': lastId },
    });
    const frames = await readSse(rest);
    const end = frames.at(-1);
    expect(end?.event).toBe('run.completed');
    const later = frames
      .filter((frame) => frame.event === 'message.delta')
      .map((frame) => frame.data.payload.text)
      .join('');
    expect(textOf(first, 'token') + later).toBe(end?.data.payload.output);
  });

  test('400: a body that is not the documented one is refused in the face’s own words, and nothing is started', async () => {
    await w.agent('strict', 'one');
    for (const body of [
      {},
      { input: '' },
      { input: 5 },
      { input: 'x', org_id: unknownId },
      { input: 'x', stream: 1 },
      { input: 'x', session_id: 7 },
      [],
      '"x"',
      '{',
      '',
    ]) {
      for (const path of paths('strict')) {
        const reply = await w.call('POST', path, body, { 'content-type': 'application/json' });
        expect([reply.status, reply.body?.success, reply.body?.error?.code], reply.text).toEqual([400, false, 'BAD_REQUEST']);
      }
    }
    expect((await w.call('GET', '/v1/runs?agent=strict')).body.data).toEqual([]);
  });
});
