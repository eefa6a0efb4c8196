import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enginesOf, readSse, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';
import { expectRunnerError } from '../../../test/expect-runner-error.ts';
import { exampleRun } from './examples.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const wholeNumber = expect.toSatisfy((value: unknown) => Number.isInteger(value) && Number(value) >= 0, 'a whole number');
const cleanRows = [
  { name: 'John', date: '2024-01-15', amount: 1500, region: 'West' },
  { name: 'Jane', date: '2024-01-16', amount: 2300, region: 'East' },
  { name: 'Bob', date: '2024-01-17', amount: 1800, region: 'West' },
];

describe.each(enginesOf(import.meta.url))('runs of contract 3 on %s', (engine) => {
  let w: World;
  let demo: string;
  beforeAll(async () => {
    w = await world(engine);
    demo = (await w.call('GET', '/api/v1/agents/data-cleanup')).body.id;
  });
  afterAll(() => w.close());

  const run = (agent: string, body: unknown): Promise<Reply> => w.call('POST', `/api/v1/agents/${agent}/run`, body);
  const stream = (agent: string, body: object): Promise<Response> =>
    fetch(`${w.url}/api/v1/agents/${agent}/run`, {
      method: 'POST',
      headers: { 'x-forge-api-key': w.key, 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, stream: true }),
    });

  test('200: the documented request has the documented result, one clean object for each row, dates in ISO form', async () => {
    const { status, body, text } = await run('data-cleanup', exampleRun);
    expect(status, text).toBe(200);
    expect(body).toEqual({
      run_id: expect.stringMatching(uuid),
      agent_id: demo,
      status: 'completed',
      result: { cleaned_data: cleanRows, summary: { West: 3300, East: 2300 } },
      steps: expect.any(Array),
      tokens_used: 0,
      duration_ms: wholeNumber,
    });
    expect(text).toContain('"summary":{"West":3300,"East":2300}');
    for (const [index, step] of body.steps.entries()) {
      expect(Object.keys(step)).toEqual(['step_number', 'tool', 'action', 'input', 'output', 'duration_ms']);
      expect([step.step_number, step.duration_ms]).toEqual([index + 1, wholeNumber]);
    }
    expect(body.steps[0]).toMatchObject({
      tool: 'data-transform',
      action: 'csv_to_json',
      input: { csv: exampleRun.data.csv },
      output: { data: [{ name: 'John', date: '1/15/24', amount: 1500, region: 'West' }, { name: 'Jane' }, { name: 'Bob' }] },
    });
  });

  test('200 with the error in the body: unusable data fails the run, not the request', async () => {
    const { status, body, text } = await run('data-cleanup', { input: 'Clean this', data: { csv: '"unclosed,1/15/24\nJohn' } });
    expect(status, text).toBe(200);
    expect(body).toEqual({
      run_id: expect.stringMatching(uuid),
      agent_id: demo,
      status: 'failed',
      error: expect.stringMatching(/^Tool 'data-transform' failed: Invalid CSV format/),
      steps: [
        {
          step_number: 1,
          tool: 'data-transform',
          action: 'csv_to_json',
          input: { csv: '"unclosed,1/15/24\nJohn' },
          error: expect.stringMatching(/^Invalid CSV format/),
          duration_ms: wholeNumber,
        },
      ],
      tokens_used: 0,
      duration_ms: wholeNumber,
    });
  });

  test.each([
    ['no data', undefined],
    ['empty data', {}],
    ['an empty CSV', { csv: '' }],
    ['a header alone', { csv: 'name,date,amount,region' }],
    ['other columns', { csv: 'a,b\n1,2' }],
    ['a CSV that is no text', { csv: 42 }],
  ])('200 with the error in the body for %s', async (_title, data) => {
    const { status, body } = await run('data-cleanup', { input: 'Clean this', ...(data === undefined ? {} : { data }) });
    expect([status, body.status]).toEqual([200, 'failed']);
    expect(body.error).toMatch(/^Tool 'data-transform' failed: Invalid CSV format/);
    expect(body).not.toHaveProperty('result');
  });

  test('200: a model that calls tools is answered with its steps, tokens and text', async () => {
    const id = await w.agent('tool-user', 'three');
    const { status, body } = await run(id, { input: 'go' });
    expect([status, body.status]).toEqual([200, 'completed']);
    expect(body.steps.map((step: any) => [step.step_number, step.tool])).toEqual([
      [1, 'data-transform'],
      [2, 'formula-engine'],
    ]);
    expect(body.result).toEqual({ result: expect.stringMatching(/^The rows are converted/) });
    expect(body.tokens_used).toBeGreaterThan(0);
  });

  test('200: an answer that is a JSON object is the result itself', async () => {
    const id = await w.agent('json-speaker', 'json');
    expect((await run(id, { input: 'go' })).body.result).toEqual({ answer: 42, unit: 'apples', rows: [{ name: 'Ada', amount: 3 }] });
  });

  test('200: the stream has only step and complete events, exactly as documented, each with its cursor', async () => {
    const response = await stream('data-cleanup', exampleRun);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const frames = await readSse(response);
    const steps = frames.slice(0, -1);
    expect(steps.every((frame) => frame.event === 'step')).toBe(true);
    expect(steps.slice(0, 2).map((frame) => frame.data)).toEqual([
      { step_number: 1, tool: 'data-transform', status: 'running' },
      { step_number: 1, tool: 'data-transform', status: 'completed', duration_ms: wholeNumber },
    ]);
    const last = frames.at(-1);
    expect(last?.event).toBe('complete');
    expect(last?.data).toEqual({
      run_id: expect.stringMatching(uuid),
      status: 'completed',
      result: { cleaned_data: cleanRows, summary: { West: 3300, East: 2300 } },
    });
    expect(response.headers.get('content-location')).toBe(`/v1/runs/${last?.data.run_id}/events`);
    const ids = frames.map((frame) => Number(frame.id));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('200: a stream of a run that fails ends with complete, status failed and the error', async () => {
    const frames = await readSse(await stream('data-cleanup', { input: 'Clean', data: { csv: '"' } }));
    expect(frames.map((frame) => [frame.event, frame.data.status])).toEqual([
      ['step', 'running'],
      ['step', 'failed'],
      ['complete', 'failed'],
    ]);
    expect(frames.at(-1)?.data.error).toMatch(/^Tool 'data-transform' failed: Invalid CSV format/);
  });

  test('200: history lists the runs of this agent alone, newest first, with exactly the documented members', async () => {
    const id = await w.agent('historic', 'one');
    const made: string[] = [];
    for (const input of ['first', 'second', 'third']) made.unshift((await run(id, { input })).body.run_id);
    const { status, body } = await w.call('GET', `/api/v1/agents/${id}/runs`);
    expect([status, Object.keys(body).sort()]).toEqual([200, ['limit', 'offset', 'runs', 'total']]);
    expect([body.total, body.limit, body.offset]).toEqual([3, 20, 0]);
    expect(body.runs.map((one: any) => one.id)).toEqual(made);
    expect(body.runs[0]).toEqual({
      id: made[0],
      status: 'completed',
      input: 'third',
      tokens_used: wholeNumber,
      duration_ms: wholeNumber,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    const second = await w.call('GET', `/api/v1/agents/${id}/runs?limit=1&offset=1`);
    expect(second.body).toMatchObject({ total: 3, limit: 1, offset: 1, runs: [{ id: made[1] }] });
  });

  test('200: history can be filtered by status', async () => {
    const before = (await w.call('GET', '/api/v1/agents/data-cleanup/runs?limit=500')).body;
    const failed = (await w.call('GET', '/api/v1/agents/data-cleanup/runs?status=failed&limit=500')).body;
    const completed = (await w.call('GET', '/api/v1/agents/data-cleanup/runs?status=completed&limit=500')).body;
    expect(failed.total).toBeGreaterThan(0);
    expect(failed.runs.every((one: any) => one.status === 'failed')).toBe(true);
    expect(failed.total + completed.total).toBe(before.total);
    for (const query of ['status=dead', 'limit=0', 'limit=501', 'offset=-1', 'status=failed&status=completed']) {
      expectRunnerError(await w.call('GET', `/api/v1/agents/data-cleanup/runs?${query}`), 400, 'INVALID_INPUT');
    }
  });

  test('200: run details are the full run with steps, input, data and result', async () => {
    const { body: made } = await run('data-cleanup', exampleRun);
    const { status, body } = await w.call('GET', `/api/v1/agents/${demo}/runs/${made.run_id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: made.run_id,
      agent_id: demo,
      status: 'completed',
      input: exampleRun.input,
      data: exampleRun.data,
      result: made.result,
      steps: made.steps,
      tokens_used: made.tokens_used,
      duration_ms: made.duration_ms,
    });
  });

  test('404 RUN_NOT_FOUND for an unknown run, and for a run of another agent', async () => {
    const { body: made } = await run('data-cleanup', exampleRun);
    const other = await w.agent('not-its-owner', 'one');
    for (const path of [
      `${other}/runs/${made.run_id}`,
      `${demo}/runs/${unknownId}`,
      `${demo}/runs/7`,
      `${demo}/runs/a%00b`,
      `${demo}/runs/latest`,
    ]) {
      expectRunnerError(await w.call('GET', `/api/v1/agents/${path}`), 404, 'RUN_NOT_FOUND');
    }
    expectRunnerError(await w.call('GET', `/api/v1/agents/${unknownId}/runs/${made.run_id}`), 404, 'AGENT_NOT_FOUND');
    expectRunnerError(await run(unknownId, { input: 'x' }), 404, 'AGENT_NOT_FOUND');
  });

  test('504 TIMEOUT: a run that exceeds its time names itself and shows its steps', async () => {
    const id = await w.agent('too-slow', 'fault-hang', { config: { timeout_ms: 300 } });
    const reply = await run(id, { input: 'go' });
    expect([reply.status, reply.body.error.code], reply.text).toEqual([504, 'TIMEOUT']);
    expect(reply.body).toMatchObject({ run_id: expect.stringMatching(uuid), agent_id: id, status: 'timeout', steps: [] });
    const { body } = await w.call('GET', `/api/v1/agents/${id}/runs/${reply.body.run_id}`);
    expect(body.status).toBe('timeout');
  });

  test('config_override tightens one run and never loosens it, and the agent keeps its own config', async () => {
    const id = await w.agent('looper', 'loop', { config: { max_steps: 3 } });
    const steps = async (override: object): Promise<number> => {
      const { status, body } = await run(id, { input: 'go', config_override: override });
      expect(status).toBe(200);
      return body.steps.length;
    };
    expect(await steps({ max_steps: 1 })).toBe(1);
    expect(await steps({ max_steps: 50 })).toBe(3);
    expect(await steps({})).toBe(3);
    expect((await w.call('GET', `/api/v1/agents/${id}`)).body.config.max_steps).toBe(3);
  });

  test('a repeated Idempotency-Key is the same run; with another request it is refused', async () => {
    const id = await w.agent('idempotent', 'one');
    const once = (input: string, key: string): Promise<Reply> =>
      w.call('POST', `/api/v1/agents/${id}/run`, { input }, { 'idempotency-key': key });
    const replies = await Promise.all(Array.from({ length: 5 }, () => once('go', 'order-1')));
    expect(new Set(replies.map((reply) => reply.body.run_id)).size).toBe(1);
    expect(replies.filter((reply) => reply.headers.get('idempotency-replayed') === 'true')).toHaveLength(4);
    expectRunnerError(await once('something else', 'order-1'), 422, 'UNPROCESSABLE');
    expect((await w.call('GET', `/api/v1/agents/${id}/runs`)).body.total).toBe(1);
    const long = Array.from({ length: 250 }, (_, index) => (index * 7919).toString(36)).join('-');
    for (const key of [long.repeat(8).slice(0, 8_000), '']) expectRunnerError(await once('go', key), 400, 'INVALID_INPUT');
  });

  test.each([
    ['no body', undefined],
    ['malformed JSON', '{"input":'],
    ['no input', {}],
    ['an empty input', { input: '' }],
    ['an input that is no text', { input: { text: 'x' } }],
    ['a NUL in the input', { input: 'a\u0000b' }],
    ['data that is a list', { input: 'x', data: [] }],
    ['data that is text', { input: 'x', data: 'csv' }],
    ['stream as text', { input: 'x', stream: 'true' }],
    ['an unknown member', { input: 'x', agent_id: unknownId }],
    ['an unknown override', { input: 'x', config_override: { tools: [] } }],
    ['an override of a wrong type', { input: 'x', config_override: { max_steps: '5' } }],
    ['an override out of range', { input: 'x', config_override: { max_steps: 0 } }],
    ['5,000 levels of data', `{"input":"x","data":{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`],
    ['a constructor.prototype member', '{"input":"x","data":{"constructor":{"prototype":{"polluted":1}}}}'],
    ['a __proto__ member deep inside', '{"input":"x","data":{"a":[{"__proto__":{"polluted":1}}]}}'],
  ])('400 INVALID_INPUT: a run with %s is never started', async (_title, body) => {
    const before = (await w.call('GET', '/api/v1/agents/data-cleanup/runs')).body.total;
    expectRunnerError(
      await w.call('POST', '/api/v1/agents/data-cleanup/run', body, { 'content-type': 'application/json' }),
      400,
      'INVALID_INPUT',
    );
    expect((await w.call('GET', '/api/v1/agents/data-cleanup/runs')).body.total).toBe(before);
  });

  test('a paused agent refuses a run with 409 and says why', async () => {
    const id = await w.agent('paused-one', 'one');
    await w.call('PUT', `/api/v1/agents/${id}`, { is_active: false });
    expectRunnerError(await run(id, { input: 'x' }), 409, 'AGENT_INACTIVE');
  });

  test('a CSV of 10,000 rows is cleaned with the right totals, every row in its place', async () => {
    const regions = ['West', 'East', 'North', 'South', 'Zürich "Mitte", CH'];
    const totals = new Map<string, number>();
    const lines = ['name,date,amount,region'];
    let seed = 42;
    const next = (bound: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % bound;
    const dates: string[] = [];
    for (let row = 0; row < 10_000; row += 1) {
      const region = regions[next(regions.length)] ?? '';
      const [month, day, amount] = [1 + next(12), 1 + next(28), next(100_000)];
      lines.push(`"Person ${row}, Jr.",${month}/${day}/24,${amount},"${region.replaceAll('"', '""')}"`);
      totals.set(region, (totals.get(region) ?? 0) + amount);
      dates.push(`2024-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
    }
    const { status, body } = await run('data-cleanup', { input: 'Clean', data: { csv: lines.join('\r\n') } });
    expect([status, body.status, body.error]).toEqual([200, 'completed', undefined]);
    expect(body.result.summary).toEqual(Object.fromEntries(totals));
    expect(body.result.cleaned_data).toHaveLength(10_000);
    expect(body.result.cleaned_data.map((one: any) => one.date)).toEqual(dates);
    expect(body.result.cleaned_data[9_999]).toMatchObject({ name: 'Person 9999, Jr.' });
  });
});
