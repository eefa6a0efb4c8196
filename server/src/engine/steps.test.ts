import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, ofType, readLog, startRun, typesOf, untilEnded } from '../../test/crash/run-log.ts';
import { engines, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';

const csv = { csv: 'name,amount\nAda,3\nBob,4' };

describe.each(engines)('steps of a run on %s', (engine) => {
  let at: World;
  beforeAll(async () => {
    at = await world(engine);
  });
  afterAll(() => at.close());

  const run = (agent: string, body: object = {}) => at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go', ...body });
  /** Chat messages of the newest request that the model got. */
  const lastMessages = (): any[] => JSON.parse(JSON.stringify(at.standIn.requests.at(-1)?.body)).messages;

  it('200: a run of one step ends with its output, and its log holds the whole story in order', async () => {
    const agent = await at.agent('one-step');
    const { status, body, headers } = await run(agent);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'completed', output: 'Hello from the stand-in model.', steps_count: 1, attempt: 1, error: null });
    expect(body.steps).toMatchObject([{ number: 1, kind: 'model', status: 'completed', step_number: null, attempt: 1 }]);
    expect(headers.get('location')).toBe(`/v1/runs/${body.id}`);
    const log = await readLog(at, body.session_id);
    expect(faultsOf(log)).toEqual([]);
    const story = [
      'session.created',
      'run.queued',
      'run.started',
      'step.started',
      'message.started',
      'message.completed',
      'usage.recorded',
    ];
    expect(typesOf(log).filter((type) => !type.endsWith('.delta'))).toEqual([...story, 'run.completed']);
    expect((await at.call('GET', `/v1/runs/${body.id}`)).body).toEqual(body);
  });

  it('200: a run with two tools executes both, feeds their results back, and counts every token', async () => {
    const agent = await at.agent('three-steps', 'three');
    const { body } = await run(agent, { data: csv });
    expect(body.status).toBe('completed');
    expect(body.steps.map((step: any) => [step.number, step.kind, step.step_number, step.tool, step.status])).toEqual([
      [1, 'model', null, null, 'completed'],
      [2, 'tool', 1, 'data-transform', 'completed'],
      [3, 'model', null, null, 'completed'],
      [4, 'tool', 2, 'formula-engine', 'completed'],
      [5, 'model', null, null, 'completed'],
    ]);
    const roles = lastMessages().map((message) => message.role);
    expect(roles.filter((role) => role !== 'system')).toEqual(['user', 'assistant', 'tool', 'assistant', 'tool']);
    const totals = body.steps.flatMap((step: any) => (step.usage === null ? [] : [step.usage.input_tokens]));
    expect(totals).toHaveLength(3);
    expect(body.usage.input_tokens).toBe(totals.reduce((sum: number, one: number) => sum + one, 0));
    expect(faultsOf(await readLog(at, body.session_id))).toEqual([]);
  });

  it('200: tool calls that a model makes at once are all answered, in their order, before the model is asked again', async () => {
    const agent = await at.agent('at-once', 'parallel');
    const { body } = await run(agent);
    expect(body).toMatchObject({ status: 'completed', output: 'Both tools answered: 2 results.', steps_count: 4 });
    const log = await readLog(at, body.session_id);
    const [first] = ofType(log, 'message.completed');
    const asked = first?.payload.tool_calls.map((call: any) => call.id);
    expect(asked).toHaveLength(2);
    expect(ofType(log, 'tool.completed').map(({ payload }) => payload.call_id)).toEqual(asked);
    expect(faultsOf(log)).toEqual([]);
  });

  it('200: a tool that nobody offered is an error that the model reads, not the end of the run', async () => {
    const agent = await at.agent('stranger', 'unknown-tool');
    const { body } = await run(agent);
    expect(body.status).toBe('completed');
    expect(body.output).toContain("There is no tool 'no-such-tool__do'");
    expect(body.steps[1]).toMatchObject({ kind: 'tool', status: 'failed', error: { code: 'UNKNOWN_TOOL' } });
    expect(faultsOf(await readLog(at, body.session_id))).toEqual([]);
  });

  it('200: a tool of another agent is unknown to this one', async () => {
    const agent = await at.agent('narrow', 'three', { tools: ['formula-engine'] });
    const { body } = await run(agent);
    const offered = JSON.parse(JSON.stringify(at.standIn.requests.at(-1)?.body)).tools.map((tool: any) => tool.function.name);
    expect(offered.every((name: string) => name.startsWith('formula-engine__'))).toBe(true);
    expect(body.steps.every((step: any) => step.tool === null || step.tool === 'formula-engine')).toBe(true);
  });

  it('200: arguments that break the schema, or are no JSON at all, go back to the model and no tool runs', async () => {
    const agent = await at.agent('careless', 'bad-arguments');
    const { body } = await run(agent);
    expect(body.status).toBe('completed');
    const tools = body.steps.filter((step: any) => step.kind === 'tool');
    expect(tools.map((step: any) => [step.status, step.output])).toEqual([
      ['failed', null],
      ['failed', null],
    ]);
    expect(tools[1].error).toEqual({ code: 'INVALID_INPUT', message: 'The arguments are not a JSON object.' });
    expect(body.output).toMatch(/^The tool refused my arguments: ./);
    expect(faultsOf(await readLog(at, body.session_id))).toEqual([]);
  });

  it('a run that uses up its steps fails with MAX_STEPS and makes exactly that many tool calls', async () => {
    const agent = await at.agent('endless', 'loop', { config: { max_steps: 3 } });
    const { status, body } = await run(agent);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'failed', output: null, error: { code: 'MAX_STEPS' } });
    const log = await readLog(at, body.session_id);
    expect(ofType(log, 'tool.completed')).toHaveLength(3);
    expect(ofType(log, 'message.completed')).toHaveLength(4);
    expect(faultsOf(log)).toEqual([]);
    const contract = await at.call('POST', `/api/v1/agents/${agent}/run`, { input: 'Go' });
    expect(contract.body).toMatchObject({ status: 'failed', error: expect.stringContaining('limit of 3 steps') });
    expect(contract.body.steps).toHaveLength(3);
  });

  it('504: a run beyond its time ends as timeout, its provider socket is closed, and its log says so', async () => {
    const agent = await at.agent('slow', 'fault-hang', { config: { timeout_ms: 300 } });
    const { status, body } = await at.call('POST', `/api/v1/agents/${agent}/run`, { input: 'Go' });
    expect(status).toBe(504);
    expect(body).toMatchObject({ error: { code: 'TIMEOUT' }, status: 'timeout' });
    const seen = at.standIn.requests.at(-1);
    await expect.poll(() => seen?.isCut, { timeout: 30_000, interval: 10 }).toBe(true);
    const own = await at.call('GET', `/v1/runs/${body.run_id}`);
    expect(own.body).toMatchObject({ status: 'timeout', error: { code: 'TIMEOUT' }, steps: [{ status: 'failed' }] });
    expect(faultsOf(await readLog(at, own.body.session_id))).toEqual([]);
  });

  it('a tool beyond the run’s time is stopped with the run', async () => {
    const playbook = [{ tool: 'data-transform', action: 'jsonata', input: { data: {}, expression: '$sum([1..900000].($ * $))' } }];
    const agent = await at.agent('heavy', 'one', { model: 'playbook', config: { playbook, timeout_ms: 100 } });
    const { body } = await run(agent);
    expect(['timeout', 'failed']).toContain(body.status);
    expect(body.steps.at(-1).status).toBe('failed');
    expect(faultsOf(await readLog(at, body.session_id))).toEqual([]);
  });

  it('limits of a request tighten the agent’s own and never loosen them', async () => {
    const agent = await at.agent('bounded', 'loop', { config: { max_steps: 2, timeout_ms: 20_000 } });
    const looser = await run(agent, { config_override: { max_steps: 50, timeout_ms: 600_000 } });
    expect(looser.body.error).toMatchObject({ code: 'MAX_STEPS', message: expect.stringContaining('limit of 2 steps') });
    const tighter = await run(agent, { config_override: { max_steps: 1 } });
    expect(tighter.body.error.message).toContain('limit of 1 steps');
    const hanging = await at.agent('hanging', 'fault-hang', { config: { timeout_ms: 300 } });
    expect((await run(hanging, { config_override: { timeout_ms: 600_000 } })).body.status).toBe('timeout');
  });

  it('400: a limit outside its documented range is refused', async () => {
    const agent = await at.agent('ranges');
    expect((await run(agent, { config_override: { max_steps: 0 } })).status).toBe(400);
    expect((await run(agent, { config_override: { timeout_ms: 99 } })).status).toBe(400);
    expect((await run(agent, { config_override: { tools: ['data-transform'] } })).status).toBe(400);
  });

  it('202: a run that nobody waits for reaches its end, and whoever asks later sees it', async () => {
    const agent = await at.agent('background', 'three');
    const started = await startRun(at, agent);
    expect(['queued', 'running']).toContain(started.status);
    expect(await untilEnded(at, started.id)).toMatchObject({ id: started.id, status: 'completed', steps_count: 5 });
  });
});
